import {
  copyArrays,
  type GreedyPolicy,
  type Learner,
  type NamedArrays,
  type Recorder,
  type Shapes,
} from '../../core/learner.js';
import { choice, integer, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { each, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { add, entropyRows, mean, reshape, square, sub } from '../../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent, presetParam } from '../kit/agent.js';
import { stacking } from '../kit/frame-stack.js';
import { DeadUnits } from '../kit/judging/dead-units.js';
import { meanOf } from '../kit/judging/evaluation.js';
import { gradientVariance } from '../kit/judging/gradient-variance.js';
import { rlMetrics, VALUES } from '../kit/judging/rl-metrics.js';
import { discountedReturns, EpisodeBatch, startMeans, timeStepMeans } from '../kit/memory/episode-batch.js';
import { explainedVariance } from '../kit/memory/rollout.js';
import { policyNetwork } from '../kit/networks/answer-network.js';
import { checkNetwork, convOf } from '../kit/networks/network-settings.js';
import { Network, type PolicyNetwork } from '../kit/networks/policy-network.js';
import { PolicyLoss } from '../kit/policy-loss.js';
import { entropyFactor, policyParams } from '../kit/policy-params.js';
import { PolicyPlayer } from '../kit/policy-player.js';
import { shortestEpisode } from '../kit/shortest-episode.js';

const presets = {
  grid: {
    summary: 'tables and grids with a reward at the goal, and catch: a learned baseline, large steps, much entropy',
    params: { baseline: 'value', valueLr: 5e-3, activation: 'relu', lr: 2e-2, finalLr: 0.1 },
    loss: { 'policy-gradient': { entropyCoef: 0.2 } },
  },
  costs: {
    summary: 'tables and grids where every step costs (the cliff): an update after each episode, much entropy',
    params: { episodes: 1, baseline: 'value', valueLr: 5e-3, activation: 'relu', lr: 3e-3, finalLr: 0.1 },
    loss: { 'policy-gradient': { entropyCoef: 0.1 } },
  },
  bandit: {
    summary: 'bandits, where nothing follows from a pull: no reward to come, an update after each episode',
    params: { episodes: 1, gamma: 0, baseline: 'value', valueLr: 5e-3, lr: 5e-2, finalLr: 0.1 },
  },
} as const;

const params = {
  preset: presetParam(presets),
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 1e-2 },
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  finalLr: { ...optimizerParams.finalLr, default: 0.05 },
  clip: { ...optimizerParams.clip, default: 0.5 },
  ...policyParams,
  normalizeObservations: { ...policyParams.normalizeObservations, default: 'off' },
  normalizeRewards: { ...policyParams.normalizeRewards, default: 'off' },
  episodes: integer(4, 'episodes per update; baseline time-step needs several', { min: 1, max: 10_000 }),
  baseline: choice(
    'time-step',
    ['none', 'running-mean', 'time-step', 'start', 'value'],
    "what is subtracted from the return: nothing, the mean of past returns, the batch mean at the same step number, that of the batch's other episodes from the same start, or a learned state value",
  ),
  valueLr: number(1e-3, 'learning rate of the value network (baseline: value)', { above: 0, max: 10 }),
  gradientVarianceEvery: integer(
    0,
    'updates between two measurements of the variance of the gradient, with and without the baseline; 0 never; needs several episodes',
    { min: 0, max: 1e9 },
  ),
} as const;

/** Plays whole episodes with the current policy, then climbs the policy gradient once. */
class ReinforceLearner implements Learner {
  readonly #c: AgentContext<ParamValues<typeof params>>;
  readonly #player: PolicyPlayer;
  readonly #policy: PolicyNetwork;
  readonly #value: Network | null;
  readonly #optimizer;
  readonly #valueOptimizer;
  /** All episodes of an update. */
  readonly #batch: EpisodeBatch;
  /** Those of each env so far. */
  readonly #playing: readonly EpisodeBatch[];
  readonly #loss: PolicyLoss;
  readonly #record;
  readonly #dead: DeadUnits;
  readonly #anatomist: Anatomist;
  readonly #recordVariance;
  /** Mean of all returns seen, for the running-mean baseline. */
  readonly #running = { mean: 0, count: 0 };
  readonly #now = { updates: 0, begun: 0, ended: 0 };
  readonly #parts: Savable;

  constructor(given: AgentContext<ParamValues<typeof params>>) {
    const context = stacking(given);
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    checkNetwork(p, env, { agent: 'reinforce' });
    const width = env.observationSpace.size;
    const network = (name: string, outputs: number, index: number, lastGain: number) =>
      new Network(engine, name, [width, outputs], { ...p, conv: convOf(p, env), lastGain }, stream('init', index));
    const options = { ...p, conv: convOf(p, env), lastGain: 0.01 };
    this.#policy = policyNetwork(engine, 'policy', env, options, stream('init', 0));
    this.#optimizer = createOptimizer(this.#policy.parameters, p);
    this.#value = p.baseline === 'value' ? network('value', 1, 1, 0.01) : null;
    this.#valueOptimizer = this.#value && createOptimizer(this.#value.parameters, { ...p, lr: p.valueLr });
    this.#batch = new EpisodeBatch(width);
    this.#playing = Array.from({ length: p.envs }, () => new EpisodeBatch(width));
    this.#anatomist = new Anatomist(this.#policy.parameters);
    this.#loss = new PolicyLoss(this.#anatomist.listen(context.loss), { ...context.lossParams, gamma: p.gamma });
    this.#record = {
      loss: rlMetrics.loss(recorder, 'policy-gradient loss of one update; no measure of progress, watch the return'),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
      valueLoss: this.#value && rlMetrics.valueLoss(recorder),
      explainedVariance: this.#value && rlMetrics.explainedVariance(recorder),
    };
    this.#recordVariance = p.gradientVarianceEvery > 0 && p.episodes > 1 ? varianceMetrics(recorder) : null;
    this.#dead = new DeadUnits(recorder, this.#policy);
    this.#player = new PolicyPlayer(context, this.#policy);
    this.#parts = together({
      player: this.#player,
      optimizer: this.#optimizer,
      valueOptimizer: this.#valueOptimizer,
      playing: each(this.#playing),
      running: fieldsOf(this.#running),
      now: fieldsOf(this.#now),
      dead: this.#dead,
    });
    this.#startBatch();
  }

  /**
   * Each update learns from episodes that were all begun with its policy, so that none is left out because it is long: an env
   * whose episode ends begins the next one of the batch, or waits when all of them have begun.
   */
  advance(): void {
    const player = this.#player;
    player.play();
    const playing = this.#playing[player.index]!;
    playing.push(player.observation, player.action, player.reward, player.referenceLogp);
    const { ended, index } = player;
    if (ended) {
      playing.endEpisode();
      this.#now.ended++;
      if (this.#now.begun < this.#c.params.episodes) this.#now.begun++;
      else player.setAwake(index, false);
      if (this.#now.ended === this.#c.params.episodes) {
        for (const one of this.#playing) this.#batch.join(one);
        this.#update();
        this.#batch.clear();
      }
    }
    player.follow();
    if (this.#now.ended === this.#c.params.episodes) this.#startBatch();
  }

  #startBatch(): void {
    const { episodes, envs } = this.#c.params;
    this.#now.ended = 0;
    this.#now.begun = Math.min(episodes, envs);
    this.#playing.forEach((one, index) => {
      one.clear();
      this.#player.setAwake(index, index < this.#now.begun);
    });
  }

  evaluate(final: boolean): void {
    this.#player.evaluate(final);
    this.#anatomist.evaluated(this.#player.steps / this.#c.steps);
  }

  scope(apart = true): Scope | null {
    return this.#anatomist.join(this.#player.scope(), apart);
  }

  policy(): GreedyPolicy {
    return this.#player.policy();
  }

  weights(): NamedArrays {
    return new Map([
      ...this.#policy.parameters.byName(),
      ...(this.#value?.parameters.byName() ?? []),
      ...this.#player.normalizer.weights(),
    ]);
  }

  shapes(): Shapes {
    return new Map([
      ...this.#policy.parameters.shapes(),
      ...(this.#value?.parameters.shapes() ?? []),
      ...[...this.#player.normalizer.weights()].map(([name, array]) => [name, [array.length]] as const),
    ]);
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }

  #update(): void {
    const { engine, params: p, steps } = this.#c;
    const batch = this.#batch;
    const progress = this.#player.steps / steps;
    const returns = discountedReturns(batch, p.gamma);
    const baseline = this.#baseline(returns);
    this.#measureVariance(returns, baseline);
    engine.reset();
    const observations = engine.tensor([batch.length, batch.width], batch.flatObservations());
    const returnsTensor = engine.tensor([batch.length], returns);
    this.#anatomist.begin();
    const logits = this.#dead.forward(observations);
    const compared = baseline && engine.tensor([batch.length], baseline);
    const played = {
      logits,
      actions: engine.indices(batch.actions.subarray(0, batch.length)),
      returns: returnsTensor,
      baseline: compared,
      advantages: () => (compared === undefined ? returnsTensor : sub(returnsTensor, compared)),
    };
    const { value } = this.#loss.compute(played, entropyFactor(p, progress));
    this.#anatomist.between();
    const term = this.#divergence(logits, played.actions);
    const norm = this.#optimizer.descend(term === null ? value : add(value, term), progress);
    this.#anatomist.end(this.#player.steps, norm);
    this.#record.loss(value.item());
    this.#record.gradNorm(norm);
    this.#record.entropy(meanOf(engine.constant(() => entropyRows(logits)).view()));
    const network = this.#value;
    if (network !== null) {
      this.#anatomist.beside(network.parameters, () => {
        const error = sub(reshape(network.forward(observations), [batch.length]), returnsTensor);
        const loss = mean(square(error));
        this.#record.valueLoss?.(loss.item());
        this.#record.explainedVariance?.(explainedVariance(baseline!, returns));
        return this.#valueOptimizer!.descend(loss, progress);
      });
    }
    engine.reset();
  }

  /** The term of divergence from the env's reference policy, where it is a loss. */
  #divergence(logits: Tensor, actions: Indices): Tensor | null {
    const { reference } = this.#player;
    if (reference === null) return null;
    return reference.loss(logits, actions, this.#batch.references.subarray(0, this.#batch.length), this.#batch.ends);
  }

  /** What the returns are compared with, by row; undefined for none. */
  #baseline(returns: Float64Array): Float64Array | undefined {
    const { params: p } = this.#c;
    const batch = this.#batch;
    switch (p.baseline) {
      case 'none':
        return undefined;
      case 'running-mean': {
        const before = this.#running.mean;
        for (const g of returns) this.#running.mean += (g - this.#running.mean) / ++this.#running.count;
        return new Float64Array(returns.length).fill(before);
      }
      case 'time-step':
        return timeStepMeans(batch, returns);
      case 'start':
        return startMeans(batch, returns);
      case 'value': {
        const values = new Float32Array(returns.length);
        this.#value!.outputs(batch.flatObservations(), returns.length, values);
        return Float64Array.from(values);
      }
      default:
        return p.baseline satisfies never;
    }
  }

  /** Every so many updates, before the update: same policy and same episodes with the baseline and without. */
  #measureVariance(returns: Float64Array, baseline: Float64Array | undefined): void {
    const record = this.#recordVariance;
    if (record === null || this.#now.updates++ % this.#c.params.gradientVarianceEvery !== 0) return;
    const advantages = returns.map((g, i) => g - (baseline?.[i] ?? 0));
    const variance = gradientVariance(this.#policy, this.#batch, advantages);
    record.variance(variance);
    record.ratio(variance / gradientVariance(this.#policy, this.#batch, returns));
  }
}

function varianceMetrics(recorder: Recorder) {
  return {
    variance: recorder.define({
      name: 'gradient_variance',
      help: 'variance of the policy gradient from episode to episode, summed over all weights',
      better: 'lower',
      dependsOn: [...VALUES, 'agent.name', 'loss'],
    }),
    ratio: recorder.define({
      name: 'gradient_variance_ratio',
      help: 'that variance over the variance of the same episodes without a baseline',
      better: 'lower',
    }),
  };
}

export const reinforce = defineAgent({
  name: 'reinforce',
  title: 'REINFORCE',
  summary: 'Monte-Carlo policy gradient over whole episodes, with a choice of baselines.',
  source: 'Williams 1992; baselines: Sutton et al. 2000',
  deviations: [
    'Reward-to-go instead of the whole return of the episode: the same gradient in expectation, less variance.',
    'The discount is in the returns only, not in the weight of later steps, as in all common implementations.',
    'Adam by default; the paper has plain stochastic gradient ascent.',
    'An episode cut by the time limit counts as ended: whole-episode returns have nothing to bootstrap from.',
  ],
  focus: 'policy_return',
  lossDefaults: { 'policy-gradient': { normalizeAdvantages: true, entropyCoef: 0.01 } },
  presets,
  get losses() {
    return lossesTaking(['policy'], 'policy-gradient');
  },
  suppliesLossParams: ['gamma'],
  params,
  tunable: [...optimizerTunable, 'gamma', 'episodes', 'valueLr', 'evalEpisodes', 'finalEpisodes'],
  firstUpdate: ({ episodes }, env) => episodes * shortestEpisode(env),
  create: (context) => new ReinforceLearner(context),
});
