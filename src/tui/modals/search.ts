import { lineOf, typed } from '../state/line.js';
import { passingEntries } from '../state/log-entries.js';
import type { State } from '../state/state.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

const searching = (state: State, search: string): State => ({ ...state, log: { ...state.log, search, at: null } });

export const openSearch = (state: State): ModalStep =>
  withModal(state, { kind: 'search', line: lineOf(state.log.search), before: state.log.search });

/** A text that lines of the log must have; the log follows every key. */
export const search: ModalKind<ModalOf<'search'>> = {
  place: 'prompt',
  where: 'text',
  hints: [
    ['Enter', 'keep'],
    ['Esc', 'as before'],
    ['^U', 'clear'],
  ],
  reduce(modal, key, state) {
    if (key === 'enter') return withModal(state, null);
    if (key === 'escape') return withModal(searching(state, modal.before), null);
    const line = typed(modal.line, key);
    if (line === null) return { state, effects: [] };
    return withModal(searching(state, line.text), { ...modal, line });
  },
  paint(region, { line }, { theme, state }) {
    const x = region.write(1, 0, '/', theme.accent) + 1;
    const end = paintLine(region, x, 0, line, '', theme);
    const { length } = passingEntries(state.outline.log, state.log);
    region.write(end + 1, 0, `${length} of ${state.outline.log.length} lines`, theme.dim);
  },
};
