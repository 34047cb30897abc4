import { expressionOf, listRows } from '../state/list.js';
import type { State } from '../state/state.js';
import { lineOf } from '../state/text-input.js';
import { livePrompt } from './live-prompt.js';
import { type ModalStep, withModal } from './modal.js';

export const openFilter = (state: State): ModalStep =>
  withModal(state, { kind: 'filter', line: lineOf(state.list.filter), before: state.list.filter });

/** The expression over the names of the runs; the list follows every key. */
export const filter = livePrompt(
  (state, text) => ({ ...state, list: { ...state.list, filter: text } }),
  (text, state) => {
    const { problem } = expressionOf(text);
    if (problem !== null) return { text: `no regex: ${problem}`, isWrong: true };
    const { length } = listRows(state);
    return { text: `${length} ${length === 1 ? 'line' : 'lines'}`, isWrong: false };
  },
);
