import type { Action, Where } from '../keys.js';
import type { Line } from '../line.js';
import type { Model } from '../model.js';
import type { Region } from '../sheet.js';
import type { Effect, State, Step } from '../state.js';

/** What lies over the panels and takes the keys until it is closed. */
export type Modal =
  | { readonly kind: 'help' }
  | { readonly kind: 'confirm'; readonly question: string; readonly yes: Effect }
  /** `before` is the filter that Esc brings back. */
  | { readonly kind: 'filter'; readonly line: Line; readonly before: string }
  | { readonly kind: 'palette'; readonly line: Line; readonly chosen: number }
  | { readonly kind: 'form'; readonly title: string; readonly fields: readonly Field[]; readonly at: number }
  /** `first` is the first line shown. */
  | { readonly kind: 'why'; readonly first: number };

export interface Field {
  readonly name: string;
  readonly line: Line;
  /** What is wrong with what was typed, or null. */
  readonly problem: string | null;
}

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
  paint(region: Region, modal: M, model: Model): void;
}

export type ModalOf<K extends Modal['kind']> = Extract<Modal, { kind: K }>;

/** The state with this modal, or without any. */
export const withModal = (state: State, modal: Modal | null): ModalStep => ({
  state: { ...state, modal },
  effects: [],
});
