import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Claimed } from '../experiment/sweep/cells.js';
import type { Plan } from '../experiment/sweep/plan.js';

export interface SweepOptions {
  /** Folder of the plan and the runs. @default sweeps/<name> */
  readonly out?: string;
  /** Runs at work at a time. @default the processors of this machine */
  readonly workers?: number;
  /** Modules that register losses, envs, agents and tasks of your own. */
  readonly plugins?: readonly string[];
  /** Runs cells again that failed. @default false */
  readonly retryFailed?: boolean;
  /** Seconds between two checkpoints. @default 10 */
  readonly checkpointSeconds?: number;
  /** Stops at the next step, with checkpoints; the same call resumes. */
  readonly signal?: AbortSignal;
}

/** One configuration of a sweep with what its seeds gave. */
export interface SweepRank {
  /** From 1; null for a configuration without a rank: pruned, or without a seed that is done. */
  readonly place: number | null;
  /** Varied settings as `--set` takes them. */
  readonly configuration: readonly string[];
  readonly hash: string;
  /** Of the seeds that are done. */
  readonly values: readonly number[];
  readonly mean: number | null;
  readonly iqm: number | null;
  /** 95 % interval of the mean; null under five seeds. */
  readonly interval: readonly [number, number] | null;
  /** Seeds that failed or diverged. */
  readonly broken: number;
  readonly pruned: boolean;
}

/** One run of a sweep. */
export interface SweepCell {
  readonly index: number;
  /** Name of its folder below `out`. */
  readonly id: string;
  readonly configuration: readonly string[];
  readonly seed: number;
  readonly status: string;
  readonly reason: string | null;
  readonly digest: string | null;
  /** The metric at its end; null for one without. */
  readonly value: number | null;
}

export interface SweepResult {
  readonly name: string;
  readonly out: string;
  readonly metric: string;
  readonly goal: 'max' | 'min';
  /** The best first. */
  readonly ranking: readonly SweepRank[];
  readonly cells: readonly SweepCell[];
  /** Whether every cell has its result; not after a signal, or where other processes hold cells. */
  readonly complete: boolean;
}

/**
 * Runs a sweep, or what is left of it: a sweep file, or a document as an object with its keys. Its plan is written first, and
 * each cell has a run folder; results have the bits of `losscope sweep run`. Rejects with a {@link UserError} for what is wrong
 * with the sweep.
 *
 * ```ts
 * const { ranking } = await sweep({ scenario: 'tour', seeds: '0-4', grid: { 'loss.delta': [0.1, 1] } }, { out: 'sweeps/delta' });
 * ```
 */
export async function sweep(
  file: string | Readonly<Record<string, unknown>>,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const { loadBase, makeConfigs, measureOf } = await import('../experiment/sweep/configurations.js');
  const { metricsOf } = await import('../experiment/sweep/metric-names.js');
  const { freeze, placePlan } = await import('../experiment/sweep/plan.js');
  const { firstTrials } = await import('../experiment/sweep/search.js');
  const { parseSweep, readSweepFile } = await import('../experiment/sweep/sweep-file.js');
  const { carryFiles } = await import('../fleet/carried-files.js');
  const { loadPlugins } = await import('../train/plugins/plugins.js');
  const { registries } = await import('../train/registries.js');
  const { rehearse } = await import('../train/rehearsal.js');
  const read =
    typeof file === 'string'
      ? readSweepFile(file)
      : parseSweep(JSON.stringify(file), join(process.cwd(), 'sweep.json'));
  const plugins = (options.plugins ?? []).map((one) => resolve(one));
  await loadPlugins(plugins, registries);
  const loading = { catalogues: registries, allowPlugins: plugins };
  const base = loadBase(read, loading);
  const measure = measureOf(read, base, metricsOf(base.scenario, registries));
  const { configs } = makeConfigs(read, base, loading, firstTrials(read));
  rehearse([configs[0]!.loaded], registries);
  const wanted = freeze(read, measure, configs, plugins);
  const out = options.out ?? join('sweeps', wanted.name);
  const { plan } = placePlan(out, wanted);
  carryFiles(out, plan);
  return resultOf(await runPlan(out, plan, options), out);
}

/** Runs all cells to their ends; the plan as it is then. */
async function runPlan(out: string, first: Plan, options: SweepOptions): Promise<Plan> {
  const { claim, isToRun } = await import('../experiment/sweep/cells.js');
  const { decideNext, rungsOf } = await import('../experiment/sweep/rungs.js');
  const { growSearch } = await import('../experiment/sweep/search.js');
  const { startCells } = await import('../fleet/local.js');
  const { registries } = await import('../train/registries.js');
  const { signal, checkpointSeconds = null } = options;
  let plan = first;
  for (let again = options.retryFailed === true; signal?.aborted !== true; again = false) {
    while (decideNext(out, plan) !== null);
    const rungs = rungsOf(out, plan);
    const waiting = [...plan.cells];
    const next = (): Claimed | null => {
      for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
        const one = claim(out, plan, cell, (state) => isToRun(state, { retryFailed: again }), {});
        if (one !== null) return one;
      }
      return null;
    };
    const workers = Math.min(options.workers ?? availableParallelism(), plan.cells.length);
    const working = startCells(next, {
      ...{
        out,
        workers,
        plugins: plan.plugins,
        interleave: false,
        keepCurves: false,
        ahead: workers,
        checkpointSeconds,
      },
      targetOf: ({ cell }) => rungs.targetOf(cell.config),
    });
    if (working === null) {
      const grown = growSearch(out, plan, { catalogues: registries, allowPlugins: plan.plugins });
      if (grown === null) break;
      plan = grown;
      continue;
    }
    const stop = () => working.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await working.done;
    } finally {
      working.end();
      await working.session.close();
      signal?.removeEventListener('abort', stop);
    }
  }
  return plan;
}

async function resultOf(plan: Plan, out: string): Promise<SweepResult> {
  const { hasEnded, statesOf } = await import('../experiment/sweep/cells.js');
  const { rank } = await import('../experiment/sweep/ranking.js');
  const states = statesOf(out, plan);
  const { name, metric, goal, configs } = plan;
  const ranking = rank(plan, states).map(({ config, place, values, mean, iqm, interval, broken, pruned }) => ({
    ...{ place, configuration: configs[config]!.varied, hash: configs[config]!.hash },
    ...{ values, mean, iqm, interval, broken, pruned },
  }));
  const cells = states.map(({ cell: { index, id, config, seed }, status, result }) => ({
    ...{ index, id, configuration: configs[config]!.varied, seed, status },
    reason: result?.reason ?? null,
    digest: result?.digest ?? null,
    value: status === 'done' ? (result?.final[metric] ?? null) : null,
  }));
  return { name, out: resolve(out), metric, goal, ranking, cells, complete: states.every(hasEnded) };
}
