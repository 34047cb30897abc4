import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { GreedyPolicy, NamedArrays } from '../core/learner.js';
import { Stream } from '../core/random.js';
import { readRegular } from '../core/regular-file.js';
import type { Env } from '../env/kit/env.js';
import { lastWhole } from '../store/checkpoint.js';
import type { KeptConfig } from '../store/config-file.js';
import { readWeights } from '../store/initial-weights.js';
import { BEST_WEIGHTS } from '../store/run-folder.js';
import { readResult } from '../store/run-list.js';
import { decodeSafetensors } from '../store/safetensors.js';
import { buildLearner } from '../train/learner-factory.js';
import type { Registries } from '../train/registries.js';

/** An agent as a run left it, in a fresh env. */
export interface TrainedAgent {
  readonly policy: GreedyPolicy;
  readonly env: Env;
  readonly envName: string;
  readonly envTitle: string;
  readonly envSettings: Readonly<Record<string, unknown>>;
  /** Steps that it was trained for, and whether that was the run's end. */
  readonly step: number;
  readonly ended: boolean;
  /** What the run's own last evaluation gave; null when there was none. */
  readonly greedyReturn: number | null;
  /** Whether that is an exact expectation and no mean over episodes. */
  readonly exact: boolean;
  /** What the reader should know about checkpoints that were passed over. */
  readonly warnings: readonly string[];
  /** The stream of the last evaluation of a run with this seed. */
  stream(seed: number): Stream;
}

/**
 * The agent of a run folder with the weights of its end, or else of its last checkpoint. Throws a {@link UserError} for a run
 * without an env, without weights, or of an agent that has no policy to show.
 *
 * @param isBest the weights of the best evaluation instead, which a run keeps when it was told to.
 */
export function trainedAgent(
  root: string,
  id: string,
  config: KeptConfig,
  registries: Registries,
  isBest = false,
): TrainedAgent {
  const folder = join(root, id);
  const { scenario, seed } = config;
  const refuse = (message: string, hint?: string): never => {
    throw new UserError({ path: '', file: folder, message, ...(hint === undefined ? {} : { hint }) });
  };
  if (scenario.learner.kind !== 'agent') {
    return refuse(
      `trains on the task ${scenario.learner.task.name}: there is no env to play in`,
      'Only runs of agents can be played; losscope runs lists what there is',
    );
  }
  const { env: chosen, agent } = scenario.learner;
  const learner = buildLearner(scenario, seed, registries, { define: () => () => {} });
  const policy = learner.policy?.() ?? refuse(`its agent ${agent.name} has no policy() to play with`);
  const { weights, step, warnings } = isBest ? bestWeights(folder) : lastWeights(folder);
  try {
    learner.load(weights);
  } catch (error) {
    refuse(`has weights of another network: ${error instanceof Error ? error.message : error}`);
  }
  const result = readResult(folder);
  const definition = registries.envs.get(chosen.name);
  const env = definition.create(chosen.params as Parameters<typeof definition.create>[0], seed);
  const evaluations = Math.ceil(scenario.steps / scenario.evaluateEvery);
  const recorded = result?.final.greedy_return;
  return {
    policy,
    env,
    envName: chosen.name,
    envTitle: definition.title,
    envSettings: chosen.params,
    step: step ?? result?.steps ?? scenario.steps,
    ended: step === null,
    greedyReturn: !isBest && result?.status === 'done' && recorded !== undefined ? recorded : null,
    exact: result?.final.regret !== undefined,
    warnings,
    stream: (of) => Stream.from(of, 'eval', evaluations - 1),
  };
}

/** The weights of the best evaluation, with its step. */
function bestWeights(folder: string): ReturnType<typeof lastWeights> {
  const file = join(folder, BEST_WEIGHTS);
  if (!existsSync(file)) {
    throw new UserError({
      path: '--best',
      file: folder,
      message: 'has no weights of a best evaluation',
      hint: 'Run it with --keep-best to have them',
    });
  }
  const { arrays } = readWeights(file);
  return {
    weights: arrays,
    step: Number(decodeSafetensors(readRegular(file, { follow: false })).metadata.step),
    warnings: [],
  };
}

/** The weights of the end, or those of a checkpoint with its step. */
function lastWeights(folder: string): {
  readonly weights: NamedArrays;
  readonly step: number | null;
  readonly warnings: readonly string[];
} {
  const final = join(folder, 'weights.safetensors');
  if (existsSync(final)) return { weights: readWeights(final).arrays, step: null, warnings: [] };
  const { found, warnings } = lastWhole(folder);
  if (found === null) {
    throw new UserError({ path: '', file: folder, message: 'has neither weights nor a whole checkpoint yet' });
  }
  const { weights, step } = found.checkpoint.progress;
  return { weights, step, warnings };
}
