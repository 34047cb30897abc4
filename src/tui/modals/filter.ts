import { lineOf, typed } from '../state/line.js';
import { expressionOf, listRows } from '../state/list.js';
import type { State } from '../state/state.js';
import { cut } from '../terminal/widths.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

const filtered = (state: State, filter: string): State => ({ ...state, list: { ...state.list, filter } });

export const openFilter = (state: State): ModalStep =>
  withModal(state, { kind: 'filter', line: lineOf(state.list.filter), before: state.list.filter });

/** The expression over the names of the runs; the list follows every key. */
export const filter: ModalKind<ModalOf<'filter'>> = {
  place: 'prompt',
  where: 'text',
  hints: [
    ['Enter', 'keep'],
    ['Esc', 'as before'],
    ['^U', 'clear'],
  ],
  reduce(modal, key, state) {
    if (key === 'enter') return withModal(state, null);
    if (key === 'escape') return withModal(filtered(state, modal.before), null);
    const line = typed(modal.line, key);
    if (line === null) return { state, effects: [] };
    return withModal(filtered(state, line.text), { ...modal, line });
  },
  paint(region, { line }, { theme, state }) {
    const { problem } = expressionOf(line.text);
    const x = region.write(1, 0, '/', theme.accent) + 1;
    const end = paintLine(region, x, 0, line, problem === null ? '' : theme.bad, theme);
    const rows = listRows(state).length;
    const note = problem === null ? `${rows} ${rows === 1 ? 'line' : 'lines'}` : `no regex: ${problem}`;
    region.write(end + 1, 0, cut(note, region.width - end - 2), problem === null ? theme.dim : theme.bad);
  },
};
