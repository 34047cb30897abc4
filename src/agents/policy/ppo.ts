import { integer, number, type ParamValues } from '../../core/params.js';
import { picked } from '../../core/picked.js';
import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import type { Tensor } from '../../tensor/engine.js';
import { optimizerTunable } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent, presetParam } from '../kit/agent.js';
import { ActorCritic, criticParams } from '../kit/critic.js';
import { stacking } from '../kit/frame-stack.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { Stretch } from '../kit/memory/stretch.js';

const presets = {
  grid: {
    summary: 'tables and grids without noise: rewards as they are, short stretches of play, much entropy',
    params: { horizon: 128, activation: 'relu', normalizeRewards: 'off' },
    loss: { 'ppo-clip': { entropyCoef: 0.1 }, 'policy-gradient': { entropyCoef: 0.1 } },
  },
  noisy: {
    summary:
      'tables and grids with slips: long stretches of play, large batches and steps, as outcomes tell little one by one',
    params: { horizon: 2048, batch: 512, lr: 3e-3, valueLr: 3e-3 },
  },
  pendulum: {
    summary: "Pendulum as RL Baselines3 Zoo's: 4 envs of 1024 steps, gamma 0.9, ten passes, nothing normalised",
    params: {
      ...{ envs: 4, horizon: 4096, batch: 64, epochs: 10, gamma: 0.9, lambda: 0.95, lr: 1e-3, valueLr: 1e-3 },
      ...{ normalizeObservations: 'off', normalizeRewards: 'off' },
    },
    loss: { 'ppo-clip': { entropyCoef: 0 } },
  },
  memory: {
    summary: 'envs that have to be remembered: a GRU, more envs, whole stretches as batches',
    params: { recurrent: 'gru', recurrentUnits: 64, hidden: [64], envs: 16, horizon: 1024, batch: 256, epochs: 4 },
  },
  cartpole: {
    summary: 'CartPole: 16 passes over 1024 steps of one env, observations and rewards as they are, no entropy bonus',
    params: {
      ...{ envs: 1, horizon: 1024, batch: 64, epochs: 16, clip: 0, init: 'uniform', adamEpsilon: 1e-8 },
      ...{ normalizeObservations: 'off', normalizeRewards: 'off' },
    },
    loss: { 'ppo-clip': { entropyCoef: 0 }, 'policy-gradient': { entropyCoef: 0 } },
  },
} as const;

const params = {
  preset: presetParam(presets),
  ...criticParams,
  horizon: integer(256, 'env steps between two rounds of updates', { min: 1, max: 1e6 }),
  epochs: integer(10, 'passes over the steps of one round', { min: 1, max: 1000 }),
  batch: integer(64, 'steps per minibatch', { min: 1, max: 1e6 }),
  clipRange: number(0.2, 'how far the probability of an action may move in one round', { above: 0, below: 1 }),
  valueClip: number(
    0,
    'how far a value may move in one round, in units of returns, before its error counts no more (the loss clipped-value); 0 is off',
    { min: 0 },
  ),
  targetKl: number(0, 'no further minibatch of a round once approx_kl exceeds 1.5 times this; 0 is off', { min: 0 }),
} as const;

/**
 * Proximal policy optimisation on a loss of the probability ratio, which clips it. A loss of the log-probability alone gets
 * the same gradient: that of min(rA, clip(r)A) is r A grad log pi where the ratio r is not clipped and 0 where it is, so such
 * a loss is given the advantages r A (constants), 0 for what is clipped.
 */
class Round {
  readonly #c: AgentContext<ParamValues<typeof params>>;
  readonly #both: ActorCritic;
  readonly #shuffle: Stream;
  readonly #clipFraction;
  readonly #approxKl;

  constructor(context: AgentContext<ParamValues<typeof params>>, both: ActorCritic, shuffle: Stream) {
    this.#c = context;
    this.#both = both;
    this.#shuffle = shuffle;
    this.#clipFraction = rlMetrics.clipFraction(context.recorder);
    this.#approxKl = rlMetrics.approxKl(context.recorder);
  }

  /**
   * Several passes over a full stretch of play, in minibatches: of steps in any order, or where the networks remember, of the
   * whole stretches of some envs.
   */
  learn(): void {
    const { epochs, batch, envs } = this.#c.params;
    const { advantage, returns, values } = this.#both.judge();
    const { recurrent, rollout } = this.#both;
    const order = Int32Array.from({ length: recurrent ? envs : rollout.length }, (_, i) => i);
    const size = recurrent ? Math.max(1, Math.round((batch * envs) / rollout.length)) : batch;
    for (let epoch = 0; epoch < epochs; epoch++) {
      this.#shuffle.shuffle(order);
      for (let from = 0; from < order.length; from += size) {
        const some = order.subarray(from, from + size);
        const rows = recurrent ? Stretch.rowsOf(some, envs, rollout.length) : some;
        if (!this.#minibatch(rows, { advantage, returns, values })) return;
      }
    }
  }

  /** False where the policy has moved too far for another step. */
  #minibatch(
    rows: Int32Array,
    { advantage, returns, values }: Readonly<Record<'advantage' | 'returns' | 'values', Float64Array>>,
  ): boolean {
    const { engine, params } = this.#c;
    const both = this.#both;
    engine.reset();
    const batch = both.part(rows);
    const outputs = both.outputs(batch);
    const advantages = both.standardise(picked(advantage, rows));
    const { counted, kl } = this.#counted(rows, outputs, advantages);
    if (params.targetKl > 0 && kl > 1.5 * params.targetKl) {
      engine.reset();
      return false;
    }
    both.improve(outputs, batch, both.loss.onRatio ? advantages : counted);
    const { valueClip } = params;
    both.fit(
      batch,
      picked(returns, rows),
      1,
      valueClip > 0 ? { range: valueClip, old: picked(values, rows) } : undefined,
    );
    engine.reset();
    return true;
  }

  /** Advantages times the probability ratio, 0 where the clipped objective is flat, and how far the policy has moved. */
  #counted(rows: Int32Array, outputs: Tensor, advantage: Float64Array): { counted: Float64Array; kl: number } {
    const { clipRange } = this.#c.params;
    const ratios = this.#both.loss.ratios(outputs, rows);
    let clipped = 0;
    let kl = 0;
    const counted = ratios.map((ratio, i) => {
      if (Math.abs(ratio - 1) > clipRange) clipped++;
      kl += (ratio - 1 - maths.log(ratio)) / rows.length;
      const flat = advantage[i]! > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange;
      return flat ? 0 : advantage[i]! * ratio;
    });
    this.#clipFraction(clipped / rows.length);
    this.#approxKl(kl);
    return { counted, kl };
  }
}

export const ppo = defineAgent({
  name: 'ppo',
  title: 'PPO',
  summary:
    'Several passes over each stretch of play, with probability ratios clipped so that the policy moves a little at a time.',
  source: 'Schulman et al. 2017; GAE: Schulman et al. 2016',
  deviations: [
    'A loss of the log-probability alone (policy-gradient) is given the gradient of the clipped objective: advantages times ratio, 0 where clipped.',
    'Actor and critic share no layers; the value loss is clipped only where valueClip says so.',
    "Actions in a box: a Gaussian whose deviations are the same everywhere; a squashed one's entropy bonus is that before squashing.",
    'With recurrent: gru minibatches are the whole stretches of some envs, and each network has a memory of its own.',
    'Advantages are standardised per minibatch; a time limit bootstraps from the critic, unless bootstrapOnTruncation is off.',
  ],
  focus: 'policy_return',
  lossDefaults: { 'ppo-clip': { entropyCoef: 0.02 }, 'policy-gradient': { entropyCoef: 0.02 } },
  presets,
  get losses() {
    return lossesTaking(['policy-ratio', 'policy'], 'ppo-clip');
  },
  actions: 'both',
  suppliesLossParams: ['gamma', 'clipRange', 'normalizeAdvantages'],
  params,
  tunable: [
    ...optimizerTunable,
    'gamma',
    'epochs',
    'batch',
    'clipRange',
    'targetKl',
    'lambda',
    'valueLr',
    'evalEpisodes',
    'finalEpisodes',
  ],
  firstUpdate: ({ horizon }) => horizon,
  create(given) {
    const context = stacking(given);
    // Advantages are standardised here, and a shift after the clip would undo it.
    const supplied = { clipRange: context.params.clipRange, normalizeAdvantages: false };
    const both = new ActorCritic(context, 'clipped policy loss of one minibatch; no measure of progress', supplied);
    const shuffle = context.stream('data');
    const round = new Round(context, both, shuffle);
    return both.learner(() => round.learn(), { shuffle });
  },
});
