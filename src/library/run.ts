import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { startTraining, type Training } from './training.js';

/** How a scenario is run. */
export interface RunOptions {
  /** @default the scenario's own */
  readonly seeds?: readonly number[];
  /** Runs at work at a time, each in a thread. @default the processors of this machine, at most one a run */
  readonly workers?: number;
  /** Changed settings, as `--set` takes them: `['agent.lr=3e-4']`. */
  readonly set?: readonly string[];
  /** A grid, as `--vary` takes it: `['loss=bce,focal']`. */
  readonly vary?: readonly string[];
  /** Which variants of the file run: the scenario as written, all, or those named. @default 'written' */
  readonly variants?: 'written' | 'all' | readonly string[];
  /** Modules that register losses, envs, agents and tasks of your own. */
  readonly plugins?: readonly string[];
  /** The folder that gets a run folder a run; null writes nothing. @default null */
  readonly out?: string | null;
  /** A safetensors file with the weights to start from. */
  readonly init?: string;
  /** Seconds between two checkpoints. @default 10 */
  readonly checkpointSeconds?: number;
  /** Stops the training, as {@link Training.stop} does. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a scenario: a bundled name, a file, or a document as an object with the keys of a scenario file. Nothing is
 * written unless `out` says where. Numbers do not depend on `workers` or on whether anybody listens.
 *
 * A {@link UserError} with everything that is wrong with the scenario or the options rejects `result` and the iteration.
 */
export function run(scenario: string | Readonly<Record<string, unknown>>, options: RunOptions = {}): Training {
  return startTraining(async () => {
    // Only now: a plug-in that imports this package in a run's thread shall not load the reading of scenarios.
    const { loadScenarios, parseScenario } = await import('../scenario/loader.js');
    const { readWeights } = await import('../store/initial-weights.js');
    const { loadPlugins } = await import('../train/plugins/plugins.js');
    const { registries } = await import('../train/registries.js');
    const { rehearse } = await import('../train/rehearsal.js');
    const { set = [], vary = [], variants = 'written', out = null, init = null, checkpointSeconds = null } = options;
    const plugins = (options.plugins ?? []).map((file) => resolve(file));
    await loadPlugins(plugins, registries);
    const loading = { catalogues: registries, set, vary, variants, allowPlugins: plugins };
    const loaded =
      typeof scenario === 'string'
        ? loadScenarios([scenario], loading)
        : [parseScenario(JSON.stringify(scenario), join(process.cwd(), 'scenario.json'), loading)];
    rehearse(loaded, registries, init === null ? null : readWeights(init));
    const plan = loaded.map((one) => ({ scenario: one.scenario, seeds: options.seeds ?? one.scenario.seeds }));
    const runs = plan.reduce((sum, { seeds }) => sum + seeds.length, 0);
    const workers = options.workers ?? Math.max(1, Math.min(availableParallelism(), runs));
    const kept = { out, init: init === null ? null : resolve(init), checkpointSeconds };
    return { plan, options: { workers, plugins, ...kept } };
  }, options.signal);
}
