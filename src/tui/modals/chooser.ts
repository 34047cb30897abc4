import type { Block } from '../../scenario/registries.js';
import { paintFrame } from '../panels/frame.js';
import { paintTexts } from '../panels/texts.js';
import { type Option, optionsFor } from '../state/blocks.js';
import { firstVisible } from '../state/list.js';
import type { ChooserModal, SettingsModal } from '../state/modal.js';
import type { State } from '../state/state.js';
import { lineOf, typed } from '../state/text-input.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { exchanged, nameIn, ownerOf } from './exchange.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

/** Lines on the option with the cursor, below a rule. */
const FOOT = 4;
const MOST_ROWS = 20;

/** Offers what can be named in a block of the form; what was typed already narrows it. */
export function openChooser(form: SettingsModal, block: Block, text: string, state: State): ModalStep {
  const options = optionsFor(block, ownerOf(form.fields));
  const now = options.findIndex(({ name }) => name === nameIn(form.fields, block));
  const chosen = text === '' ? Math.max(0, now) : 0;
  return withModal(state, { kind: 'chooser', block, options, line: lineOf(text), chosen, form });
}

/** Options whose names have all words, then those whose other words do. */
function found({ options, line }: ChooserModal): readonly Option[] {
  const words = line.text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const named = options.filter(({ name }) => has(name));
  const meant = options.filter(({ name, title, summary }) => !has(name) && has(`${name} ${title} ${summary}`));
  return [...named, ...meant];
}

/** What can be named in a block, with a line on each. */
export const chooser: ModalKind<ModalOf<'chooser'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'choose'],
    ['↑↓', 'move'],
    ['Esc', 'back'],
  ],
  size: ({ options }) => ({ width: 78, height: Math.min(MOST_ROWS, options.length + 3 + FOOT) }),
  reduce(modal, key, state) {
    const list = found(modal);
    const at = Math.min(modal.chosen, Math.max(0, list.length - 1));
    const to = (chosen: number): ModalStep =>
      withModal(state, { ...modal, chosen: Math.max(0, Math.min(chosen, list.length - 1)) });
    switch (key) {
      case 'escape':
        return withModal(state, modal.form);
      case 'up':
        return to(at - 1);
      case 'down':
      case 'tab':
        return to(at + 1);
      case 'pageup':
        return to(at - 8);
      case 'pagedown':
        return to(at + 8);
      case 'enter': {
        const option = list[at];
        return option === undefined
          ? { state, effects: [] }
          : withModal(state, exchanged(modal.form, modal.block, option.name));
      }
    }
    const line = typed(modal.line, key);
    return line === null ? { state, effects: [] } : withModal(state, { ...modal, line, chosen: 0 });
  },
  paint: paintChooser,
};

function paintChooser(region: Region, modal: ChooserModal, { theme }: { readonly theme: Theme }): void {
  const list = found(modal);
  const now = nameIn(modal.form.fields, modal.block);
  const inner = paintFrame(region, { title: `Another ${modal.block}`, note: `${list.length}`, focused: true }, theme);
  const x = inner.write(1, 0, 'find ', theme.accent);
  const end = paintLine(inner, x, 0, modal.line, '', theme);
  if (modal.line.text === '')
    inner.write(end + 1, 0, cut('part of a name or of what it is', inner.width - end - 2), theme.dim);
  const foot = inner.height >= FOOT + 3 ? FOOT : 0;
  const rows = inner.region(0, 1, inner.width, inner.height - 1 - foot);
  const at = Math.min(modal.chosen, Math.max(0, list.length - 1));
  const width = Math.min(30, Math.max(8, ...modal.options.map(({ name }) => name.length)));
  const first = firstVisible(at, list.length, rows.height);
  for (const [y, { name, title }] of list.slice(first, first + rows.height).entries()) {
    const here = first + y === at;
    if (here) rows.put(0, y, GLYPHS.cursor, theme.accent);
    rows.write(1, y, fit(name, width), here ? theme.accent : '');
    rows.write(width + 3, y, cut(name === now ? `${title}, named now` : title, rows.width - width - 4), theme.dim);
  }
  if (list.length === 0) rows.write(1, 0, 'no match', theme.dim);
  const option = list[at];
  if (foot === 0 || option === undefined) return;
  const below = inner.region(1, inner.height - foot, inner.width - 2, foot);
  for (let column = 0; column < below.width; column++) below.put(column, 0, GLYPHS.axisX, theme.border);
  paintTexts(below.region(0, 1, below.width, foot - 1), [[option.summary, '']], theme);
}
