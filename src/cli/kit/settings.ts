import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { readSettingsText } from '../../report/settings-file.js';
import { type Finding, toIssue } from '../../scenario/finding.js';
import { isRecord } from '../../scenario/record.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { NOTIFICATIONS, type Notification } from '../../tui/announcer.js';
import type { BandKind } from '../../tui/charts/curves.js';
import { type KeyOverrides, OVERRIDABLE, withOverrides } from '../../tui/input/key-overrides.js';
import { BINDINGS, type Binding } from '../../tui/input/keys.js';
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
interface Field {
  readonly help: string;
  readonly allowed: string;
  isLegal(value: unknown): boolean;
}

const MOST_WORKERS = 256;
const MOST_RATE = 60;
const LONGEST_OUT = 1000;
const MOST_KEYS = 200;

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

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where the settings file stands: `$LOSSCOPE_CONFIG`, else below `$XDG_CONFIG_HOME` or `~/.config`. A relative
 * `$XDG_CONFIG_HOME` counts as none (XDG Base Directory Specification 0.8).
 */
export function settingsPath(env: Env = process.env): string {
  if (env.LOSSCOPE_CONFIG) return env.LOSSCOPE_CONFIG;
  const { XDG_CONFIG_HOME: given = '' } = env;
  return join(isAbsolute(given) ? given : join(homedir(), '.config'), 'losscope', 'config.yaml');
}

/**
 * Where the layout of the dashboard is saved: beside a settings file of `$LOSSCOPE_CONFIG`, else below `$XDG_STATE_HOME` or
 * `~/.local/state`. Undefined where the settings are read from no file at all, such as `/dev/null`.
 */
export function layoutPath(env: Env = process.env): string | undefined {
  const { LOSSCOPE_CONFIG: config, XDG_STATE_HOME: given = '' } = env;
  if (config === '/dev/null') return undefined;
  if (config) return `${config.replace(/\.ya?ml$/, '')}.layout.json`;
  return join(isAbsolute(given) ? given : join(homedir(), '.local', 'state'), 'losscope', 'layout.json');
}

/**
 * The user's settings. Without a file, the usual ones. Throws a {@link UserError} with everything that is wrong with the file,
 * with line and column.
 */
export function readSettings(env: Env = process.env): UserSettings {
  const file = settingsPath(env);
  const text = readSettingsText(file);
  if (text === null) {
    return { file, found: false, values: USUAL_SETTINGS, given: new Set(), bindings: BINDINGS };
  }
  return { file, found: true, ...parseSettings(text, file) };
}

/** {@link readSettings} of text, as if it stood in `file`. */
export function parseSettings(text: string, file: string): Omit<UserSettings, 'file' | 'found'> {
  const yaml = parseYaml(text, file);
  // A file of comments alone.
  const written = yaml.value ?? {};
  if (!isRecord(written)) {
    throw new UserError(toIssue({ path: [], message: 'must be a map of settings' }, { file, ...yaml.place([]) }));
  }
  const { keys, ...rest } = written;
  const findings = Object.entries(rest).flatMap(([name, value]) => findingOf(name, value) ?? []);
  const { bindings, findings: wrongKeys } = readKeys(keys);
  findings.push(...wrongKeys);
  if (findings.length > 0) {
    const issues = findings.map((one) => toIssue(one, yaml.place(one.path, one.at)));
    throw new UserError(issues.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  }
  const values = { ...USUAL_SETTINGS, ...(rest as Partial<Settings>) };
  return { values, given: new Set(Object.keys(rest) as (keyof Settings)[]), bindings };
}

function findingOf(name: string, value: unknown): Finding | null {
  if (!isField(name)) {
    const all = [...Object.keys(FIELDS), 'keys'];
    const hint = didYouMean(name, all);
    const told = { path: [name], at: 'key', message: 'unknown setting', allowed: all.join(', ') } as const;
    return hint === undefined ? told : { ...told, hint };
  }
  const { isLegal, allowed } = FIELDS[name];
  if (isLegal(value)) return null;
  const finding = { path: [name], message: 'is not legal', given: show(value), allowed };
  const hint = typeof value === 'string' ? didYouMean(value, allowed.split(', ')) : undefined;
  return hint === undefined ? finding : { ...finding, hint };
}

const isField = (name: string): name is keyof Settings => Object.hasOwn(FIELDS, name);

/** The key table with the keys of the file. */
function readKeys(given: unknown): { readonly bindings: readonly Binding[]; readonly findings: readonly Finding[] } {
  const none = (...findings: readonly Finding[]) => ({ bindings: BINDINGS, findings });
  if (given === undefined || given === null) return none();
  if (!isRecord(given))
    return none({ path: ['keys'], message: 'must be a map of actions to keys', given: show(given) });
  const entries = Object.entries(given);
  if (entries.length > MOST_KEYS)
    return none({ path: ['keys'], message: 'has too many entries', allowed: `at most ${MOST_KEYS}` });
  const wrong = entries
    .filter(([, keys]) => !areTexts(keys))
    .map(([action, keys]): Finding => {
      const allowed = 'a key, or a list of keys, in quotes where YAML would read a number or a mark';
      return { path: ['keys', action], message: 'must be text', given: show(keys), allowed };
    });
  const texts = Object.fromEntries(entries.filter(([, keys]) => areTexts(keys))) as KeyOverrides;
  const { bindings, problems } = withOverrides(texts);
  const findings = problems.map(({ action, message, given: what, allowed }): Finding => {
    const path = ['keys', action];
    if (!(OVERRIDABLE as readonly string[]).includes(action)) {
      const hint = didYouMean(action, OVERRIDABLE) ?? 'losscope config lists the actions';
      return { path, at: 'key', message, given: what, hint };
    }
    return { path, message, given: what, ...(allowed === undefined ? {} : { allowed }) };
  });
  return { bindings, findings: [...wrong, ...findings] };
}

function areTexts(keys: unknown): keys is string | readonly string[] {
  return typeof keys === 'string' || (Array.isArray(keys) && keys.every((key) => typeof key === 'string'));
}
