import type { Modal } from '../state/modal.js';
import type { Model } from '../state/model.js';
import type { Answer } from '../state/scenario-offers.js';
import type { State } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { chooser } from './chooser.js';
import { confirm } from './confirm.js';
import { consent } from './consent.js';
import { filter } from './filter.js';
import { form } from './form.js';
import { help } from './help.js';
import type { ModalKind, ModalOf, ModalStep } from './modal.js';
import { picker } from './new-run.js';
import { overlay } from './overlay.js';
import { palette } from './palette.js';
import { search } from './search.js';
import { settings } from './settings.js';
import { why } from './why.js';

/** Every kind of modal; one without reducer and painter does not compile. */
const KINDS: { readonly [K in Modal['kind']]: ModalKind<ModalOf<K>> } = {
  ...{ help, chooser, confirm, consent, filter, overlay, palette, form, why, picker, settings, search },
};

export function modalKind<K extends Modal['kind']>(modal: ModalOf<K> & { readonly kind: K }): ModalKind<ModalOf<K>> {
  return KINDS[modal.kind];
}

export function reduceModal<K extends Modal['kind']>(
  modal: ModalOf<K> & { readonly kind: K },
  key: string,
  state: State,
): ModalStep {
  return KINDS[modal.kind].reduce(modal, key, state);
}

export function paintModal<K extends Modal['kind']>(
  region: Region,
  modal: ModalOf<K> & { readonly kind: K },
  model: Model,
): void {
  KINDS[modal.kind].paint(region, modal, model);
}

/** Hands an answer to the modal that may have asked; null when it did not. */
export function takeInModal<K extends Modal['kind']>(
  modal: ModalOf<K> & { readonly kind: K },
  answer: Answer,
  state: State,
): ModalStep | null {
  return KINDS[modal.kind].take?.(modal, answer, state) ?? null;
}
