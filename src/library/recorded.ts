import { basename, dirname, join, resolve } from 'node:path';
import type { MetricSpec } from '../core/learner.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Replay } from '../session/replay.js';
import { checkUnchanged, readConfig } from '../store/config-file.js';
import { initIn, readWeights } from '../store/initial-weights.js';
import { unlock } from '../store/lock.js';
import { readMetrics } from '../store/metrics-file.js';
import type { RunResult } from '../store/result.js';
import { type RecordStatus, readEndWeights, readResult, recordOf } from '../store/run-list.js';
import { startTraining, type Training } from './training.js';

/** All recorded points of one metric, in the order of recording. */
export interface RecordedMetric extends MetricSpec {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** A run folder, read whole. */
export interface RecordedRun {
  readonly id: string;
  readonly folder: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly status: RecordStatus;
  /** Null for a run that has not ended. */
  readonly result: RunResult | null;
  readonly metrics: ReadonlyMap<string, RecordedMetric>;
  /** The weights at the end, by name; null for a run that has not ended. */
  readonly weights: ReadonlyMap<string, RecordedArray> | null;
}

/** An array, row-major. */
export interface RecordedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array;
}

/** Reads a run folder. Throws a {@link UserError} for a folder that is not one, or is damaged. */
export function readRun(folder: string): RecordedRun {
  const path = resolve(folder);
  const { scenario, seed } = readConfig(path);
  const record = recordOf(dirname(path), basename(path));
  const weights = readEndWeights(path);
  return {
    id: record.id,
    folder: path,
    scenario,
    seed,
    status: record.status,
    result: readResult(path),
    metrics: metricsIn(join(path, 'metrics.jsonl')),
    weights:
      weights === null
        ? null
        : new Map(
            [...weights.arrays].map(([name, values]) => [name, { shape: weights.shapes.get(name) ?? [], values }]),
          ),
  };
}

function metricsIn(file: string): ReadonlyMap<string, RecordedMetric> {
  const columns: { readonly spec: MetricSpec; readonly steps: number[]; readonly values: number[] }[] = [];
  for (const entry of readMetrics(file)) {
    if (entry.kind === 'metric') columns[entry.id] = { spec: entry.spec, steps: [], values: [] };
    else {
      columns[entry.id]?.steps.push(entry.step);
      columns[entry.id]?.values.push(entry.value);
    }
  }
  return new Map(
    columns.map(({ spec, steps, values }) => [
      spec.name,
      { ...spec, steps: Float64Array.from(steps), values: Float64Array.from(values) },
    ]),
  );
}

/** How a recorded run is taken up. */
export interface RecordedOptions {
  /** The plug-ins that it needs; none are loaded because a folder names them. */
  readonly plugins?: readonly string[];
}

/**
 * Resumes a run from its last whole checkpoint; it ends with the bits of a run that was never stopped. Rejects with a
 * {@link UserError} when another process is at work on the folder.
 */
export function resume(folder: string, options: RecordedOptions & { readonly signal?: AbortSignal } = {}): Training {
  return startTraining(async () => {
    const { openRun } = await import('../session/resume.js');
    const { settled } = await import('../store/lock.js');
    const { loadPlugins } = await import('../train/plugins/plugins.js');
    const { registries } = await import('../train/registries.js');
    const path = resolve(folder);
    const plugins = (options.plugins ?? []).map((file) => resolve(file));
    await loadPlugins(plugins, registries);
    const config = readConfig(path);
    // Of a process on another machine only its heartbeat tells whether it lives.
    await settled([path]);
    const { resumption } = openRun(dirname(path), basename(path), config);
    return {
      plan: [{ scenario: config.scenario, seeds: [config.seed], resume: resumption }],
      options: { workers: 1, plugins, out: dirname(path) },
      release: () => unlock(resumption.folder),
    };
  }, options.signal);
}

/** Runs a recorded run again, in this thread, and compares every bit. */
export async function replay(folder: string, options: RecordedOptions = {}): Promise<Replay> {
  const { replay: replayRun } = await import('../session/replay.js');
  const { loadPlugins } = await import('../train/plugins/plugins.js');
  const { registries } = await import('../train/registries.js');
  const path = resolve(folder);
  await loadPlugins(
    (options.plugins ?? []).map((file) => resolve(file)),
    registries,
  );
  const config = readConfig(path);
  checkUnchanged(path, config, null);
  const init = initIn(path, null);
  const again = replayRun({
    scenario: config.scenario,
    seed: config.seed,
    init: init === null ? null : readWeights(init),
    fork: config.fork,
    metrics: join(path, 'metrics.jsonl'),
    result: readResult(path),
    weights: readEndWeights(path),
    registries,
  });
  let turn = again.next();
  while (turn.done !== true) turn = again.next();
  return turn.value;
}
