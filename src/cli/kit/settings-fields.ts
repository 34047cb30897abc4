import { NOTIFICATIONS, type Notification } from '../../tui/announcer.js';
import type { BandKind } from '../../tui/charts/curves.js';
import type { Binding } from '../../tui/input/keys.js';
import { BANDS, SMOOTHING } from '../../tui/state/chart.js';
import { THEME_CHOICES, type ThemeChoice } from '../../tui/terminal/theme.js';
import { RUNS } from './stored-runs.js';

/** What a user may settle once for all starts; options of a command go before it. */
export interface Settings {
  readonly theme: ThemeChoice;
  readonly ascii: boolean;
  readonly mouse: boolean;
  /** Frames a second at most. */
  readonly rate: number;
  readonly smoothing: number;
  readonly band: BandKind;
  /** How the end of all runs and a failure are told outside of the dashboard. */
  readonly notify: Notification;
  /** Whether the dashboard opens with the layout of the session before. */
  readonly remember: boolean;
  /** Runs at work at a time; null for one per processor. */
  readonly workers: number | null;
  /** Folder of the run folders. */
  readonly out: string;
}

export interface UserSettings {
  readonly file: string;
  /** Whether there is such a file. */
  readonly found: boolean;
  readonly values: Settings;
  /** What the file says, in its order. */
  readonly given: ReadonlySet<keyof Settings>;
  /** The key table with the user's keys. */
  readonly bindings: readonly Binding[];
}

/** One setting: what is legal, and how it is told. */
export interface Field {
  readonly help: string;
  readonly allowed: string;
  isLegal(value: unknown): boolean;
}

const MOST_WORKERS = 256;
const MOST_RATE = 60;
const LONGEST_OUT = 1000;

const oneOf = (help: string, all: readonly unknown[]): Field => ({
  help,
  allowed: all.join(', '),
  isLegal: (value) => all.includes(value),
});
const whole = (help: string, min: number, max: number): Field => ({
  help,
  allowed: `a whole number from ${min} to ${max}`,
  isLegal: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
});

/** Every setting of the file beside `keys`, in the order in which they are shown. */
export const FIELDS: Readonly<Record<keyof Settings, Field>> = {
  theme: oneOf('colours of the dashboard; auto asks the terminal for its ground', THEME_CHOICES),
  ascii: oneOf('draw in ASCII, without boxes and braille', [true, false]),
  mouse: oneOf('take clicks and the wheel from the terminal', [true, false]),
  rate: whole('frames a second at most', 1, MOST_RATE),
  smoothing: oneOf('smoothing that charts begin with', SMOOTHING),
  band: oneOf('band that charts begin with', BANDS),
  notify: oneOf('at a failure and when all runs have ended: ring the bell, set the window title', NOTIFICATIONS),
  remember: oneOf('open the dashboard with the layout (view, charts, list, theme) of the last session', [true, false]),
  workers: whole('runs at work at a time (none: one per processor)', 1, MOST_WORKERS),
  out: {
    help: 'folder of the run folders',
    allowed: `a text of 1 to ${LONGEST_OUT} characters`,
    isLegal: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_OUT,
  },
};

export const USUAL_SETTINGS: Settings = {
  theme: 'dark',
  ascii: false,
  mouse: true,
  rate: 15,
  smoothing: 0,
  band: 'ci',
  notify: 'none',
  remember: true,
  workers: null,
  out: RUNS,
};
