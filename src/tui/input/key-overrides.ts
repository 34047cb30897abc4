import { type Action, BINDINGS, type Binding } from './keys.js';

/** Other keys for actions: `{ pause: 'space', quit: ['Q', 'ctrl+q'] }`. An empty list takes an action's keys away. */
export type KeyOverrides = Readonly<Record<string, string | readonly string[]>>;

export interface KeyProblem {
  /** The action as the user wrote it. */
  readonly action: string;
  readonly message: string;
  readonly given: string;
  readonly allowed?: string;
}

const NAMES =
  /^(?:up|down|left|right|pageup|pagedown|home|end|enter|escape|tab|backspace|shift\+(?:tab|left|right)|(?:ctrl|meta)\+[\x21-\x7e]|[^\s\p{C}])$/u;
const KEPT: ReadonlySet<Action> = new Set<Action>(['interrupt', 'confirm', 'refuse']);

/** The actions that may get other keys, in the order of the table. */
export const OVERRIDABLE: readonly Action[] = [
  ...new Set(BINDINGS.filter((one) => isMain(one) && !KEPT.has(one.action)).map((one) => one.action)),
];

function isMain({ where }: Binding): boolean {
  return where === 'panels' || where === 'any';
}

/**
 * The key table with other keys. All findings at once: unknown actions, keys that no terminal sends, and keys that would
 * have two meanings; with any, the table is the usual one. Ctrl-C always interrupts.
 */
export function withOverrides(overrides: KeyOverrides): {
  readonly bindings: readonly Binding[];
  readonly problems: readonly KeyProblem[];
} {
  const problems: KeyProblem[] = [];
  const chosen = new Map<Action, readonly string[]>();
  for (const [name, given] of Object.entries(overrides)) {
    const action = OVERRIDABLE.find((one) => one === name);
    const keys = (typeof given === 'string' ? [given] : given).map((key) => (key === 'space' ? ' ' : key));
    if (action === undefined) {
      const message = KEPT.has(name as Action) ? 'keeps its keys' : 'is not an action';
      problems.push({ action: name, message, given: `"${name}"`, allowed: OVERRIDABLE.join(', ') });
      continue;
    }
    for (const key of keys.filter((one) => one !== ' ' && !NAMES.test(one))) {
      const allowed = 'one character, or a name such as space, enter, up, pagedown, ctrl+s, shift+left';
      problems.push({ action: name, message: 'is not a key', given: `"${key}"`, allowed });
    }
    chosen.set(action, keys);
  }
  const bindings = BINDINGS.map((one) => {
    const keys = isMain(one) ? chosen.get(one.action) : undefined;
    return keys === undefined ? one : renamed(one, keys);
  });
  problems.push(...clashes(bindings));
  return { bindings: problems.length === 0 ? bindings : BINDINGS, problems };
}

function renamed(one: Binding, keys: readonly string[]): Binding {
  const first = keys[0];
  const word = one.footer?.split(' ')[1];
  const footer = first === undefined || word === undefined ? null : `${keyLabel(first)} ${word}`;
  return { ...one, keys, shown: keys.map(keyLabel).join(' '), footer };
}

/** How a key is written for a reader. */
export function keyLabel(key: string): string {
  if (key === ' ') return 'Space';
  if (key.startsWith('ctrl+')) return `^${key.slice(5).toUpperCase()}`;
  return key.length > 1 ? key[0]!.toUpperCase() + key.slice(1) : key;
}

/** Keys that would mean two things on the panels. */
function clashes(bindings: readonly Binding[]): KeyProblem[] {
  const owner = new Map<string, Action>();
  const found: KeyProblem[] = [];
  for (const { action, keys } of bindings.filter(isMain)) {
    for (const key of keys) {
      const other = owner.get(key);
      if (other === undefined) owner.set(key, action);
      else if (other !== action) {
        found.push({ action, message: `uses a key that ${other} also uses`, given: `"${keyLabel(key)}"` });
      }
    }
  }
  return found;
}
