import type { Action } from '../keys.js';
import { lineOf, typed } from '../line.js';
import { paintFrame } from '../panels/frame.js';
import { firstVisible } from '../state/list.js';
import type { State } from '../state.js';
import { GLYPHS } from '../theme.js';
import { cut, fit } from '../widths.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

interface Entry {
  readonly action: Action;
  readonly shown: string;
  readonly help: string;
}

const ROWS = 12;

export const openPalette = (state: State): ModalStep =>
  withModal(state, { kind: 'palette', line: lineOf(''), chosen: 0 });

/** The actions whose name or meaning has every word that was typed. */
export function entriesFor(text: string, state: State): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return state.bindings
    .filter(({ where, action }) => (where === 'panels' || where === 'any') && action !== 'palette')
    .filter(({ action, help }) => words.every((word) => `${action} ${help}`.toLowerCase().includes(word)));
}

/** Everything that a key does, by name. */
export const palette: ModalKind<ModalOf<'palette'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'do'],
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
      case 'enter': {
        const entry = entries[chosen];
        return entry === undefined ? { state, effects: [] } : { ...withModal(state, null), next: entry.action };
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
    for (const [i, { shown, help, action }] of entries.slice(first, first + room).entries()) {
      const picked = first + i === at;
      if (picked) inner.put(0, 1 + i, GLYPHS.cursor, theme.accent);
      inner.write(1, 1 + i, fit(shown, 7), theme.strong);
      inner.write(9, 1 + i, fit(action, 15), picked ? theme.accent : '');
      inner.write(25, 1 + i, cut(help, inner.width - 26), theme.dim);
    }
    if (entries.length === 0) inner.write(1, 1, 'nothing of that name', theme.dim);
  },
};
