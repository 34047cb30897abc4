import type { Action, Where } from '../input/keys.js';
import type { Answer, Offer } from '../state/desk.js';
import type { Line } from '../state/line.js';
import type { Model } from '../state/model.js';
import type { Setting } from '../state/settings.js';
import type { Effect, State, Step } from '../state/state.js';
import type { Region } from '../terminal/sheet.js';

/** What lies over the panels and takes the keys until it is closed. */
export type Modal =
  | { readonly kind: 'help' }
  | { readonly kind: 'confirm'; readonly question: string; readonly yes: Effect }
  /** `before` is the filter that Esc brings back. */
  | { readonly kind: 'filter'; readonly line: Line; readonly before: string }
  | { readonly kind: 'palette'; readonly line: Line; readonly chosen: number }
  | { readonly kind: 'form'; readonly title: string; readonly fields: readonly Field[]; readonly at: number }
  | PickerModal
  | SettingsModal
  /** `before` is the text that Esc brings back. */
  | { readonly kind: 'search'; readonly line: Line; readonly before: string }
  /** `first` is the first line shown. */
  | { readonly kind: 'why'; readonly first: number };

/** The scenarios that can be started; null until they have been read. */
export interface PickerModal {
  readonly kind: 'picker';
  readonly offers: readonly Offer[] | null;
  readonly line: Line;
  readonly chosen: number;
  readonly problems: readonly string[];
}

/** A form of settings, for a fork or a new run. */
export interface SettingsModal {
  readonly kind: 'settings';
  readonly title: string;
  readonly purpose:
    | { readonly kind: 'fork'; readonly runs: readonly string[]; readonly name: string }
    | { readonly kind: 'start'; readonly reference: string };
  /** Words that the names of the settings shown have. */
  readonly find: Line;
  readonly fields: readonly SettingField[];
  /** 0 is the line that finds settings, then come those found. */
  readonly at: number;
  /** Whether the cursor has just come to the value: the first character typed takes its place. */
  readonly fresh: boolean;
  /** What stands against it as a whole. */
  readonly problems: readonly string[];
  /** Whether it was sent off and no answer is there yet. */
  readonly busy: boolean;
}

export interface SettingField {
  readonly setting: Setting;
  readonly line: Line;
  readonly problem: string | null;
  readonly changed: boolean;
}

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
