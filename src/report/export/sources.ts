import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.js';
import { type CellState, statesOf } from '../../experiment/sweep/cells.js';
import { PLAN, type Plan, readPlan } from '../../experiment/sweep/plan.js';
import { type Rungs, rungsOf } from '../../experiment/sweep/rungs.js';
import type { Scenario } from '../../scenario/scenario.js';
import { readConfig } from '../../store/config-file.js';
import type { RunResult } from '../../store/result.js';
import { findRun, readResult } from '../../store/run-list.js';

/** A recorded run that an export or a report reads. */
export interface RunSource {
  readonly id: string;
  readonly folder: string;
  readonly scenario: Scenario;
  /** Hash of what decides it besides its seed. */
  readonly hash: string;
  readonly seed: number;
  /** Null for a run without an end. */
  readonly result: RunResult | null;
  /** Whether a sweep gave it up at a rung: it has curves, and no result. */
  readonly pruned: boolean;
}

export interface Experiment {
  readonly plan: Plan;
  readonly out: string;
  readonly states: readonly CellState[];
  readonly rungs: Rungs;
}

export interface Sources {
  readonly runs: readonly RunSource[];
  /** The sweeps among what was given. */
  readonly experiments: readonly Experiment[];
}

/**
 * What a user means by names: a run's id below `root` or the beginning of it, a run folder, or the folder (or `plan.json`)
 * of a sweep, or a folder of runs, which stand for every run in them that has begun. Each run once. Throws a {@link UserError} with everything
 * that is wrong.
 */
export function openSources(given: readonly string[], root: string): Sources {
  const runs = new Map<string, RunSource>();
  const experiments: Experiment[] = [];
  const issues: UserError['issues'][number][] = [];
  for (const name of given) {
    try {
      const folder = name.endsWith(PLAN) ? join(name, '..') : name;
      if (existsSync(join(folder, PLAN))) {
        const experiment = openExperiment(folder);
        experiments.push(experiment);
        for (const run of runsIn(experiment)) runs.set(run.folder, run);
      } else if (holdsRuns(folder)) {
        for (const run of runsBelow(folder)) runs.set(run.folder, run);
      } else {
        const run = openRunFolder(isRunFolder(name) ? name : join(root, idOf(root, name)));
        runs.set(run.folder, run);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return { runs: [...runs.values()], experiments };
}

/** Whether it is a folder that is no run and has runs right below it. */
function holdsRuns(folder: string): boolean {
  if (isRunFolder(folder) || !existsSync(folder) || !statSync(folder).isDirectory()) return false;
  return readdirSync(folder).some((name) => isRunFolder(join(folder, name)));
}

function runsBelow(folder: string): readonly RunSource[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((run) => isRunFolder(run) && existsSync(join(run, 'metrics.jsonl')))
    .map(openRunFolder);
}

function openExperiment(out: string): Experiment {
  const plan = readPlan(join(out, PLAN));
  return { plan, out, states: statesOf(out, plan), rungs: rungsOf(out, plan) };
}

function runsIn({ plan, out, states }: Experiment): readonly RunSource[] {
  return states.flatMap(({ cell, status, result }) => {
    const folder = join(out, cell.id);
    if (!existsSync(join(folder, 'metrics.jsonl'))) return [];
    const { scenario, hash } = plan.configs[cell.config]!;
    return [{ id: cell.id, folder, scenario, hash, seed: cell.seed, result, pruned: status === 'pruned' }];
  });
}

function idOf(root: string, name: string): string {
  if (/[\\/]/.test(name)) {
    const hint = 'Give the id of a run, a run folder, a folder of runs, or the folder of a sweep';
    throw new UserError({ path: '', file: name, message: 'holds neither a run nor a sweep', hint });
  }
  return findRun(root, name);
}

function isRunFolder(name: string): boolean {
  return existsSync(join(name, 'config.json'));
}

function openRunFolder(folder: string): RunSource {
  const { scenario, seed, hash } = readConfig(folder);
  if (!existsSync(join(folder, 'metrics.jsonl'))) {
    throw new UserError({ path: '', file: folder, message: 'has recorded nothing yet' });
  }
  const id = basename(resolve(folder));
  return { id, folder, scenario, hash, seed, result: readResult(folder), pruned: false };
}
