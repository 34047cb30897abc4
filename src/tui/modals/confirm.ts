import { actionOf } from '../input/keys.js';
import { cut } from '../terminal/text-fit.js';
import { type ModalKind, type ModalOf, withModal } from './modal.js';

/** A question that is answered with yes or no. */
export const confirm: ModalKind<ModalOf<'confirm'>> = {
  place: 'prompt',
  where: 'question',
  hints: [
    ['y', 'yes'],
    ['n', 'no'],
  ],
  reduce(modal, key, state) {
    switch (actionOf(key, 'question', state.bindings)) {
      case 'confirm':
        return { state: { ...state, modal: null }, effects: [modal.yes] };
      case 'refuse':
        return withModal(state, null);
      default:
        return { state, effects: [] };
    }
  },
  paint(region, { question }, { theme }) {
    const x = region.write(1, 0, cut(question, region.width - 16), theme.warning) + 2;
    const after = region.write(x, 0, 'y', theme.strong);
    const no = region.write(region.write(after, 0, ' yes', theme.dim) + 2, 0, 'n', theme.strong);
    region.write(no, 0, ' no', theme.dim);
  },
};
