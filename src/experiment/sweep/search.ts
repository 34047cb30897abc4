import { join } from 'node:path';
import { Stream } from '../../core/random.js';
import { guard } from '../../store/disk.js';
import { withLock } from '../../store/lock.js';
import { writeWhole } from '../../store/whole-file.js';
import { type CellState, hasEnded, statesOf } from './cells.js';
import { type LoadSweepOptions, loadBase, type Made, makeConfigs } from './configurations.js';
import { cellsOf, PLAN, type Plan, planText, readPlan, type Search } from './plan.js';
import { rank } from './ranking.js';
import { drawValues } from './sampling.js';
import type { Draw, Sampling, SweepFile } from './sweep-file.js';
import { suggest, type Trial } from './tpe.js';

/** The trials that a sweep begins with, drawn at random; null where the file says all of them. */
export function firstTrials({ random }: SweepFile) {
  if (random === null || random.sampler === 'random') return null;
  const draw = (index: number, isWhole: (draw: Draw) => boolean) =>
    drawValues(random.draws, random.seed, index, isWhole);
  return { from: 0, to: Math.min(random.samples, random.startup), draw };
}

/** Whether a search has trials to come, and all cells that there are have ended. */
export function isDue({ search }: Plan, states: readonly CellState[]): boolean {
  return search !== undefined && search.drawn < search.samples && states.every(hasEnded);
}

/**
 * Adds the next trials of a search to its plan when all cells have ended; null when there is nothing to add. They are a
 * function of what the trials before have given, in their order, and the seed of the search: of several processes one adds
 * them, and it does not matter which. Throws a {@link UserError} when the scenario cannot be loaded any more.
 */
export function growSearch(out: string, plan: Plan, options: LoadSweepOptions): Plan | null {
  if (!isDue(plan, statesOf(out, plan))) return null;
  const path = join(out, PLAN);
  return withLock(out, () => {
    const before = readPlan(path);
    const { search } = before;
    if (search === undefined || search.drawn > (plan.search?.drawn ?? 0)) return before;
    const grown = withTrials(before, search, trialsOf(before, search, statesOf(out, before)), options, path);
    guard(path, () => writeWhole(path, planText(grown)));
    return grown;
  });
}

/** What each trial has given: small is good; a seed that broke makes it worse than all others. */
function trialsOf(plan: Plan, { trials }: Search, states: readonly CellState[]): readonly Trial[] {
  const ranks = new Map(rank(plan, states).map((one) => [one.config, one]));
  const sign = plan.goal === 'max' ? -1 : 1;
  return trials.map(({ config, values }) => {
    const { mean, broken } = ranks.get(config)!;
    const score = mean === null || broken > 0 || Number.isNaN(mean) ? Number.POSITIVE_INFINITY : sign * mean;
    return { values: values.map((value) => value ?? undefined), score };
  });
}

function withTrials(
  plan: Plan,
  search: Search,
  trials: readonly Trial[],
  options: LoadSweepOptions,
  path: string,
): Plan {
  const from = search.drawn;
  const to = Math.min(search.samples, from + search.batch);
  // Those that are suggested at once keep off each other, as if what is not known yet had broken.
  const known = [...trials];
  const draw = (index: number, isWhole: (draw: Draw) => boolean) => {
    const values = suggest(search.draws, known, isWhole, Stream.from(`tpe/${search.seed}`, 'explore', index));
    known.push({ values, score: Number.POSITIVE_INFINITY });
    return values;
  };
  const file = sweepFileOf(plan, search, path);
  const { configs: made } = makeConfigs(file, loadBase(file, options), options, { from, to, draw });
  return withConfigs(plan, { ...search, drawn: to }, made);
}

function withConfigs(plan: Plan, search: Search, made: readonly Made[]): Plan {
  const configs = [...plan.configs];
  const trials = [...search.trials];
  for (const { hash, set, varied, drawn, scenario } of made) {
    let config = configs.findIndex((one) => one.hash === hash);
    // A value that was tried already is no news.
    if (config !== -1) continue;
    config = configs.push({ hash, set, varied, scenario: { ...scenario, focus: plan.metric, seeds: plan.seeds } }) - 1;
    trials.push({ config, values: drawn.map((value) => value ?? null) });
  }
  return { ...plan, search: { ...search, trials }, configs, cells: cellsOf(configs, plan.seeds, plan.cells) };
}

/** The sweep file that a plan came of, as far as further trials need it; what is wrong stands in the plan. */
function sweepFileOf(
  { name, reference, seeds, metric, goal }: Plan,
  { fixed, ...rest }: Search,
  path: string,
): SweepFile {
  const random: Sampling = rest;
  return { name, reference, seeds, fixed, grid: [], random, metric, goal, prune: null, place: () => ({ file: path }) };
}
