import type { Recorder } from '../../core/learner.js';
import { nullOr, number, type ParamValues } from '../../core/params.js';
import type { Env } from '../../env/kit/env.js';
import { maths } from '../../kernels/kernels.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import type { Tensor } from '../../tensor/engine.js';
import { constant } from '../../tensor/nn/init.js';
import { ParameterSet } from '../../tensor/nn/parameters.js';
import { mean, minimum, mul, scale, sliceColumns, sub, tanh } from '../../tensor/ops/index.js';
import { createOptimizer } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent, presetParam } from '../kit/agent.js';
import type { BoxSpace } from '../kit/box-space.js';
import { stacking } from '../kit/frame-stack.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { BoxLearner, type BoxMethod, boxParams, boxTunable } from './box-learner.js';
import { Actor } from './networks.js';
import { squashed } from './squashed-gaussian.js';

const presets = {
  'mountain-car-continuous': {
    summary:
      "MountainCarContinuous after RL Baselines3 Zoo's: a long horizon, a fixed temperature, 32 updates every 32 steps, noise that swings",
    params: {
      ...{ gamma: 0.9999, temperature: 0.1, trainEvery: 32, gradientSteps: 32, lr: 3e-4, tau: 0.01 },
      ...{ buffer: 50_000, batch: 512, learningStarts: 100, noise: 'ou', noiseSigma: 0.5 },
    },
  },
} as const;

const params = {
  preset: presetParam(presets),
  ...boxParams,
  temperature: nullOr(
    'weight of the entropy of the policy against the reward; null has it learned so that the entropy is targetEntropy',
    number(0.2, 'weight', { min: 0, max: 1e3 }),
  ),
  targetEntropy: nullOr(
    'temperature null: the entropy in nats that the policy is held to; null is minus the number of action components',
    number(-1, 'nats', { min: -1e3, max: 1e3 }),
  ),
} as const;

type Context = AgentContext<ParamValues<typeof params>>;

/** The soft actor: a Gaussian squashed into the box, and the weight of its entropy. */
class SoftActor implements BoxMethod {
  readonly actor: Actor;
  readonly parts;
  readonly #c: Context;
  readonly #size: number;
  readonly #optimizer;
  readonly #noise;
  /** The log of the temperature, where it is learned. */
  readonly #temperature: { readonly parameters: ParameterSet; readonly log: Tensor } | null;
  readonly #temperatureOptimizer;
  readonly #target: number;
  readonly #record;

  constructor(context: Context, env: Env, { size }: BoxSpace) {
    const { engine, params: p, stream, recorder } = context;
    this.#c = context;
    this.#size = size;
    this.actor = new Actor(engine, env, p, 2 * size, stream('init'));
    this.#optimizer = createOptimizer(this.actor.parameters, p);
    this.#temperature = p.temperature === null ? learnedTemperature(context) : null;
    this.#temperatureOptimizer = this.#temperature && createOptimizer(this.#temperature.parameters, { ...p, clip: 0 });
    this.#target = p.targetEntropy ?? -size;
    this.#noise = stream('explore', 1);
    this.#record = metrics(recorder);
    this.parts = {
      actorOptimizer: this.#optimizer,
      temperatureOptimizer: this.#temperatureOptimizer,
      noise: this.#noise,
    };
  }

  weights() {
    return this.#temperature?.parameters.byName() ?? new Map();
  }

  explore(observation: Float32Array, into: Float64Array): void {
    const { engine } = this.#c;
    engine.untracked(() => {
      const { actions } = this.#draw(engine.tensor([1, observation.length], observation));
      into.set(actions.view());
    });
  }

  greedy(observations: Tensor): Tensor {
    return tanh(sliceColumns(this.actor.forward(observations), 0, this.#size));
  }

  next({ nextObservations }: { readonly nextObservations: Tensor }) {
    const { actions, logps } = this.#draw(nextObservations);
    return { actions, bonus: scale(logps, -this.#alpha) };
  }

  improve(
    { observations }: { readonly observations: Tensor },
    critics: Parameters<BoxMethod['improve']>[1],
    progress: number,
  ): number {
    const alpha = this.#alpha;
    return critics.parameters.frozen(() => {
      const { actions, logps } = this.#draw(observations);
      const value = minimum(...critics.both(observations, actions));
      const loss = mean(sub(scale(logps, alpha), value));
      const norm = this.#optimizer.descend(loss, progress);
      const entropy = -meanIn(logps);
      this.#temper(entropy, progress);
      this.#record.actorLoss(loss.item());
      this.#record.actorGradNorm(norm);
      this.#record.entropy(entropy);
      this.#record.temperature(alpha);
      return norm;
    });
  }

  get #alpha(): number {
    return this.#c.params.temperature ?? maths.exp(this.#temperature!.log.view()[0]!);
  }

  #draw(observations: Tensor) {
    const { engine } = this.#c;
    const size = this.#size;
    const n = observations.shape[0]!;
    const outputs = this.actor.forward(observations);
    const noise = Float64Array.from({ length: n * size }, () => this.#noise.normal(maths.log));
    const means = sliceColumns(outputs, 0, size);
    return squashed(means, sliceColumns(outputs, size, 2 * size), engine.tensor([n, size], noise));
  }

  /** A step of the temperature: up where the entropy is below its target. */
  #temper(entropy: number, progress: number): void {
    if (this.#temperature === null) return;
    const { engine } = this.#c;
    const off = engine.filled([1], entropy - this.#target);
    this.#temperatureOptimizer!.descend(mean(mul(this.#temperature.log, off)), progress);
  }
}

function learnedTemperature({ engine }: Context) {
  const parameters = new ParameterSet(engine);
  const log = parameters.add('temperature.log', [1], constant(0));
  parameters.seal();
  return { parameters, log };
}

function metrics(recorder: Recorder) {
  return {
    actorLoss: rlMetrics.actorLoss(recorder),
    actorGradNorm: rlMetrics.actorGradNorm(recorder),
    entropy: rlMetrics.actionEntropy(recorder),
    temperature: rlMetrics.temperature(recorder),
  };
}

function meanIn(x: Tensor): number {
  let sum = 0;
  for (const value of x.view()) sum += value;
  return sum / x.size;
}

export const sac = defineAgent({
  name: 'sac',
  title: 'SAC',
  summary:
    'Soft actor-critic: continuous actions from a squashed Gaussian whose entropy is rewarded, twin critics, replayed steps.',
  source: 'Haarnoja et al. 2018 (both papers; the second learns the temperature)',
  deviations: [
    'Two hidden layers of 64 units instead of 256, which cost a tenth; set hidden for more.',
    "Each critic's loss is the whole squared error where the paper has half of it.",
    'The temperature is stepped on its logarithm, as in common implementations, after the actor and with the same draws.',
    'One learning rate for actor, critics and temperature, 1e-3 as RL Baselines3 Zoo has for Pendulum; the paper has 3e-4.',
    'A time limit bootstraps from the next state, unless bootstrapOnTruncation is off.',
  ],
  actions: 'box',
  get losses() {
    return lossesTaking(['regression'], 'mse');
  },
  suppliesLossParams: [],
  presets,
  params,
  tunable: boxTunable,
  firstUpdate: ({ learningStarts, trainEvery }) => Math.ceil((learningStarts + 1) / trainEvery) * trainEvery,
  create(given) {
    const context = stacking(given);
    return new BoxLearner(context, 'sac', (env, space) => new SoftActor(context, env, space));
  },
});
