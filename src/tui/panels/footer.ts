import { BINDINGS, type Binding } from '../input/keys.js';
import { modalKind } from '../modals/modals.js';
import type { Model } from '../state/model.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { bindingsIn } from './key-scope.js';

/** Keys that work here and what they do in one word, as many as fit; those of the modal while there is one. */
export function paintFooter(region: Region, { theme, state }: Model): void {
  const lines =
    state.modal === null
      ? footerLines(region.width, region.height, bindingsIn(state))
      : [modalKind(state.modal).hints.map(([keys, word]) => ({ keys, word }))];
  for (const [y, entries] of lines.entries()) {
    let x = 1;
    for (const { keys, word } of entries) {
      x = region.write(x, y, keys, theme.strong) + 1;
      x = region.write(x, y, word, theme.dim) + 2;
    }
  }
}

interface Entry {
  readonly keys: string;
  readonly word: string;
}

/** Help and quit always stand at the end of the last line; the rest follows the table's order. */
export function footerLines(width: number, lines: number, bindings: readonly Binding[] = BINDINGS): Entry[][] {
  const all = bindings.flatMap(({ footer, action }) => {
    const [keys, word] = footer?.split(' ') ?? [];
    return keys === undefined || word === undefined ? [] : [{ keys, word, action }];
  });
  const last = all.filter(({ action }) => action === 'help' || action === 'quit');
  const size = ({ keys, word }: Entry): number => displayWidth(keys) + displayWidth(word) + 3;
  const reserved = last.reduce((sum, entry) => sum + size(entry), 0);
  const rest = all.filter((entry) => !last.includes(entry));
  const made: Entry[][] = [];
  for (let i = 0; i < lines; i++) {
    const line: Entry[] = [];
    let room = width - (i === lines - 1 ? reserved : 0);
    while (rest.length > 0 && size(rest[0]!) <= room) {
      const entry = rest.shift()!;
      line.push(entry);
      room -= size(entry);
    }
    if (i === lines - 1) line.push(...last);
    made.push(line);
  }
  return made;
}
