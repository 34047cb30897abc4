import { integer, number, type ParamValues } from '../../core/params.js';
import { fieldsOf } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import { maths } from '../../kernels/kernels.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, clamp, mean, neg, tanh } from '../../tensor/ops/index.js';
import { createOptimizer } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent, presetParam } from '../kit/agent.js';
import type { BoxSpace } from '../kit/box-space.js';
import { stacking } from '../kit/frame-stack.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { BoxLearner, type BoxMethod, boxParams, boxTunable } from './box-learner.js';
import { Actor } from './networks.js';

const presets = {
  'mountain-car-continuous': {
    summary: 'MountainCarContinuous: noise that swings, which white noise does not replace; a long horizon',
    params: { noise: 'ou', noiseSigma: 0.5, gamma: 0.9999 },
  },
} as const;

const params = {
  preset: presetParam(presets),
  ...boxParams,
  noise: { ...boxParams.noise, default: 'normal' },
  actorEvery: integer(2, 'updates of the critics between two of the actor and the target networks', {
    min: 1,
    max: 1e4,
  }),
  targetNoise: number(0.2, "size of the noise on the target policy's actions", { min: 0, max: 10 }),
  targetClip: number(0.5, 'where that noise is cut off', { min: 0, max: 10 }),
} as const;

type Context = AgentContext<ParamValues<typeof params>>;

/** The deterministic actor with its target. */
class DeterministicActor implements BoxMethod {
  readonly actor: Actor;
  readonly parts;
  readonly #c: Context;
  readonly #target: Actor;
  readonly #size: number;
  readonly #optimizer;
  readonly #noise;
  readonly #record;
  readonly #now = { updates: 0 };

  constructor(context: Context, env: Env, { size }: BoxSpace) {
    const { engine, params: p, stream, recorder } = context;
    this.#c = context;
    this.#size = size;
    this.actor = new Actor(engine, env, p, size, stream('init'));
    this.#target = new Actor(engine, env, p, size, stream('init', 3));
    this.#optimizer = createOptimizer(this.actor.parameters, p);
    this.#noise = stream('explore', 1);
    this.#record = { actorLoss: rlMetrics.actorLoss(recorder), actorGradNorm: rlMetrics.actorGradNorm(recorder) };
    this.parts = {
      actorTarget: this.#target.parameters,
      actorOptimizer: this.#optimizer,
      noise: this.#noise,
      actorNow: fieldsOf(this.#now),
    };
    this.loaded();
  }

  loaded(): void {
    this.#target.parameters.copyFrom(this.actor.parameters);
  }

  explore(observation: Float32Array, into: Float64Array): void {
    const { engine } = this.#c;
    engine.untracked(() => into.set(this.greedy(engine.tensor([1, observation.length], observation)).view()));
  }

  greedy(observations: Tensor): Tensor {
    return tanh(this.actor.forward(observations));
  }

  next({ nextObservations }: { readonly nextObservations: Tensor }) {
    const { engine, params: p } = this.#c;
    const n = nextObservations.shape[0]!;
    const noise = Float64Array.from({ length: n * this.#size }, () =>
      Math.max(-p.targetClip, Math.min(p.targetClip, p.targetNoise * this.#noise.normal(maths.log))),
    );
    const smooth = add(tanh(this.#target.forward(nextObservations)), engine.tensor([n, this.#size], noise));
    return { actions: clamp(smooth, -1, 1), bonus: null };
  }

  improve(
    { observations }: { readonly observations: Tensor },
    critics: Parameters<BoxMethod['improve']>[1],
    progress: number,
  ): number {
    return critics.parameters.frozen(() => {
      const loss = neg(mean(critics.first(observations, this.greedy(observations))));
      const norm = this.#optimizer.descend(loss, progress);
      this.#record.actorLoss(loss.item());
      this.#record.actorGradNorm(norm);
      return norm;
    });
  }

  /** Whether actor and targets take part in this update of the critics. */
  get moves(): boolean {
    return (this.#now.updates + 1) % this.#c.params.actorEvery === 0;
  }

  follow(): void {
    if (this.moves) this.#target.parameters.lerpFrom(this.actor.parameters, this.#c.params.tau);
    this.#now.updates++;
  }
}

export const td3 = defineAgent({
  name: 'td3',
  title: 'TD3',
  summary:
    'Twin delayed DDPG: continuous actions from a deterministic actor that follows the lesser of two critics more slowly.',
  source: 'Fujimoto et al. 2018',
  deviations: [
    'Two hidden layers of 64 units instead of 400 and 300; set hidden for more.',
    'Random actions for 100 steps at first, 10,000 in the paper, whose tasks are longer; set learningStarts.',
    'A time limit bootstraps from the next state, unless bootstrapOnTruncation is off.',
  ],
  actions: 'box',
  get losses() {
    return lossesTaking(['regression'], 'mse');
  },
  suppliesLossParams: [],
  presets,
  params,
  tunable: [...boxTunable, 'targetNoise', 'targetClip'],
  firstUpdate: ({ learningStarts, trainEvery }) => Math.ceil((learningStarts + 1) / trainEvery) * trainEvery,
  create(given) {
    const context = stacking(given);
    return new BoxLearner(context, 'td3', (env, space) => new DeterministicActor(context, env, space));
  },
});
