import { passingEntries } from '../state/log-entries.js';
import type { State } from '../state/state.js';
import { lineOf } from '../state/text-input.js';
import { livePrompt } from './live-prompt.js';
import { type ModalStep, withModal } from './modal.js';

export const openSearch = (state: State): ModalStep =>
  withModal(state, { kind: 'search', line: lineOf(state.log.search), before: state.log.search });

/** A text that lines of the log must have; the log follows every key. */
export const search = livePrompt(
  (state, text) => ({ ...state, log: { ...state.log, search: text, at: null } }),
  (_text, { outline, log }) => {
    const { length } = passingEntries(outline.log, log);
    return { text: `${length} of ${outline.log.length} lines`, isWrong: false };
  },
);
