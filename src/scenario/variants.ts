import { isAbsolute, resolve } from 'node:path';
import { show } from '../core/errors.js';
import { STDIN } from '../tasks/readers/formats/source.js';
import { FILE_SETTINGS } from './canonical.js';
import { type Finding, isWithin, type Path } from './finding.js';
import { clashes, type Override, settingPath } from './overrides.js';
import { isRecord } from './record.js';
import { DECISIVE } from './registries.js';
import { type Variant, WRITTEN } from './scenario.js';

/** More variants than this in one file are a typing error. */
const MOST_VARIANTS = 100;

/** Names of scenarios and variants. */
export const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
export const NAME_ALLOWED = 'a short name of letters, digits, dots and dashes';

/** A variant that a document declares, with the settings that it has over the scenario as written. */
export interface Declared {
  readonly name: string;
  readonly overrides: readonly Override[];
  /** Where the variant stands in the document. */
  readonly at: Path;
}

export interface Declarations {
  /** The name of the scenario as written. */
  readonly written: string;
  readonly variants: readonly Declared[];
  /** What is wrong with the declarations by themselves. */
  readonly findings: readonly Finding[];
}

/**
 * The variants that a document declares: a list of `{name, set}`, or a map of the sets by name. Whether the scenarios that
 * they make are legal is not looked at here.
 */
export function declarationsOf(document: unknown): Declarations {
  const { variants: given, variantName } = isRecord(document) ? document : {};
  const written = typeof variantName === 'string' ? variantName : WRITTEN;
  const findings: Finding[] = [];
  const variants: Declared[] = [];
  const names = new Set([written]);
  for (const { name, set, at, nameAt } of entriesOf(given, findings)) {
    const overrides = settingsOf(set, at, findings);
    if (typeof name !== 'string' || !NAME.test(name)) {
      const message = name === undefined ? `is required: ${NAME_ALLOWED}` : `must be ${NAME_ALLOWED}`;
      const found = name === undefined ? {} : { given: show(name) };
      findings.push({ path: nameAt, at: nameAt === at ? 'key' : 'value', message, ...found });
      continue;
    }
    if (names.has(name))
      findings.push({ path: nameAt, at: 'key', message: 'is the name of two variants', given: name });
    names.add(name);
    variants.push({ name, overrides, at });
  }
  if (given === undefined && variantName !== undefined) {
    const message = 'names the scenario as written among its variants, and it has none';
    findings.push({ path: ['variantName'], at: 'key', message });
  }
  if (variants.length > MOST_VARIANTS) {
    const [number, allowed] = [`${variants.length}`, `at most ${MOST_VARIANTS}`];
    findings.push({ path: ['variants'], at: 'key', message: 'are too many', given: number, allowed });
  }
  return { written, variants, findings };
}

interface Entry {
  readonly name: unknown;
  readonly set: { readonly value: unknown; readonly path: Path };
  readonly at: Path;
  readonly nameAt: Path;
}

function entriesOf(given: unknown, findings: Finding[]): readonly Entry[] {
  if (given === undefined) return [];
  if (isRecord(given)) {
    return Object.entries(given).map(([name, value]) => {
      const at = ['variants', name];
      return { name, set: { value, path: at }, at, nameAt: at };
    });
  }
  if (!Array.isArray(given)) {
    const message = 'must be a list of {name: bce, set: {loss: bce}}, or a map such as {bce: {loss: bce}}';
    findings.push({ path: ['variants'], message, given: show(given) });
    return [];
  }
  return given.flatMap((entry: unknown, i): readonly Entry[] => {
    const at = ['variants', i];
    if (!isRecord(entry)) {
      findings.push({ path: at, message: 'must be a map such as {name: bce, set: {loss: bce}}', given: show(entry) });
      return [];
    }
    for (const key of Object.keys(entry).filter((one) => one !== 'name' && one !== 'set')) {
      findings.push({ path: [...at, key], at: 'key', message: 'unknown key', allowed: 'name, set' });
    }
    const path = [...at, 'set'];
    return [{ name: entry.name, set: { value: entry.set, path }, at, nameAt: [...at, 'name'] }];
  });
}

/** The settings of one variant in the order in which they apply: whole blocks before single settings of theirs. */
function settingsOf({ value, path }: Entry['set'], at: Path, findings: Finding[]): readonly Override[] {
  if (!isRecord(value) || Object.keys(value).length === 0) {
    const found = value === undefined ? {} : { given: show(value) };
    const message = 'must be a map of what the variant sets, such as {loss: bce, steps: 500}';
    findings.push({ path: value === undefined ? at : path, message, ...found });
    return [];
  }
  const overrides: Override[] = [];
  for (const [key, one] of Object.entries(value)) {
    const source = [...path, key];
    const setting = settingPath(key, DECISIVE);
    if ('message' in setting) {
      const { path: _, message, ...more } = setting;
      const said = setting.path === '' ? 'must be the path of a setting, names with dots' : message;
      findings.push({ ...more, path: source, at: 'key', message: said.replace('overridden', 'set by a variant') });
    } else overrides.push({ text: `${key}=${show(one)}`, path: setting, value: one, source });
  }
  const ordered = overrides.toSorted((a, b) => a.path.length - b.path.length);
  ordered.forEach((override, i) => {
    for (const { message } of clashes(override, ordered.slice(0, i))) {
      findings.push({ path: override.source ?? at, at: 'key', message });
    }
  });
  return ordered;
}

/** Whether an override sets what the variant itself sets, or a part of it, or the whole around it. */
export function touches({ overrides }: Declared, override: Override): boolean {
  return overrides.some(({ path }) => isWithin(path, override.path) || isWithin(override.path, path));
}

/** The variant as plain data, file names in it seen from `folder`. */
export function variantOf({ name, overrides }: Declared, folder: string): Variant {
  return {
    name,
    set: Object.fromEntries(overrides.map(({ path, value }) => [path.join('.'), withFiles(path, value, folder)])),
  };
}

function withFiles(path: Path, value: unknown, folder: string): unknown {
  const absolute = (file: unknown) =>
    typeof file === 'string' && file !== '' && file !== STDIN && !isAbsolute(file) ? resolve(folder, file) : file;
  if (path[0] !== 'task') return value;
  if (FILE_SETTINGS.includes(String(path[1]))) return absolute(value);
  if (!isRecord(value)) return value;
  const files = FILE_SETTINGS.filter((setting) => value[setting] !== undefined);
  return { ...value, ...Object.fromEntries(files.map((setting) => [setting, absolute(value[setting])])) };
}
