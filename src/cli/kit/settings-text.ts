import { show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { type Finding, toIssue } from '../../scenario/finding.js';
import { isRecord } from '../../scenario/record.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { type KeyOverrides, OVERRIDABLE, withOverrides } from '../../tui/input/key-overrides.js';
import { BINDINGS, type Binding } from '../../tui/input/keys.js';
import { FIELDS, type Settings, USUAL_SETTINGS, type UserSettings } from './settings-fields.js';

const MOST_KEYS = 200;

/** The settings that a text says, as if it stood in `file`. Apart from those who only ask where the file is: YAML takes a while to load. */
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
