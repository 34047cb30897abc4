import type { Block } from '../../scenario/registries.js';
import type { PluginFile } from '../../train/plugins/plugin-code.js';
import type { Option } from './blocks.js';
import type { Effect } from './effect.js';
import type { Offer, Problem } from './scenario-offers.js';
import type { Setting } from './settings.js';
import type { Line } from './text-input.js';

/** What lies over the panels and takes the keys until it is closed. */
export type Modal =
  | { readonly kind: 'help' }
  | { readonly kind: 'confirm'; readonly question: string; readonly yes: Effect }
  /** `before` is the filter that Esc brings back. */
  | { readonly kind: 'filter'; readonly line: Line; readonly before: string }
  /** Metrics for the chart of `metric`. */
  | { readonly kind: 'overlay'; readonly metric: string; readonly chosen: number }
  | { readonly kind: 'palette'; readonly line: Line; readonly chosen: number }
  | { readonly kind: 'form'; readonly title: string; readonly fields: readonly Field[]; readonly at: number }
  | PickerModal
  | ConsentModal
  | ChooserModal
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

/** Asks before modules that a scenario names are run; `picker` is where it goes back to. */
export interface ConsentModal {
  readonly kind: 'consent';
  readonly reference: string;
  readonly plugins: readonly PluginFile[];
  readonly picker: PickerModal;
  /** The first line shown. */
  readonly first: number;
}

/** Offers what can be named in a block of a form; `form` is where it goes back to. */
export interface ChooserModal {
  readonly kind: 'chooser';
  readonly block: Block;
  readonly options: readonly Option[];
  readonly line: Line;
  readonly chosen: number;
  readonly form: SettingsModal;
}

/** A form of settings, for a fork or a new run. */
export interface SettingsModal {
  readonly kind: 'settings';
  readonly title: string;
  readonly purpose:
    | { readonly kind: 'fork'; readonly runs: readonly string[]; readonly name: string }
    /** `written` are the fields as the scenario has them; without a loss of its own, one comes with what learns. */
    | {
        readonly kind: 'start';
        readonly reference: string;
        readonly written: readonly SettingField[];
        readonly saysLoss: boolean;
      };
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
  /** What is wrong with the text, or null. */
  readonly problem: string | null;
  /** What stood against it when it was sent off; it may be right beside other settings. */
  readonly refusals: readonly Problem[];
  readonly changed: boolean;
}

export interface Field {
  readonly name: string;
  readonly line: Line;
  /** What is wrong with what was typed, or null. */
  readonly problem: string | null;
}
