import { UserError } from '../../core/errors.js';
import { onPlane } from '../../core/grid-plane.js';
import { histogramAround0 } from '../../core/histogram.js';
import { copyArrays, type Learner, type NamedArrays } from '../../core/learner.js';
import { integer, number, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BoardScope, Scope } from '../../core/scope.js';
import { fieldsOf, type Savable, together } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import { maths } from '../../kernels/kernels.js';
import type { AgentContext } from './agent.js';
import { epsilonAt, epsilonParams } from './exploration.js';
import { episodeIn, meanOf, RunningMean } from './judging/evaluation.js';
import { RewardFigures } from './judging/reward-figures.js';
import { REWARDS, rlMetrics, VALUES } from './judging/rl-metrics.js';
import { createValueYardstick, type Judgement, type Yardstick } from './judging/yardstick.js';
import { argmax } from './networks/policy-network.js';
import { isEnd, truncationParams } from './truncation.js';

/** Settings of every tabular agent. */
export const tabularParams = {
  alpha: number(1, 'step size at the first visit of a state and action', { above: 0, max: 1 }),
  alphaDecay: number(0.4, 'p of alpha / n^p at the n-th visit of a state and action; 0 keeps alpha constant', {
    min: 0,
    max: 1,
  }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  ...epsilonParams,
  epsilonFraction: { ...epsilonParams.epsilonFraction, default: 1 },
  ...truncationParams,
  evalEpisodes: integer(20, 'greedy episodes per evaluation where no exact figure exists', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
  initialValue: number(0, 'value of every action before it was tried; a high one makes the agent try everything'),
} as const;

/** Those of them that may change in the middle of a run. */
export const tabularTunable = [
  'alpha',
  'alphaDecay',
  'gamma',
  'epsilonStart',
  'epsilonEnd',
  'epsilonFraction',
] as const;

/** Updates whose TD errors are in the picture. */
const PICTURED = 256;

export type TabularParams = ParamValues<typeof tabularParams>;

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
  readonly #online = new RunningMean(100);
  readonly #now = { step: 0, episode: 0, episodeReturn: 0, errors: 0, evaluations: 0, rewards: 0, since: 0 };
  #judgement: Judgement | null = null;
  /** The latest TD errors, NaN where there are fewer; for the picture alone, so no checkpoint holds them. */
  readonly #errors = new Float64Array(PICTURED).fill(Number.NaN);
  #updates = 0;

  constructor(context: AgentContext<TabularParams>) {
    const { params, recorder, stream } = context;
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
    if (this.#explore.uniform() < this.epsilon) return this.#explore.below(this.actions);
    return this.best(this.q, state);
  }

  /** The best action of a state by some table, equal ones at random. */
  best(q: Float64Array, state: number): number {
    const from = state * this.actions;
    let top = q[from]!;
    let ties = 1;
    for (let i = from + 1; i < from + this.actions; i++) {
      if (q[i] === top) ties += 1;
      else if (q[i]! > top) {
        top = q[i]!;
        ties = 1;
      }
    }
    let skip = ties === 1 ? 0 : this.#explore.below(ties);
    let i = from;
    while (q[i] !== top || skip-- > 0) i += 1;
    return i - from;
  }

  /** max_a Q(s, a). */
  max(state: number): number {
    const from = state * this.actions;
    let best = this.q[from]!;
    for (let i = from + 1; i < from + this.actions; i++) if (this.q[i]! > best) best = this.q[i]!;
    return best;
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
    const i = state * this.actions + action;
    const { alpha, alphaDecay } = this.#context.params;
    this.visits[i]! += 1;
    return alphaDecay === 0 ? alpha : alpha * maths.pow(this.visits[i]!, -alphaDecay);
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
          return argmax(this.q, state * this.actions, this.actions);
        },
      }),
      weights: () => weights,
      shapes: () => new Map([...weights.keys()].map((name) => [name, shape])),
      load: (given) => copyArrays(weights, given),
      save,
      restore,
    };
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
        let best = 0;
        for (let a = 1; a < this.actions; a++) {
          if (this.value(env.state, a) > this.value(env.state, best)) best = a;
        }
        env.step(best);
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
      choices: states.map((s, i) => (visits[i] === 0 ? -1 : argmax(this.q, s * this.actions, this.actions))),
    };
  }
}
