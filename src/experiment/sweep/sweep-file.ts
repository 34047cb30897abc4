import { dirname, isAbsolute, resolve } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { looksLikeFile, stemOf } from '../../scenario/bundled.js';
import { type Finding, isWithin, type Path, type Place, toIssue } from '../../scenario/finding.js';
import { fileOf } from '../../scenario/loader.js';
import { settingPath } from '../../scenario/overrides.js';
import { isRecord } from '../../scenario/record.js';
import { DECISIVE } from '../../scenario/registries.js';
import { parseSeeds } from '../../scenario/seeds.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { readSource } from '../../scenario/yaml/source.js';
import { MOST_DRAWS, type SweepDocument, sweepSchema } from './schema.js';

/** A setting by path, with the place in the sweep file that named it. */
export interface Field {
  /** `agent.lr`, as `--set` takes it. */
  readonly name: string;
  readonly path: Path;
  readonly at: Path;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
  /** Null: what the setting itself is. */
  readonly integer: boolean | null;
}

/** What is drawn for one setting: one of some values, or a number of a range. */
export interface Draw extends Field {
  /** Drawn only where another setting of the sweep has one of these values; null for always. */
  readonly when: { readonly name: string; readonly values: readonly unknown[] } | null;
  readonly from:
    | { readonly kind: 'choices'; readonly values: readonly unknown[] }
    | ({ readonly kind: 'range' } & Range);
}

/** How settings are drawn: at random, or by what the trials before have given. */
export interface Sampling {
  readonly sampler: 'random' | 'tpe';
  readonly samples: number;
  readonly seed: number;
  /** Of `tpe`: trials at random before the first that is suggested, and trials that are suggested at once. */
  readonly startup: number;
  readonly batch: number;
  readonly draws: readonly Draw[];
}

/** A sweep file, checked in itself; whether its settings are legal, the scenario says. */
export interface SweepFile {
  readonly name: string;
  /** A bundled name, or an absolute path. */
  readonly reference: string;
  readonly seeds: readonly number[] | null;
  readonly fixed: readonly (Field & { readonly value: unknown })[];
  readonly grid: readonly (Field & { readonly values: readonly unknown[] })[];
  readonly random: Sampling | null;
  readonly metric: string | null;
  readonly goal: 'max' | 'min' | null;
  readonly prune: { readonly at: readonly number[]; readonly keep: number } | null;
  place(path: Path, at?: 'key' | 'value'): Place;
}

/** Reads a sweep file. Throws a {@link UserError} with everything that is wrong with it, with line and column. */
export function readSweepFile(file: string): SweepFile {
  return parseSweep(readSource(file), file);
}

/** {@link readSweepFile} of text, as if it stood in `file`. */
export function parseSweep(text: string, file: string): SweepFile {
  const yaml = parseYaml(text, file);
  const findings: Finding[] = [];
  const schema = sweepSchema();
  const checked = schema.safeParse(yaml.value, { reportInput: true });
  if (!checked.success) {
    for (const issue of checked.error.issues) findings.push(...findingsOf(issue, Object.keys(schema.shape)));
  }
  const written = isRecord(yaml.value) ? yaml.value : {};
  const folder = dirname(resolve(file));
  const fixed = fieldsOf(written.set, ['set'], findings, 'a map of values by path').map(([field, value]) => {
    return { ...field, value: withFile(field, value, folder) };
  });
  const grid = fieldsOf(written.grid, ['grid'], findings, 'a map of lists by path').map(([field, values]) => {
    return { ...field, values: listOf(values, field.at, findings).map((value) => withFile(field, value, folder)) };
  });
  const random = samplingOf(written, findings, folder);
  findings.push(...conditionFindings([...fixed, ...grid], random?.draws ?? []));
  findings.push(...clashing([...fixed, ...grid, ...(random?.draws ?? [])]));
  const seeds = seedsOf(written.seeds, findings);
  findings.push(...pruneFindings(written.prune));
  findings.push(...scenarioFindings(written.scenario, folder));
  if (findings.length > 0)
    throw new UserError(inOrder(unique(findings).map((one) => toIssue(one, yaml.place(one.path, one.at)))));

  const { name = stemOf(file), scenario, metric, goal, prune } = checked.data as SweepDocument;
  return {
    name,
    reference: referenceOf(scenario, folder),
    seeds,
    fixed,
    grid,
    random,
    metric: metric ?? null,
    goal: goal ?? null,
    prune: prune ?? null,
    place: yaml.place,
  };
}

/** A bundled name, or a file as an absolute path. */
function referenceOf(scenario: string, folder: string): string {
  return looksLikeFile(scenario) && !isAbsolute(scenario) ? resolve(folder, scenario) : scenario;
}

/** Whether there is such a scenario; what is wrong inside of it, loading it tells. */
function scenarioFindings(given: unknown, folder: string): Finding[] {
  if (typeof given !== 'string' || given === '') return [];
  const path = ['scenario'];
  if (given === 'tour') return [{ path, message: 'must be one scenario', given: 'tour' }];
  try {
    readSource(fileOf(referenceOf(given, folder)));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.issues.map(({ message, allowed, hint, file }) => ({
      path,
      message: file === undefined ? message : `${file}: ${message}`,
      ...(allowed === undefined ? {} : { allowed }),
      ...(hint === undefined ? {} : { hint }),
    }));
  }
}

type ZodIssue = Readonly<{
  code: string;
  path: readonly PropertyKey[];
  message: string;
  input?: unknown;
  keys?: readonly string[];
}>;

function findingsOf(issue: ZodIssue, topKeys: readonly string[]): Finding[] {
  const path = issue.path as Path;
  if (issue.keys !== undefined) {
    return issue.keys.map((key) => {
      const inside = path.length === 0 ? topKeys : ['at', 'keep'];
      const hint = didYouMean(key, inside);
      const told = {
        path: [...path, key],
        at: 'key' as const,
        message: 'unknown key',
        allowed: inside.join(', '),
      };
      return hint === undefined ? told : { ...told, hint };
    });
  }
  const given = issue.input;
  return [{ path, message: issue.message, ...(given === undefined ? {} : { given: show(given) }) }];
}

/** The entries of a map of settings by path; findings for what is no path. */
function fieldsOf(
  given: unknown,
  at: Path,
  findings: Finding[],
  allowed: string,
): readonly (readonly [Field, unknown])[] {
  if (given === undefined) return [];
  if (!isRecord(given) || Object.keys(given).length === 0) {
    findings.push({ path: at, message: `must be ${allowed}, such as loss.gamma`, given: show(given) });
    return [];
  }
  return Object.entries(given).flatMap(([name, value]) => {
    const setting = settingPath(name, DECISIVE);
    if (!('message' in setting))
      return [[{ name: setting.join('.'), path: setting, at: [...at, name] }, value] as const];
    const { path: _, message, ...more } = setting;
    const said = setting.path === '' ? 'must be the path of a setting, names with dots' : message;
    findings.push({ ...more, path: [...at, name], at: 'key', message: said.replace('overridden', 'set by a sweep') });
    return [];
  });
}

function listOf(given: unknown, at: Path, findings: Finding[]): readonly unknown[] {
  if (!Array.isArray(given) || given.length === 0) {
    findings.push({ path: at, message: 'must be a list of values such as [0, 1, 2]', given: show(given) });
    return [];
  }
  given.forEach((value: unknown, i) => {
    if (given.findIndex((other: unknown) => show(other) === show(value)) < i) {
      findings.push({ path: [...at, i], message: 'names a value twice', given: show(value) });
    }
  });
  return given;
}

const DEFAULT_STARTUP = 10;
const DEFAULT_BATCH = 5;

function samplingOf(
  { random, search, grid, prune }: Readonly<Record<string, unknown>>,
  findings: Finding[],
  folder: string,
): SweepFile['random'] {
  const [key, given] = search === undefined ? (['random', random] as const) : (['search', search] as const);
  if (given === undefined) return null;
  const at = [key];
  const allowed = 'a map such as {samples: 20, seed: 1, agent.lr: {min: 1e-4, max: 1e-1, scale: log}}';
  if (key === 'search') {
    for (const [other, value] of Object.entries({ random, grid, prune })) {
      if (value !== undefined) findings.push({ path: [other], at: 'key', message: 'and search exclude each other' });
    }
  }
  if (!isRecord(given)) {
    findings.push({ path: at, message: `must be ${allowed}`, given: show(given) });
    return null;
  }
  const { samples, seed = 0, sampler = 'tpe', startup = DEFAULT_STARTUP, batch = DEFAULT_BATCH, ...own } = given;
  // At random nothing is learned from earlier trials.
  const rest = key === 'search' ? own : without(given, ['samples', 'seed']);
  wholeNumber(samples, [...at, 'samples'], 1, MOST_DRAWS, findings);
  wholeNumber(seed, [...at, 'seed'], 0, Number.MAX_SAFE_INTEGER, findings);
  if (key === 'search') {
    wholeNumber(startup, [...at, 'startup'], 1, MOST_DRAWS, findings);
    wholeNumber(batch, [...at, 'batch'], 1, MOST_DRAWS, findings);
    if (sampler !== 'tpe' && sampler !== 'random')
      findings.push({ path: [...at, 'sampler'], message: 'must be tpe or random', given: show(sampler) });
  }
  if (Object.keys(rest).length === 0)
    findings.push({ path: at, at: 'key', message: 'draws nothing: name a setting by path' });
  const draws = Object.keys(rest).length === 0 ? [] : fieldsOf(rest, at, findings, allowed);
  return {
    sampler: key === 'search' ? (sampler as Sampling['sampler']) : 'random',
    samples: samples as number,
    seed: seed as number,
    startup: startup as number,
    batch: batch as number,
    draws: draws.flatMap(([field, value]): readonly Draw[] => {
      const when = conditionOf(value, field.at, findings);
      const from = drawOf(isRecord(value) ? without(value, ['when']) : value, field.at, findings);
      if (from === null) return [];
      if (from.kind === 'range') return [{ ...field, when, from }];
      return [{ ...field, when, from: { ...from, values: from.values.map((one) => withFile(field, one, folder)) } }];
    }),
  };
}

function without(map: Readonly<Record<string, unknown>>, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** `when: {agent: [dqn, sarsa]}`, or one value in place of the list. */
function conditionOf(value: unknown, at: Path, findings: Finding[]): Draw['when'] {
  if (!isRecord(value) || value.when === undefined) return null;
  const [entry, ...more] = isRecord(value.when) ? Object.entries(value.when) : [];
  if (entry !== undefined && more.length === 0) {
    const [name, values] = entry;
    return { name, values: Array.isArray(values) ? values : [values] };
  }
  const message = 'must name one setting with its values, such as {agent: [dqn, sarsa]}';
  findings.push({ path: [...at, 'when'], message, given: show(value.when) });
  return null;
}

/** A condition is about a setting that the sweep has, and that has no condition that leads back. */
function conditionFindings(others: readonly Field[], draws: readonly Draw[]): Finding[] {
  return draws.flatMap(({ when, at }, i) => {
    if (when === null) return [];
    const before = [...others, ...draws.slice(0, i)];
    if (before.some(({ name }) => name === when.name)) return [];
    const allowed = before.map(({ name }) => name).join(', ');
    const message = 'must name a setting that stands before this one in the sweep';
    return [{ path: [...at, 'when'], message, given: show(when.name), ...(allowed === '' ? {} : { allowed }) }];
  });
}

function wholeNumber(given: unknown, path: Path, min: number, max: number, findings: Finding[]): void {
  const allowed = `a whole number from ${min} to ${max}`;
  if (given === undefined) findings.push({ path, message: `is required: ${allowed}` });
  else if (!Number.isSafeInteger(given) || (given as number) < min || (given as number) > max) {
    findings.push({ path, message: `must be ${allowed}`, given: show(given) });
  }
}

function drawOf(given: unknown, at: Path, findings: Finding[]): Draw['from'] | null {
  if (Array.isArray(given)) return { kind: 'choices', values: listOf(given, at, findings) };
  const keys = isRecord(given) ? Object.keys(given) : [];
  if (isRecord(given) && keys.includes('choices')) {
    for (const key of keys.filter((one) => one !== 'choices')) {
      findings.push({ path: [...at, key], at: 'key', message: 'unknown key', allowed: 'choices alone' });
    }
    return { kind: 'choices', values: listOf(given.choices, [...at, 'choices'], findings) };
  }
  if (!isRecord(given)) {
    findings.push({ path: at, message: 'must be {min, max, scale}, or a list of choices', given: show(given) });
    return null;
  }
  return rangeOf(given, at, findings);
}

const RANGE_KEYS = ['min', 'max', 'scale', 'integer'];

function rangeOf(given: Readonly<Record<string, unknown>>, at: Path, findings: Finding[]): Draw['from'] | null {
  const before = findings.length;
  const { min, max, scale = 'linear', integer = null } = given;
  for (const key of Object.keys(given).filter((one) => !RANGE_KEYS.includes(one))) {
    const hint = didYouMean(key, RANGE_KEYS);
    const allowed = RANGE_KEYS.join(', ');
    findings.push({
      path: [...at, key],
      at: 'key',
      message: 'unknown key',
      allowed,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  for (const [key, value] of Object.entries({ min, max })) {
    if (value === undefined) findings.push({ path: [...at, key], message: 'is required: a number' });
    else if (typeof value !== 'number' || !Number.isFinite(value)) {
      findings.push({ path: [...at, key], message: 'must be a number', given: show(value) });
    }
  }
  if (scale !== 'linear' && scale !== 'log') {
    findings.push({ path: [...at, 'scale'], message: 'must be linear or log', given: show(scale) });
  }
  if (integer !== null && typeof integer !== 'boolean') {
    findings.push({ path: [...at, 'integer'], message: 'must be true or false', given: show(integer) });
  }
  if (findings.length > before) return null;
  const [low, high] = [min as number, max as number];
  if (!(low < high))
    findings.push({ path: [...at, 'max'], message: `must be greater than min, ${low}`, given: show(high) });
  if (scale === 'log' && low <= 0) {
    findings.push({ path: [...at, 'min'], message: 'must be greater than 0 on a log scale', given: show(low) });
  }
  return { kind: 'range', min: low, max: high, scale: scale as Range['scale'], integer: integer as boolean | null };
}

/** The same setting twice, whichever parts of the file name it. */
function clashing(fields: readonly Field[]): Finding[] {
  return fields.flatMap((field, i) => {
    const other = fields.slice(0, i).find(({ path }) => isWithin(path, field.path) && isWithin(field.path, path));
    if (other === undefined) return [];
    return [{ path: field.at, at: 'key' as const, message: `is in ${other.at[0]} already` }];
  });
}

function seedsOf(given: unknown, findings: Finding[]): readonly number[] | null {
  if (given === undefined) return null;
  const seeds = parseSeeds(given);
  if (typeof seeds !== 'string') return seeds;
  // A wrong shape is told by the schema.
  if (typeof given === 'number' || typeof given === 'string' || Array.isArray(given)) {
    findings.push({ path: ['seeds'], message: seeds, given: show(given) });
  }
  return null;
}

function pruneFindings(given: unknown): Finding[] {
  const at = isRecord(given) && Array.isArray(given.at) ? (given.at as readonly unknown[]) : [];
  return at.flatMap((value, i) => {
    const before = at[i - 1];
    const rises = typeof value !== 'number' || typeof before !== 'number' || value > before;
    return rises
      ? []
      : [{ path: ['prune', 'at', i], message: `must be greater than the one before, ${before}`, given: show(value) }];
  });
}

/** The user's data as an absolute path, so that a configuration means the same wherever it is run. */
function withFile({ path }: Field, value: unknown, folder: string): unknown {
  const absolute = (file: unknown) =>
    typeof file === 'string' && file !== '' && !isAbsolute(file) ? resolve(folder, file) : file;
  if (path[0] !== 'task') return value;
  if (path[1] === 'data') return absolute(value);
  return path.length === 1 && isRecord(value) && value.data !== undefined
    ? { ...value, data: absolute(value.data) }
    : value;
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ path, message }: Finding) => JSON.stringify([path, message]);
  const spot = ({ path }: Finding) => JSON.stringify(path);
  // The schema says more about seeds than the list of them does.
  return findings.filter(
    (one, i) =>
      i ===
      findings.findIndex((other) => key(other) === key(one) || (one.path[0] === 'seeds' && spot(other) === spot(one))),
  );
}

export function inOrder<T extends { readonly line?: number; readonly column?: number }>(
  issues: readonly T[],
): readonly T[] {
  return issues.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
