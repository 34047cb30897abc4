import { actionOf } from '../input/keys.js';
import { paintHelp } from '../panels/help.js';
import { type ModalKind, type ModalOf, withModal } from './modal.js';

/** Every key with its meaning, in place of the panels. */
export const help: ModalKind<ModalOf<'help'>> = {
  place: 'body',
  where: 'help',
  hints: [['Esc', 'close']],
  reduce(_modal, key, state) {
    return actionOf(key, 'help', state.bindings) === 'back' ? withModal(state, null) : { state, effects: [] };
  },
  paint: (region, _modal, model) => paintHelp(region, model),
};
