import type { State } from '../state/state.js';
import { typed } from '../state/text-input.js';
import { cut } from '../terminal/text-fit.js';
import { type ModalKind, type ModalOf, withModal } from './modal.js';
import { paintLine } from './prompt.js';

/** What a prompt says behind its text, and whether the text is wrong. */
export interface Note {
  readonly text: string;
  readonly isWrong: boolean;
}

/** A prompt whose text takes effect with every key; Esc brings back what was there before. */
export function livePrompt(
  set: (state: State, text: string) => State,
  noteOn: (text: string, state: State) => Note,
): ModalKind<ModalOf<'filter'> | ModalOf<'search'>> {
  return {
    place: 'prompt',
    where: 'text',
    hints: [
      ['Enter', 'keep'],
      ['Esc', 'as before'],
      ['^U', 'clear'],
    ],
    reduce(modal, key, state) {
      if (key === 'enter') return withModal(state, null);
      if (key === 'escape') return withModal(set(state, modal.before), null);
      const line = typed(modal.line, key);
      if (line === null) return { state, effects: [] };
      return withModal(set(state, line.text), { ...modal, line });
    },
    paint(region, { line }, { theme, state }) {
      const { text, isWrong } = noteOn(line.text, state);
      const x = region.write(1, 0, '/', theme.accent) + 1;
      const end = paintLine(region, x, 0, line, isWrong ? theme.bad : '', theme);
      region.write(end + 1, 0, cut(text, region.width - end - 2), isWrong ? theme.bad : theme.dim);
    },
  };
}
