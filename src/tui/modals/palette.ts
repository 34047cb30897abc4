import { paintFrame } from '../panels/frame.js';
import { firstVisible } from '../state/list.js';
import type { State } from '../state/state.js';
import { lineOf, typed } from '../state/text-input.js';
import { cut, fit } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { type Entry, entriesFor } from './commands.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

const ROWS = 12;

export const openPalette = (state: State): ModalStep =>
  withModal(state, { kind: 'palette', line: lineOf(''), chosen: 0 });

/** Everything that a key does, by name, and commands that take words. */
export const palette: ModalKind<ModalOf<'palette'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'do'],
    ['Tab', 'complete'],
    ['↑↓', 'choose'],
    ['Esc', 'close'],
  ],
  size: () => ({ width: 64, height: ROWS + 3 }),
  reduce(modal, key, state) {
    const entries = entriesFor(modal.line.text, state);
    const chosen = Math.min(modal.chosen, Math.max(0, entries.length - 1));
    const to = (at: number): ModalStep =>
      withModal(state, { ...modal, chosen: Math.max(0, Math.min(at, entries.length - 1)) });
    switch (key) {
      case 'escape':
        return withModal(state, null);
      case 'up':
        return to(chosen - 1);
      case 'down':
        return to(chosen + 1);
      case 'pageup':
        return to(chosen - ROWS);
      case 'pagedown':
        return to(chosen + ROWS);
      case 'tab': {
        const entry = entries[chosen];
        return entry === undefined ? { state, effects: [] } : completed(modal, entry, state);
      }
      case 'enter': {
        const entry = entries[chosen];
        if (entry === undefined) return { state, effects: [] };
        if ('action' in entry.does) return { ...withModal(state, null), next: entry.does.action };
        const { command, words } = entry.does;
        return words === null ? completed(modal, entry, state) : command.run({ ...state, modal: null }, words);
      }
    }
    const line = typed(modal.line, key);
    return line === null ? { state, effects: [] } : withModal(state, { ...modal, line, chosen: 0 });
  },
  paint(region, { line, chosen }, { theme, state }) {
    const entries = entriesFor(line.text, state);
    const inner = paintFrame(region, { title: 'Commands', note: `${entries.length}`, focused: true }, theme);
    const x = inner.write(1, 0, ':', theme.accent) + 1;
    paintLine(inner, x, 0, line, '', theme);
    const room = inner.height - 1;
    const at = Math.min(chosen, Math.max(0, entries.length - 1));
    const first = firstVisible(at, entries.length, room);
    const name = Math.max(15, ...entries.map((one) => Math.min(28, one.name.length)));
    for (const [i, { shown, help, name: own }] of entries.slice(first, first + room).entries()) {
      const picked = first + i === at;
      if (picked) inner.put(0, 1 + i, GLYPHS.cursor, theme.accent);
      inner.write(1, 1 + i, fit(shown, 7), theme.strong);
      inner.write(9, 1 + i, fit(own, name), picked ? theme.accent : '');
      inner.write(name + 10, 1 + i, cut(help, inner.width - name - 11), theme.dim);
    }
    if (entries.length === 0) inner.write(1, 1, 'no match', theme.dim);
  },
};

/** The line with the entry's name written out, ready for its words. */
function completed(modal: ModalOf<'palette'>, { name, does }: Entry, state: State): ModalStep {
  const own = 'command' in does && does.words === null ? `${name.replace(/ <.*$/, '')} ` : name;
  return withModal(state, { ...modal, line: lineOf(own), chosen: 0 });
}
