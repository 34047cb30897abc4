import { UserError } from '../../core/errors.js';
import { onPlane } from '../../core/grid-plane.js';
import { histogramAround0 } from '../../core/histogram.js';
import { copyArrays, type Learner, type NamedArrays } from '../../core/learner.js';
import type { Stream } from '../../core/random.js';
import type { BoardScope, Scope } from '../../core/scope.js';
import { fieldsOf, type Savable, together } from '../../core/state.js';
import { bestAllowed, drawAllowed } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';
import { maths } from '../../kernels/kernels.js';
import type { AgentContext } from './agent.js';
import { epsilonAt } from './exploration.js';
import { episodeIn, meanOf, RunningMean } from './judging/evaluation.js';
import { RewardFigures } from './judging/reward-figures.js';
import { REWARDS, rlMetrics, VALUES } from './judging/rl-metrics.js';
import { createValueYardstick, type Judgement, type Yardstick } from './judging/yardstick.js';
import { StateMasks } from './state-masks.js';
import type { TabularParams } from './tabular-params.js';
import { isEnd } from './truncation.js';

/** Updates whose TD errors are in the picture. */
const PICTURED = 256;

/**
 * What the tabular agents share: the table, epsilon-greedy behaviour, the step of learning, records and evaluation. An agent
 * adds its own `advance` and with it its target.
 *
 * Behaviour breaks ties at random; evaluation takes the lowest of equal actions. After a truncation the value of the next state
 * is still bootstrapped, since only the watching stopped, unless `bootstrapOnTruncation` is off.
 */
export class Table {
  readonly env: Env;
  readonly actions: number;
  /** Q(s, a), row by row. */
  readonly q: Float64Array;
  /** Updates of each (s, a). */
  readonly visits: Int32Array;
  readonly #context: AgentContext<TabularParams>;
  /** In a world that changes: of the world as it was at the last evaluation. */
  #yardstick: Yardstick | null;
  readonly #starts: Stream;
  readonly #explore: Stream;
  readonly #record;
  readonly #rewards: RewardFigures;
  readonly #masks: StateMasks;
  /** c of the bonus c / (n + 1) for an action tried n times; 0 for none. */
  readonly #bonus: number;
  readonly #online = new RunningMean(100);
  readonly #now = { step: 0, episode: 0, episodeReturn: 0, errors: 0, evaluations: 0, rewards: 0, since: 0 };
  #judgement: Judgement | null = null;
  /** The latest TD errors, NaN where there are fewer; for the picture alone, so no checkpoint holds them. */
  readonly #errors = new Float64Array(PICTURED).fill(Number.NaN);
  #updates = 0;

  /** With a `bonus`, actions tried n times count bonus / (n + 1) more in choosing and in {@link max}. */
  constructor(context: AgentContext<TabularParams>, bonus = 0) {
    const { params, recorder, stream } = context;
    this.#bonus = bonus;
    this.#context = context;
    this.env = context.makeEnv();
    const { states } = this.env.observationSpace;
    if (states === null) {
      throw new UserError({
        path: 'agent',
        message: `a tabular agent needs an env with numbered states, and ${this.env.name} has none`,
      });
    }
    this.actions = this.env.actionNames.length;
    this.#masks = new StateMasks(this.env, states);
    this.q = new Float64Array(states * this.actions).fill(params.initialValue);
    this.visits = new Int32Array(states * this.actions);
    this.#yardstick = createValueYardstick(context.makeEnv(), params.gamma);
    this.#starts = stream('env');
    this.#explore = stream('explore');
    const exact = this.#yardstick !== null;
    this.#record = {
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
      greedyReturn: rlMetrics.greedyReturn(recorder, exact),
      regret: exact ? rlMetrics.regret(recorder) : null,
      qError: exact ? rlMetrics.qError(recorder) : null,
      overestimation: exact ? rlMetrics.overestimation(recorder) : null,
      policyError: exact ? rlMetrics.policyError(recorder) : null,
      epsilon: rlMetrics.epsilon(recorder),
      tdError: recorder.define({
        name: 'td_error',
        help: 'mean |TD error| of the updates of one episode',
        better: 'lower',
        dependsOn: [...VALUES, 'agent.name'],
      }),
      qMean: recorder.define({
        name: 'q_mean',
        help: 'mean of the table over the actions tried',
        better: 'neither',
        dependsOn: VALUES,
      }),
      qMax: recorder.define({
        name: 'q_max',
        help: 'largest value of the table',
        better: 'neither',
        dependsOn: VALUES,
      }),
      rewardRate: recorder.define({
        name: 'reward_rate',
        help: 'mean reward of a step since the last evaluation, exploration included',
        better: 'higher',
        dependsOn: REWARDS,
      }),
    };
    this.#rewards = new RewardFigures(context, this.#yardstick?.randomReturn ?? params.evalEpisodes);
    this.#begin();
  }

  /** Probability of a random action now. */
  get epsilon(): number {
    return epsilonAt(this.#context.params, this.#now.step / this.#context.steps);
  }

  /** Whether nothing is bootstrapped after the last step. */
  get atEnd(): boolean {
    return isEnd(this.env, this.#context.params);
  }

  /** The action that the epsilon-greedy behaviour takes in a state. */
  act(state: number): number {
    if (this.#explore.uniform() < this.epsilon) return this.actAtRandom(state);
    return this.best(this.q, state);
  }

  /** Any action that exists in a state. */
  actAtRandom(state: number): number {
    return drawAllowed(this.#explore, this.actions, this.#masks.at(state));
  }

  /** The best action of a state by some table, equal ones at random. */
  best(q: Float64Array, state: number): number {
    const from = state * this.actions;
    const mask = this.#masks.at(state);
    const bonus = q === this.q ? this.#bonus : 0;
    let top = Number.NEGATIVE_INFINITY;
    let ties = 0;
    for (let a = 0; a < this.actions; a++) {
      if (mask !== null && mask[a] === 0) continue;
      const value = this.#optimistic(q, from + a, bonus);
      if (value === top) ties += 1;
      else if (value > top) {
        top = value;
        ties = 1;
      }
    }
    let skip = ties <= 1 ? 0 : this.#explore.below(ties);
    for (let a = 0; a < this.actions; a++) {
      if (mask !== null && mask[a] === 0) continue;
      if (this.#optimistic(q, from + a, bonus) === top && skip-- === 0) return a;
    }
    return 0;
  }

  /** max_a Q(s, a), with the bonus for what was tried seldom. */
  max(state: number): number {
    const from = state * this.actions;
    const mask = this.#masks.at(state);
    let best = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < this.actions; a++) {
      if (mask !== null && mask[a] === 0) continue;
      const value = this.#optimistic(this.q, from + a, this.#bonus);
      if (value > best) best = value;
    }
    return best;
  }

  /** Mean of Q(s, a) over the actions that exist. */
  mean(state: number): number {
    const mask = this.#masks.at(state);
    let sum = 0;
    let count = 0;
    for (let a = 0; a < this.actions; a++) {
      if (mask !== null && mask[a] === 0) continue;
      sum += this.value(state, a);
      count += 1;
    }
    return sum / count;
  }

  /** Whether an action exists in a state. */
  exists(state: number, action: number): boolean {
    return this.#masks.at(state)?.[action] !== 0;
  }

  /** Q(s, a). */
  value(state: number, action: number): number {
    return this.q[state * this.actions + action]!;
  }

  /** Moves Q(s, a) towards `target`. */
  update(state: number, action: number, target: number): void {
    const rate = this.visit(state, action);
    const error = target - this.value(state, action);
    this.q[state * this.actions + action]! += rate * error;
    this.note(error);
  }

  /** Counts an update of a state and action, and gives its step size. */
  visit(state: number, action: number): number {
    return this.rate(++this.visits[state * this.actions + action]!);
  }

  /** Step size of the n-th update of a state and action. */
  rate(n: number): number {
    const { alpha, alphaDecay } = this.#context.params;
    return alphaDecay === 0 ? alpha : alpha * maths.pow(n, -alphaDecay);
  }

  /** Takes in the TD error of an update, for the records. */
  note(error: number): void {
    this.#now.errors += Math.abs(error);
    this.#errors[this.#updates++ % this.#errors.length] = error;
  }

  /** Draws for what else an agent decides at random while it acts. */
  get random(): Stream {
    return this.#explore;
  }

  /** Draws of the training env. */
  get starts(): Stream {
    return this.#starts;
  }

  /** Steps done before this one. */
  get step(): number {
    return this.#now.step;
  }

  /** Counts the step just done; at an episode's end records it and starts the next. True when a new episode began. */
  endStep(): boolean {
    this.#now.step += 1;
    this.#now.episodeReturn += this.env.reward;
    this.#now.rewards += this.env.reward;
    this.#rewards.meet(this.env.reward);
    if (!this.env.terminated && !this.env.truncated) return false;
    this.#record.episodeReturn(this.#now.episodeReturn);
    this.#record.onlineReturn(this.#online.push(this.#now.episodeReturn));
    this.#record.tdError(this.#now.errors / this.env.elapsed);
    this.#now.episode += 1;
    this.#begin();
    return true;
  }

  /** The learner whose steps are `advance`; `own` is what it remembers from step to step besides the table. */
  learner(advance: () => void, own: Savable | null = null): Learner {
    const weights: NamedArrays = new Map<string, Float64Array | Int32Array>([
      ['q', this.q],
      ['visits', this.visits],
    ]);
    const shape = [this.q.length / this.actions, this.actions];
    const { save, restore } = together({
      episode: episodeIn(this.env, this.#starts),
      starts: this.#starts,
      explore: this.#explore,
      online: this.#online,
      rewards: this.#rewards,
      now: fieldsOf(this.#now),
      own,
    });
    return {
      advance,
      evaluate: (final) => this.#evaluate(final),
      scope: () => this.#scope(),
      policy: () => ({
        figures: 'Q',
        act: ({ state }, figures) => {
          figures.set(this.q.subarray(state * this.actions, (state + 1) * this.actions));
          return this.#greedy(state);
        },
      }),
      weights: () => weights,
      shapes: () => new Map([...weights.keys()].map((name) => [name, shape])),
      load: (given) => copyArrays(weights, given),
      save,
      restore,
    };
  }

  #greedy(state: number): number {
    return bestAllowed(this.q, state * this.actions, this.actions, this.#masks.at(state));
  }

  #optimistic(q: Float64Array, pair: number, bonus: number): number {
    return bonus === 0 ? q[pair]! : q[pair]! + bonus / (this.visits[pair]! + 1);
  }

  #begin(): void {
    this.env.reset(this.#starts);
    this.#now.episodeReturn = 0;
    this.#now.errors = 0;
  }

  #evaluate(final: boolean): void {
    this.#record.epsilon(this.epsilon);
    this.#recordRate();
    this.#rewards.record();
    this.#recordValues();
    if (this.#yardstick === null) {
      const { evalEpisodes, finalEpisodes } = this.#context.params;
      this.#record.greedyReturn(this.#sampledReturn(final ? finalEpisodes : evalEpisodes));
      return;
    }
    if (this.env.changes === true) this.#yardstick = createValueYardstick(this.env, this.#context.params.gamma)!;
    this.#judgement = this.#yardstick.judge(this.q);
    this.#record.greedyReturn(this.#judgement.greedyReturn);
    this.#record.regret?.(this.#judgement.regret);
    this.#record.qError?.(this.#judgement.qError);
    this.#record.overestimation?.(this.#judgement.overestimation);
    this.#record.policyError?.(this.#judgement.policyError);
  }

  #recordRate(): void {
    const now = this.#now;
    if (now.step > now.since) this.#record.rewardRate(now.rewards / (now.step - now.since));
    now.rewards = 0;
    now.since = now.step;
  }

  #recordValues(): void {
    let sum = 0;
    let tried = 0;
    for (let i = 0; i < this.q.length; i++) {
      if (this.visits[i] === 0) continue;
      sum += this.q[i]!;
      tried++;
    }
    if (tried > 0) this.#record.qMean(sum / tried);
    this.#record.qMax(this.q.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  }

  /** Mean return of greedy episodes, where no exact figure exists. */
  #sampledReturn(episodes: number): number {
    const { makeEnv, stream } = this.#context;
    const random = stream('eval', this.#now.evaluations++);
    const env = makeEnv();
    const returns = Array.from({ length: episodes }, () => {
      let sum = 0;
      env.reset(random);
      while (!env.terminated && !env.truncated) {
        env.step(bestAllowed(this.q, env.state * this.actions, this.actions, env.mask?.() ?? null));
        sum += env.reward;
      }
      return sum;
    });
    return meanOf(returns);
  }

  #scope(): Scope | null {
    const picture = this.#picture();
    const errors = histogramAround0(`TD errors of the last ${PICTURED} steps`, this.#errors);
    return picture === null || errors === null ? picture : { ...picture, errors };
  }

  #picture(): Scope | null {
    const picture = this.env.scope();
    if (picture?.kind === 'grid' && this.#yardstick !== null) {
      return {
        ...onPlane(picture, { ...this.#yardstick.picture(this.q), visits: this.#visitsByState() }),
        qError: this.#judgement?.qError ?? null,
        regret: this.#judgement?.regret ?? null,
      };
    }
    if (picture?.kind === 'body' || picture?.kind === 'board') {
      const actions = this.env.actionNames.map((name, a) => ({ name, value: this.value(this.env.state, a) }));
      const { states } = picture.kind === 'board' ? picture : {};
      return {
        ...picture,
        ...(states && this.#board(states)),
        episode: this.#now.episode,
        episodeReturn: this.#now.episodeReturn,
        actions,
      };
    }
    return picture;
  }

  #visitsByState(): number[] {
    return Array.from({ length: this.visits.length / this.actions }, (_, s) => {
      return this.visits.subarray(s * this.actions, (s + 1) * this.actions).reduce((a, b) => a + b, 0);
    });
  }

  /** Greedy action and visits of the states on a board; none where no action was tried. */
  #board(states: readonly number[]): Pick<BoardScope, 'choices' | 'visits'> {
    const byState = this.#visitsByState();
    const visits = states.map((s) => byState[s] ?? 0);
    return {
      visits,
      choices: states.map((s, i) => (visits[i] === 0 ? -1 : this.#greedy(s))),
    };
  }
}
