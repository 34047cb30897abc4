import { OVERRIDABLE } from '../../tui/input/key-overrides.js';
import { BINDINGS, type Binding } from '../../tui/input/keys.js';
import { FIELDS, type Settings, USUAL_SETTINGS, type UserSettings } from '../kit/settings-fields.js';

const NAMES = Object.keys(FIELDS) as (keyof Settings)[];

/** Name, value, whether the file says so, and meaning of every setting. */
export function settingRows({ values, given }: Pick<UserSettings, 'values' | 'given'>): readonly (readonly string[])[] {
  return NAMES.map((name) => [name, valueText(values[name]), given.has(name) ? 'file' : '', FIELDS[name].help]);
}

const valueText = (value: Settings[keyof Settings]): string => (value === null ? '-' : String(value));

export interface KeyRow {
  readonly action: string;
  /** As the settings file takes them. */
  readonly names: readonly string[];
  /** As a reader knows them. */
  readonly shown: string;
  readonly help: string;
}

/** Every action that may get other keys, with the keys in force. */
export function keyRows(bindings: readonly Binding[]): readonly KeyRow[] {
  return OVERRIDABLE.map((action) => {
    const own = bindings.filter((one) => one.action === action && (one.where === 'panels' || one.where === 'any'));
    const names = own.flatMap(({ keys }) => keys).map((key) => (key === ' ' ? 'space' : key));
    return { action, names, shown: names.join(' ') || '-', help: helpOf(action, bindings) };
  });
}

/** What it does; an action without words of its own shares those of the one before it. */
function helpOf(action: string, bindings: readonly Binding[]): string {
  const at = bindings.findIndex((one) => one.action === action);
  return bindings[at]?.help ?? '';
}

/** A file to begin with: every setting as it is without one, as a comment. */
export function startText(): string {
  const lines = NAMES.flatMap((name) => {
    const value = USUAL_SETTINGS[name];
    return [`# ${FIELDS[name].help}; ${FIELDS[name].allowed}`, `#${name}: ${value === null ? 2 : value}`, ''];
  });
  return [
    '# Settings of losscope. Options of a command go before them; losscope config shows what holds.',
    '',
    ...lines,
    '# Other keys for actions: one key or a list, [] for none. One character, or a name such as space, enter, up,',
    '# pagedown, ctrl+s, shift+left; in quotes where YAML would read something else.',
    '#keys:',
    ...keyRows(BINDINGS).map(({ action, names, help }) => {
      const keys = names.map((name) => JSON.stringify(name)).join(', ');
      return `#  ${action}: [${keys}]${help === '' ? '' : ` # ${help}`}`;
    }),
    '',
  ].join('\n');
}
