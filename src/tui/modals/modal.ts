import type { Action, Where } from '../input/keys.js';
import type { Modal } from '../state/modal.js';
import type { Model } from '../state/model.js';
import type { Answer } from '../state/scenario-offers.js';
import type { State, Step } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';

/** The state after a key; `next` is done as if its own key had been pressed. */
export interface ModalStep extends Step {
  readonly next?: Action;
}

/** How a kind of modal answers keys and is drawn. One file a kind; all of them stand in `modals.ts`. */
export interface ModalKind<M extends Modal> {
  /** In the line above the footer, over the panels in a frame, or in their place. */
  readonly place: 'prompt' | 'box' | 'body';
  /** The part of the key table that is in force beside it. */
  readonly where: Where;
  /** Keys and words for the footer. */
  readonly hints: readonly (readonly [string, string])[];
  /** Columns and rows of a box, frame included; it gets fewer where there are fewer. */
  readonly size?: (modal: M, state: State) => { readonly width: number; readonly height: number };
  reduce(modal: M, key: string, state: State): ModalStep;
  /** Takes what it asked for; null when the answer is not for it. */
  take?(modal: M, answer: Answer, state: State): ModalStep | null;
  paint(region: Region, modal: M, model: Model): void;
}

/** What is said when runs were started. */
export const startedText = (runs: readonly string[]): string =>
  runs.length === 1 ? `started ${runs[0]}` : `started ${runs.length} runs`;

export type ModalOf<K extends Modal['kind']> = Extract<Modal, { kind: K }>;

/** The state with this modal, or without any. */
export const withModal = (state: State, modal: Modal | null): ModalStep => ({
  state: { ...state, modal },
  effects: [],
});
