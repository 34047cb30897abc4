import { onPlane } from '../../core/grid-plane.js';
import type { GreedyPolicy } from '../../core/learner.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, each, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import { bestAllowed } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';
import { answerAfter } from '../../env/tokens/tree.js';
import type { AgentContext } from './agent.js';
import { Reference } from './divergence.js';
import { unstacked } from './frame-stack.js';
import { episodeIn, RunningMean } from './judging/evaluation.js';
import { PolicyJudge } from './judging/policy-judge.js';
import { RewardFigures } from './judging/reward-figures.js';
import { rlMetrics } from './judging/rl-metrics.js';
import type { GaussianHead } from './networks/gaussian-head.js';
import { normalizes, ObservationNormalizer, RewardNormalizer } from './networks/normalizer.js';
import { drawIndex, maskedSoftmaxInto, type PolicyNetwork } from './networks/policy-network.js';
import type { PolicyParams } from './policy-params.js';

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
  /** Probability of `action` when it was drawn; in a box the log-density. */
  probability = 1;
  /** In a box: what was drawn, and its log-density. */
  readonly numbers: Float64Array;
  logp = 0;
  /** Which actions existed at the last step; null where all always do. */
  mask: Uint8Array | null = null;
  /** Whether the last step was the first of its episode. */
  started = false;
  /** What the last step paid, as it is learned. */
  reward = 0;
  /** log pi_ref of `action`; 0 in an env without a reference policy. */
  referenceLogp = 0;
  /** What the last step led to, as the networks take it. */
  readonly nextObservation: Float32Array;
  /** What the network remembers in each env, row by row; null where it has no memory. */
  readonly memory: Float32Array | null;
  readonly #engine: AgentContext<PolicyParams>['engine'];
  readonly #policy: PolicyNetwork;
  /** The reference policy of the env, where it has one. */
  readonly reference: Reference | null;
  /** What the answer of each env has cost so far. */
  readonly #owed: Float64Array;
  /** 1 for each answer that was written in training. */
  readonly #seen: Uint8Array;
  readonly #gaussian: GaussianHead | null;
  readonly #taken: Float64Array;
  /** What was drawn for each turn of a round, in a box. */
  readonly #numbers: Float64Array;
  readonly #masks: Uint8Array;
  readonly #remembered: Float32Array | null;
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

  /**
   * `gaussian` says what the outputs mean where the env's actions are a box. With `group` above 1 so many envs in a row begin
   * at the same start, and all of them only at {@link restart}.
   */
  constructor(
    context: AgentContext<PolicyParams>,
    policy: PolicyNetwork,
    { gaussian = null, group = 1 }: { readonly gaussian?: GaussianHead | null; readonly group?: number } = {},
  ) {
    this.#group = group;
    const { params, recorder, stream } = context;
    this.#engine = context.engine;
    this.#policy = policy;
    this.#gaussian = gaussian;
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
    this.#owed = new Float64Array(n);
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
    const box = gaussian === null ? 0 : this.#actions;
    this.numbers = new Float64Array(box);
    this.#taken = new Float64Array(box);
    this.#numbers = new Float64Array(n * box);
    this.#masks = new Uint8Array(env.mask === undefined ? 0 : n * this.#actions);
    this.memory = policy.units === 0 ? null : new Float32Array(n * policy.units);
    this.#remembered = this.memory && new Float32Array(n * policy.units);
    this.#record = {
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
    };
    this.#judge = new PolicyJudge(context, env, {
      outputs: (observations, count, into, memory) =>
        policy.outputs(this.normalizer.rows(observations, count), count, into, memory),
      units: policy.units,
      gaussian,
    });
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
      numbers: contentOf(this.#numbers),
      masks: contentOf(this.#masks),
      memory: this.memory && contentOf(this.memory),
      now: fieldsOf(this.#now),
      owed: contentOf(this.#owed),
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
    this.started = env.elapsed === 0;
    if (this.#masks.length > 0) this.mask = this.#masks.subarray(turn * this.#actions, (turn + 1) * this.#actions);
    if (this.#gaussian === null) env.step(this.action);
    else {
      this.numbers.set(this.#numbers.subarray(turn * this.#actions, (turn + 1) * this.#actions));
      this.logp = this.probability;
      this.#gaussian.write(this.numbers, this.#taken);
      env.apply!(this.#taken);
    }
    this.#returns[this.index]! += env.reward;
    this.#rewards.meet(env.reward);
    this.reward = this.#rewardScale.take(env.reward, this.index, this.ended);
    if (this.reference !== null) {
      this.referenceLogp = this.reference.logp(state, this.action);
      this.#owed[this.index]! += this.reference.cost(state, this.action, this.probability);
      // With the last token: at the optimum every answer then pays the same, from every token on.
      if (this.ended) this.reward -= this.#owed[this.index]!;
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
    const outputs = new Float32Array(this.#actions);
    const probabilities = new Float64Array(this.#actions);
    const { units } = this.#policy;
    const memory = units === 0 ? null : new Float32Array(units);
    const ask = (observation: ArrayLike<number>) =>
      this.#policy.outputs(this.normalizer.rows(Float32Array.from(observation), 1), 1, outputs, memory);
    const gaussian = this.#gaussian;
    const policy: GreedyPolicy = {
      figures: gaussian === null ? 'probability' : 'action',
      act: (at, figures) => {
        ask(at.observation);
        if (gaussian !== null) {
          gaussian.write(outputs, figures);
          return 0;
        }
        const mask = at.mask?.() ?? null;
        figures.set(maskedSoftmaxInto(outputs, 0, probabilities, mask));
        return bestAllowed(outputs, 0, this.#actions, mask);
      },
      ...(memory !== null && { begin: () => void memory.fill(0) }),
    };
    return unstacked(policy, this.env);
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
    return {
      ...picture,
      step: this.steps,
      episode: this.#now.episodes,
      episodeReturn: this.#returns[0]!,
      actions: this.#figures().map((value, i) => ({ name: this.env.actionNames[i]!, value })),
    };
  }

  /** Probabilities of the actions in the first env, or the likeliest action in a box. */
  #figures(): number[] {
    const outputs = new Float32Array(this.#actions);
    const memory = this.memory?.slice(0, this.#policy.units) ?? null;
    this.#policy.outputs(this.#observations[0]!, 1, outputs, memory);
    const into = new Float64Array(this.#actions);
    if (this.#gaussian === null) return [...maskedSoftmaxInto(outputs, 0, into, this.envs[0]!.mask?.() ?? null)];
    this.#gaussian.write(outputs, into);
    return [...into];
  }

  #begin(index: number): void {
    const env = this.envs[index]!;
    const leader = index - (index % this.#group);
    // The first of a group draws the start.
    env.reset(this.#starts[index]!, leader === index ? undefined : this.envs[leader]!.snapshot());
    this.#returns[index] = 0;
    this.memory?.fill(0, index * this.#policy.units, (index + 1) * this.#policy.units);
    this.#owed[index] = 0;
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
    this.#ask(this.#batch.subarray(0, awake * width), awake);
    const actions = this.#actions;
    for (let turn = 0; turn < awake; turn++) {
      if (this.#gaussian !== null) {
        this.#chances[turn] = this.#gaussian.draw(this.#logits, turn, this.#explore, this.#taken);
        this.#numbers.set(this.#taken, turn * actions);
        continue;
      }
      const mask = this.envs[this.#turns[turn]!]!.mask?.() ?? null;
      if (mask !== null) this.#masks.set(mask, turn * actions);
      const probabilities = maskedSoftmaxInto(this.#logits, turn * actions, this.#probabilities, mask);
      this.#drawn[turn] = drawIndex(probabilities, this.#explore);
      this.#chances[turn] = probabilities[this.#drawn[turn]!]!;
    }
    this.#now.turn = 0;
    this.#now.awake = awake;
  }

  /** The outputs of the network for the envs of this round, with what it remembers in each. */
  #ask(observations: Float32Array, awake: number): void {
    const { profile } = this.#engine;
    profile?.enter('act');
    const { units } = this.#policy;
    const rows = this.#remembered;
    for (let turn = 0; rows !== null && turn < awake; turn++) {
      const from = this.#turns[turn]! * units;
      rows.set(this.memory!.subarray(from, from + units), turn * units);
    }
    this.#policy.outputs(observations, awake, this.#logits, rows);
    for (let turn = 0; rows !== null && turn < awake; turn++) {
      this.memory!.set(rows.subarray(turn * units, (turn + 1) * units), this.#turns[turn]! * units);
    }
    profile?.leave();
  }
}
