import { join, resolve } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { programVersion } from '../../core/package.js';
import { readRegular } from '../../core/regular-file.js';
import { canonical, configHash, hashOf } from '../../scenario/canonical.js';
import { isRecord } from '../../scenario/record.js';
import type { Scenario } from '../../scenario/scenario.js';
import { checkChoices } from '../../store/config-file.js';
import { codeOf, FolderError, guard, makeFolders, problemOf } from '../../store/disk.js';
import { withLock } from '../../store/lock.js';
import { codeFields, codeNow, type RunCode } from '../../store/run-code.js';
import { createWhole, writeWhole } from '../../store/whole-file.js';
import type { PluginFile } from '../../train/plugins/plugin-code.js';
import type { Registries } from '../../train/registries.js';
import type { Made, Measure } from './configurations.js';
import type { Sampling, SweepFile } from './sweep-file.js';

export const PLAN = 'plan.json';
const FORMAT = 'losscope sweep plan';
const VERSION = 1;
const ID_DIGITS = 16;

/** One run of a sweep. */
export interface Cell {
  /** Position in the plan: the number that `--index` takes. */
  readonly index: number;
  /** Hash of the configuration and the seed; the name of the run folder. */
  readonly id: string;
  /** Position of its configuration. */
  readonly config: number;
  readonly seed: number;
}

export interface Config {
  readonly hash: string;
  /** As `--set` takes them, in order. */
  readonly set: readonly string[];
  readonly varied: readonly string[];
  readonly scenario: Scenario;
}

/** A frozen sweep: what runs, by which metric it is ranked, when configurations are given up. */
export interface Plan extends Measure {
  readonly name: string;
  /** The scenario as the user named it: a bundled name, or an absolute path. */
  readonly reference: string;
  readonly prune: SweepFile['prune'];
  readonly plugins: readonly string[];
  /** File names of the plug-ins with the hashes of their content; absent in plans of before they were kept. */
  readonly code?: readonly PluginFile[];
  readonly seeds: readonly number[];
  /** How further trials are found; absent where the plan is whole from the beginning. */
  readonly search?: Search;
  readonly configs: readonly Config[];
  readonly cells: readonly Cell[];
}

/** A search that grows its plan by trials. */
export interface Search extends Sampling {
  /** Trials drawn so far; those that came out equal to an earlier one are no configurations of their own. */
  readonly drawn: number;
  /** Position of the configuration of each trial, with what was drawn; null for what its condition left out. */
  readonly trials: readonly { readonly config: number; readonly values: readonly unknown[] }[];
  readonly fixed: SweepFile['fixed'];
}

/** Freezes a sweep. */
export function freeze(
  { name, reference, prune, seeds, random, fixed }: SweepFile,
  measure: Measure,
  made: readonly Made[],
  plugins: readonly string[],
): Plan {
  const chosen = seeds ?? made[0]!.scenario.seeds;
  const configs = made.map(({ hash, set, varied, scenario }) => ({
    ...{ hash, set, varied },
    scenario: { ...scenario, focus: measure.metric, seeds: chosen },
  }));
  const code = codeFields(codeNow(plugins)).plugins;
  const head = { name, reference, ...measure, prune, plugins, code, seeds: chosen };
  const search = random === null || random.sampler === 'random' ? {} : { search: searchOf(random, fixed, made) };
  return { ...head, ...search, configs, cells: cellsOf(configs, chosen) };
}

function searchOf(random: Sampling, fixed: SweepFile['fixed'], made: readonly Made[]): Search {
  const trials = made.map(({ drawn }, config) => ({ config, values: drawn.map((value) => value ?? null) }));
  return { ...random, drawn: Math.min(random.samples, random.startup), trials, fixed };
}

/** All seeds of the first configuration, then of the second, and so on, behind those that are there already. */
export function cellsOf(
  configs: readonly Config[],
  seeds: readonly number[],
  before: readonly Cell[] = [],
): readonly Cell[] {
  const known = new Set(before.map(({ id }) => id));
  const added = configs.flatMap(({ hash }, config) => seeds.map((seed) => ({ id: cellId(hash, seed), config, seed })));
  const fresh = added.filter(({ id }) => !known.has(id));
  return [...before, ...fresh.map((cell, i) => ({ index: before.length + i, ...cell }))];
}

export function cellId(config: string, seed: number): string {
  return hashOf({ config, seed }).slice(0, ID_DIGITS);
}

/** The plan as the text of its file: what all configurations share stands there once. */
export function planText(plan: Plan): string {
  const { configs, cells, ...head } = plan;
  const { learner: _, loss: __, steps: ___, evaluateEvery: ____, variant: _____, ...shared } = configs[0]!.scenario;
  const list = (items: readonly unknown[]) => `[\n${items.map((item) => canonical(item)).join(',\n')}\n]`;
  const own = configs.map(({ hash, set, varied, scenario: { learner, loss, steps, evaluateEvery } }) => ({
    ...{ hash, set, varied, learner, loss, steps, evaluateEvery },
  }));
  return [
    `{"format":${JSON.stringify(FORMAT)},"version":${VERSION},"losscope":${JSON.stringify(programVersion())},`,
    ...Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)},`),
    `"scenario":${canonical(shared)},`,
    `"configs":${list(own)},`,
    `"cells":${list(cells.map(({ id, config, seed }) => ({ id, config, seed })))}}`,
    '',
  ].join('\n');
}

/**
 * Puts a plan into its folder, or finds the same one there. Creation is exclusive: of two programs that begin at once both
 * go on with one plan. Throws a {@link UserError} when another plan is there. Where the
 * plan there is a part of this one, it grows by what is new; where this one is a part of it, it stays. Returns the plan that
 * holds, and how many cells were there before; null for a new one.
 */
export function placePlan(out: string, plan: Plan): { readonly plan: Plan; readonly before: number | null } {
  const path = join(out, PLAN);
  const text = planText(plan);
  try {
    makeFolders(resolve(out));
    if (guard(path, () => createWhole(path, text))) return { plan, before: null };
  } catch (error) {
    if (error instanceof FolderError || codeOf(error) === '') throw error;
    const hint = 'Write elsewhere with --out';
    throw new UserError({
      path: '--out',
      message: `cannot hold a sweep: ${problemOf(error)}`,
      given: resolve(out),
      hint,
    });
  }
  return withLock(out, () => {
    const before = readPlan(path);
    if (areRelated(before, plan)) {
      const grown = joined(before, plan);
      const isMore = grown.cells.length > before.cells.length || grown.search?.samples !== before.search?.samples;
      if (isMore) guard(path, () => writeWhole(path, planText(grown)));
      return { plan: grown, before: before.cells.length };
    }
    throw new UserError({
      file: path,
      path: '',
      message: 'is the plan of another sweep: the sweep file, its scenario or its data was changed since',
      hint: `Give another --out, or resume what was planned: losscope sweep run --plan ${path}`,
    });
  });
}

/**
 * Whether one plan grows into the other: both judge alike, and of their configurations, as of their seeds, one has all that the
 * other has. The code of plug-ins is checked apart.
 */
function areRelated(before: Plan, now: Plan): boolean {
  const head = ({ name, reference, metric, goal, prune, plugins }: Plan) =>
    canonical({ name, reference, metric, goal, prune, plugins });
  const hashes = ({ configs }: Plan) => new Set(configs.map(({ hash }) => hash));
  const seeds = (plan: Plan) => new Set(plan.seeds);
  const isSame = before.cells.length === now.cells.length && nested(new Set(ids(before)), new Set(ids(now)));
  // Rungs compare all configurations that there are: more of them would have changed what was decided.
  if (head(before) !== head(now) || (before.prune !== null && !isSame)) return false;
  return nested<unknown>(hashes(before), hashes(now)) && nested<unknown>(seeds(before), seeds(now));
}

const ids = ({ cells }: Plan): readonly string[] => cells.map(({ id }) => id);

function nested<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  return [...small].every((one) => large.has(one));
}

/** The plan with the further configurations and seeds of another one behind its own, whose numbers stay. */
export function joined(before: Plan, more: Plan): Plan {
  const known = new Set(before.configs.map(({ hash }) => hash));
  const seeds = [...new Set([...before.seeds, ...more.seeds])];
  const configs = [...before.configs, ...more.configs.filter(({ hash }) => !known.has(hash))].map((config) => ({
    ...config,
    scenario: { ...config.scenario, seeds },
  }));
  const { search: now } = more;
  const { search = now } = before;
  // A search that asks for more trials goes on from those that it has.
  const grown =
    search === undefined || now === undefined ? search : { ...search, samples: Math.max(search.samples, now.samples) };
  return {
    ...before,
    ...(grown === undefined ? {} : { search: grown }),
    seeds,
    configs,
    cells: cellsOf(configs, seeds, before.cells),
  };
}

/** The code that a plan was frozen with. */
export function codeOfPlan(file: string): RunCode {
  const text = readText(file);
  const [, losscope = null] = /"losscope":"([^"]*)"/.exec(text) ?? [];
  const { code = null } = readPlan(file);
  return { losscope, build: null, plugins: code };
}

function readText(file: string): string {
  try {
    return readRegular(file, { follow: true }).toString('utf8');
  } catch (error) {
    const code = codeOf(error);
    const message = code === 'ENOENT' || code === 'ENOTDIR' ? 'file not found' : `cannot be read: ${problemOf(error)}`;
    throw new UserError({ file, path: '', message });
  }
}

/** Reads a plan. Throws a {@link UserError} for a file that is none, or that no longer says what it was frozen as. */
export function readPlan(file: string): Plan {
  const refuse = (message: string, more: { path?: string; given?: string; hint?: string } = {}): never => {
    throw new UserError({ path: '', file, message, ...more });
  };
  let document: unknown;
  try {
    document = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    return refuse('is not a sweep plan: it is not JSON');
  }
  if (!isRecord(document) || document.format !== FORMAT) {
    return refuse('is not a sweep plan', { hint: 'losscope sweep plan makes one from a sweep file' });
  }
  if (document.version !== VERSION) {
    return refuse(`has version ${show(document.version)} of the format; this program knows version ${VERSION}`);
  }
  const { format: _, version: __, losscope: ___, scenario: shared, configs, cells, ...head } = document;
  const { name, reference, metric, goal, seeds, plugins, prune } = head;
  const texts = [name, reference, metric].every((value) => typeof value === 'string');
  const lists = [configs, cells, seeds, plugins].every(Array.isArray);
  const { code = [] } = head;
  const isCode = Array.isArray(code) && code.every((one) => isRecord(one) && typeof one.file === 'string');
  const pruned = prune === null || (isRecord(prune) && Array.isArray(prune.at) && typeof prune.keep === 'number');
  if (!texts || !lists || !pruned || !isCode || !isRecord(shared) || (goal !== 'max' && goal !== 'min')) {
    return refuse('is not a complete plan: entries are missing or have another form');
  }
  const made = (configs as readonly unknown[]).map((config, i): Config => {
    if (
      !isRecord(config) ||
      typeof config.hash !== 'string' ||
      !Array.isArray(config.set) ||
      !Array.isArray(config.varied)
    ) {
      return refuse('has another form', { path: `configs[${i}]` });
    }
    const { hash, set, varied, learner, loss, steps, evaluateEvery } = config;
    const scenario = {
      ...shared,
      variant: varied.join(', '),
      learner,
      loss,
      steps,
      evaluateEvery,
    } as unknown as Scenario;
    return { hash, set, varied, scenario };
  });
  // A plan that has grown has its first cells first.
  const listed = (cells as readonly unknown[]).map((cell, index) => (isRecord(cell) ? { index, ...cell } : { index }));
  const plan = { ...head, configs: made, cells: listed } as unknown as Plan;
  const key = ({ id, config, seed }: Cell) => canonical({ id, config, seed });
  const wanted = new Set(cellsOf(made, seeds as number[]).map(key));
  const same = wanted.size === listed.length && plan.cells.every((cell) => wanted.delete(key(cell)));
  if (made.length === 0 || !same) return refuse('was changed by hand: its cells are not those of its configurations');
  return plan;
}

/**
 * Checks a plan that is to be run: every name and setting, and that each configuration still is what was frozen, the
 * user's data included. Throws a {@link UserError}.
 */
export function checkPlan(plan: Plan, file: string, registries: Registries): void {
  for (const [i, { hash, scenario }] of plan.configs.entries()) {
    let found = '';
    guardShape(file, i, () => {
      checkChoices(scenario, registries);
      found = configHash(scenario);
    });
    if (found === hash) continue;
    throw new UserError({
      ...{ file, path: `configs[${i}]` },
      message: 'is not what was planned: a setting or the data file was changed',
      ...{ given: `hash ${found}`, allowed: `hash ${hash}` },
    });
  }
}

function guardShape(file: string, i: number, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof UserError) {
      throw new UserError(error.issues.map((issue) => ({ file, ...issue, path: `configs[${i}].${issue.path}` })));
    }
    if (error instanceof TypeError) throw new UserError({ file, path: `configs[${i}]`, message: 'has another form' });
    throw error;
  }
}

/** The plan that a user means by a folder or a file, with the folder that holds its runs. */
export function planFile(given: string): { readonly file: string; readonly out: string } {
  const file = given.endsWith('.json') ? given : join(given, PLAN);
  return { file, out: join(file, '..') };
}
