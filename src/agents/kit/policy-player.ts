import { onPlane } from '../../core/grid-plane.js';
import type { GreedyPolicy } from '../../core/learner.js';
import { choice, integer, list, number, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, each, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import { answerAfter } from '../../env/tokens/tree.js';
import type { AgentContext } from './agent.js';
import { divergenceParams, Reference } from './divergence.js';
import { episodeIn, RunningMean } from './judging/evaluation.js';
import { PolicyJudge } from './judging/policy-judge.js';
import { RewardFigures } from './judging/reward-figures.js';
import { rlMetrics } from './judging/rl-metrics.js';
import { answerParams } from './networks/answer-network.js';
import { normalizes, ObservationNormalizer, RewardNormalizer } from './networks/normalizer.js';
import { argmax, drawIndex, initNames, type PolicyNetwork, softmaxInto } from './networks/policy-network.js';

/** Settings that all agents with a stochastic policy share. */
export const policyParams = {
  hidden: list([64, 64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  activation: choice('tanh', ['relu', 'tanh'], 'between the layers'),
  init: choice(
    'orthogonal',
    initNames,
    'first weights: orthogonal with a small last layer, so that the policy starts near uniform, or uniform in +-1/sqrt(inputs)',
  ),
  adamEpsilon: number(1e-5, 'adam, adamw: added to the root of the mean square of gradients', { above: 0, max: 1 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  envs: integer(8, 'envs played in lockstep, with one forward pass for all of them', { min: 1, max: 1024 }),
  normalizeObservations: choice(
    'auto',
    ['auto', 'on', 'off'],
    'running mean and deviation of each component, within +-10; auto: in envs without numbered states',
  ),
  normalizeRewards: choice(
    'on',
    ['on', 'off'],
    'rewards over the running deviation of the discounted return, within +-10',
  ),
  entropyEnd: number(
    0,
    "factor on the loss's entropyCoef at the end of the budget, to which it falls linearly; 1 keeps it as it is",
    { min: 0, max: 1 },
  ),
  ...answerParams,
  ...divergenceParams,
  evalEpisodes: integer(20, 'episodes per evaluation where no exact figure exists', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

export type PolicyParams = ParamValues<typeof policyParams>;

/** Factor on the entropy bonus after `progress` (0 to 1) of the budget. */
export function entropyFactor({ entropyEnd }: { readonly entropyEnd: number }, progress: number): number {
  return 1 + (entropyEnd - 1) * Math.min(1, progress);
}

/**
 * Plays a stochastic policy in one or several envs in lockstep, one step of one env a call, and keeps what every such agent
 * reports: returns of the training episodes, evaluations on envs and streams of their own, the live picture.
 *
 * In each round every env that is awake takes one step, in order; the policy is asked once for all of them when a round
 * begins. Weights may change only when {@link betweenRounds}.
 */
export class PolicyPlayer {
  readonly envs: readonly Env[];
  readonly normalizer: ObservationNormalizer;
  /** Number of the env that has played last, or plays next. */
  index = 0;
  action = 0;
  /** Probability of `action` when it was drawn. */
  probability = 1;
  /** What the last step paid, as it is learned. */
  reward = 0;
  /** log pi_ref of `action`; 0 in an env without a reference policy. */
  referenceLogp = 0;
  /** What the last step led to, as the networks take it. */
  readonly nextObservation: Float32Array;
  readonly #policy: PolicyNetwork;
  /** The reference policy of the env, where it has one. */
  readonly reference: Reference | null;
  /** 1 for each answer that was written in training. */
  readonly #seen: Uint8Array;
  readonly #judge: PolicyJudge;
  readonly #explore: Stream;
  readonly #starts: readonly Stream[];
  readonly #width: number;
  readonly #actions: number;
  readonly #group: number;
  /** Where each env is now, as the networks take it. */
  readonly #observations: readonly Float32Array[];
  readonly #rewardScale: RewardNormalizer;
  readonly #record;
  readonly #rewards: RewardFigures;
  readonly #recent = new RunningMean(100);
  readonly #returns: Float64Array;
  readonly #asleep: Uint8Array;
  /** Envs of this round, in order, and what each of them is to do. */
  readonly #turns: Int32Array;
  readonly #drawn: Int32Array;
  readonly #chances: Float64Array;
  readonly #batch: Float32Array;
  readonly #logits: Float32Array;
  readonly #probabilities: Float64Array;
  readonly #now = { steps: 0, episodes: 0, turn: 0, awake: 0, index: 0 };
  readonly #parts: Savable;

  /** With `group` above 1 so many envs in a row begin at the same start, and all of them only at {@link restart}. */
  constructor(context: AgentContext<PolicyParams>, policy: PolicyNetwork, group = 1) {
    this.#group = group;
    const { params, recorder, stream } = context;
    this.#policy = policy;
    this.envs = Array.from({ length: params.envs }, () => context.makeEnv());
    const env = this.env;
    const n = params.envs;
    this.#width = env.observationSpace.size;
    this.#actions = env.actionNames.length;
    this.normalizer = new ObservationNormalizer(this.#width, normalizes(env, params.normalizeObservations));
    this.#rewardScale = new RewardNormalizer(
      n,
      params.gamma,
      // Rewards of answers stand against the price of divergence: as they are.
      params.normalizeRewards === 'on' && env.world === undefined,
    );
    this.reference = Reference.of(env, params);
    this.#seen = new Uint8Array(env.world?.reference.length ?? 0);
    this.nextObservation = new Float32Array(this.#width);
    this.#observations = Array.from({ length: n }, () => new Float32Array(this.#width));
    this.#explore = stream('explore');
    this.#starts = Array.from({ length: n }, (_, i) => stream('env', i));
    this.#returns = new Float64Array(n);
    this.#asleep = new Uint8Array(n);
    this.#turns = new Int32Array(n);
    this.#drawn = new Int32Array(n);
    this.#chances = new Float64Array(n);
    this.#batch = new Float32Array(n * this.#width);
    this.#logits = new Float32Array(n * this.#actions);
    this.#probabilities = new Float64Array(this.#actions);
    this.#record = {
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
    };
    this.#judge = new PolicyJudge(context, env, (observations, count, logits) =>
      policy.outputs(this.normalizer.rows(observations, count), count, logits),
    );
    this.#rewards = new RewardFigures(context, this.#judge.randomReturn ?? params.evalEpisodes);
    this.#parts = together({
      episodes: each(this.envs.map((one, i) => episodeIn(one, this.#starts[i]!))),
      explore: this.#explore,
      starts: each(this.#starts),
      observations: each(this.#observations.map(contentOf)),
      rewardScale: this.#rewardScale,
      recent: this.#recent,
      rewards: this.#rewards,
      judge: this.#judge,
      returns: contentOf(this.#returns),
      asleep: contentOf(this.#asleep),
      turns: contentOf(this.#turns),
      drawn: contentOf(this.#drawn),
      chances: contentOf(this.#chances),
      now: fieldsOf(this.#now),
      seen: contentOf(this.#seen),
    });
    for (let i = 0; i < n; i++) this.#begin(i);
  }

  /** The env that has played last, or plays next. */
  get env(): Env {
    return this.envs[this.index]!;
  }

  /** Where that env was before its last step, or is now: as the networks take it. */
  get observation(): Float32Array {
    return this.#observations[this.index]!;
  }

  /** Steps played so far, in all envs. */
  get steps(): number {
    return this.#now.steps;
  }

  get ended(): boolean {
    return this.env.terminated || this.env.truncated;
  }

  /** Whether every env has taken its step, so that the next action is drawn from the policy as it then is. */
  get betweenRounds(): boolean {
    return this.#now.turn === this.#now.awake;
  }

  save(): Saved {
    this.#now.index = this.index;
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
    this.index = this.#now.index;
  }

  /** Takes the next step. The env's fields hold the outcome; `observation` is still the old one. */
  play(): void {
    if (this.betweenRounds) this.#draw();
    const turn = this.#now.turn++;
    this.index = this.#turns[turn]!;
    this.action = this.#drawn[turn]!;
    this.probability = this.#chances[turn]!;
    const { env } = this;
    const { state } = env;
    env.step(this.action);
    this.#returns[this.index]! += env.reward;
    this.#rewards.meet(env.reward);
    this.reward = this.#rewardScale.take(env.reward, this.index, this.ended);
    if (this.reference !== null) {
      this.referenceLogp = this.reference.logp(state, this.action);
      this.reward -= this.reference.cost(state, this.action, this.probability);
      if (this.ended) this.#seen[answerAfter(env.world!.tree, state, this.action)] = 1;
    }
    this.normalizer.see(env.observation);
    this.normalizer.write(env.observation, this.nextObservation);
    this.#now.steps++;
  }

  /** Moves on to what the last step led to; after an end, to a new episode. */
  follow(): void {
    if (!this.ended) {
      this.observation.set(this.nextObservation);
      return;
    }
    this.#record.episodeReturn(this.#returns[this.index]!);
    this.#record.onlineReturn(this.#recent.push(this.#returns[this.index]!));
    this.#now.episodes++;
    if (this.#group === 1) this.#begin(this.index);
  }

  /** New episodes in all envs, which have come to their ends, group by group from the same start. */
  restart(): void {
    for (let i = 0; i < this.envs.length; i++) {
      this.#begin(i);
      this.setAwake(i, true);
    }
  }

  /** Which envs take part in the rounds to come: only when {@link betweenRounds}, or the one that has just played leaves. */
  setAwake(index: number, awake: boolean): void {
    this.#asleep[index] = awake ? 0 : 1;
  }

  evaluate(final: boolean): void {
    this.#rewards.record();
    this.#judge.evaluate(final, this.envs[0]!, this.#seen);
  }

  policy(): GreedyPolicy {
    const logits = new Float32Array(this.#actions);
    const probabilities = new Float64Array(this.#actions);
    return {
      figures: 'probability',
      act: ({ observation }, figures) => {
        this.#policy.outputs(this.normalizer.rows(Float32Array.from(observation), 1), 1, logits);
        figures.set(softmaxInto(logits, 0, probabilities));
        return argmax(logits, 0, this.#actions);
      },
    };
  }

  scope(): Scope | null {
    const answers = this.#judge.scope(this.#seen);
    if (answers !== null) return answers;
    const picture = this.envs[0]!.scope();
    if (picture?.kind === 'grid') {
      const known = this.#judge.picture();
      return { ...onPlane(picture, known), regret: known.regret ?? null };
    }
    if (picture?.kind !== 'body' && picture?.kind !== 'board') return picture;
    const logits = new Float32Array(this.#actions);
    this.#policy.outputs(this.#observations[0]!, 1, logits);
    const probabilities = softmaxInto(logits, 0, new Float64Array(logits.length));
    return {
      ...picture,
      step: this.steps,
      episode: this.#now.episodes,
      episodeReturn: this.#returns[0]!,
      actions: this.env.actionNames.map((name, i) => ({ name, value: probabilities[i]! })),
    };
  }

  #begin(index: number): void {
    const env = this.envs[index]!;
    const leader = index - (index % this.#group);
    // The first of a group draws the start.
    env.reset(this.#starts[index]!, leader === index ? undefined : this.envs[leader]!.snapshot());
    this.#returns[index] = 0;
    this.normalizer.see(env.observation);
    this.normalizer.write(env.observation, this.#observations[index]!);
  }

  /** The actions of a round. */
  #draw(): void {
    const width = this.#width;
    let awake = 0;
    for (let i = 0; i < this.envs.length; i++) {
      if (this.#asleep[i] === 1) continue;
      this.#batch.set(this.#observations[i]!, awake * width);
      this.#turns[awake++] = i;
    }
    this.#policy.outputs(this.#batch.subarray(0, awake * width), awake, this.#logits);
    for (let turn = 0; turn < awake; turn++) {
      const probabilities = softmaxInto(this.#logits, turn * this.#actions, this.#probabilities);
      this.#drawn[turn] = drawIndex(probabilities, this.#explore);
      this.#chances[turn] = probabilities[this.#drawn[turn]!]!;
    }
    this.#now.turn = 0;
    this.#now.awake = awake;
  }
}
