import type { Binding, Section } from '../input/keys.js';
import type { Model } from '../state/model.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { bindingsIn } from './key-scope.js';
import { statusStyle } from './status.js';

/** Columns of the keys before their meaning. */
const KEYS = 10;
const SECTIONS: readonly Section[] = ['Training', 'Runs', 'Chart', 'Moving', 'Screen'];
/** Columns that keys and their meaning want. */
const WIDTH = 50;
/** Fewer cut the longest of them. */
const NARROWEST = 39;

const OWN = ['queued', 'running', 'paused', 'done', 'diverged', 'failed', 'stopped'] as const;
/** Of runs that another program trains. */
const WATCHED = ['running', 'quiet', 'done', 'diverged', 'failed', 'stopped'] as const;

type HelpLine = string | { readonly shown: string; readonly help: string };

/** Every key that works in the view with its meaning, in as many columns as there is room for, and what the signs mean. */
export function paintHelp(region: Region, { theme, state }: Model): void {
  const all = helpLines(bindingsIn(state));
  const readable = Math.max(1, Math.floor(region.width / NARROWEST)) * region.height;
  // Headings are the first to go where the keys would be cut.
  const lines = all.length <= readable ? all : all.filter((line) => typeof line !== 'string');
  // A row for what the signs mean.
  const wanted = Math.ceil(lines.length / Math.max(1, region.height - 1));
  const columns = Math.max(1, Math.min(Math.floor(region.width / 24), wanted));
  const width = Math.min(WIDTH, Math.floor((region.width - 1) / columns));
  const height = Math.max(1, Math.ceil(lines.length / columns));
  for (const [i, line] of lines.entries()) {
    const at = 1 + Math.floor(i / height) * width;
    const y = i % height;
    if (typeof line === 'string') region.write(at, y, cut(line, width - 1), theme.accent);
    else {
      region.write(at, y, cut(line.shown, KEYS - 1), theme.strong);
      region.write(at + KEYS, y, cut(line.help, width - KEYS - 1));
    }
  }
  if (height >= region.height) return;
  let x = 1;
  for (const status of state.outline.watching ? WATCHED : OWN) {
    x = region.write(x, region.height - 1, `${GLYPHS[status]} `, statusStyle(status, theme));
    x = region.write(x, region.height - 1, `${status}  `, theme.dim);
  }
}

/** Headings and keys in the order of the table; keys that belong together on one line. */
function helpLines(bindings: readonly Binding[]): readonly HelpLine[] {
  return SECTIONS.flatMap((section) => {
    const lines: { shown: string; help: string }[] = [];
    for (const { shown, line, where, section: own } of bindings) {
      if (own !== section || (where !== 'panels' && where !== 'any')) continue;
      const last = lines[lines.length - 1];
      if (line !== '' || last === undefined) lines.push({ shown, help: line });
      else if (shown !== '') last.shown += ` ${shown}`;
    }
    return lines.length === 0 ? [] : [section, ...lines];
  });
}
