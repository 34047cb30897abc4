import type { GreedyPolicy } from '../../core/learner.js';
import { choice, integer, list, number } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import type { AgentContext } from './agent.js';
import { episodeIn, greedyReturns, meanOf, RunningMean } from './judging/evaluation.js';
import { RewardFigures } from './judging/reward-figures.js';
import { rlMetrics } from './judging/rl-metrics.js';
import { argmax, drawIndex, type Network, softmaxInto } from './networks/policy-network.js';

/** Settings that all agents with a stochastic policy share. */
export const policyParams = {
  hidden: list([64, 64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  activation: choice('relu', ['relu', 'tanh'], 'between the layers'),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  evalEpisodes: integer(20, 'greedy episodes per evaluation', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

/**
 * Plays a stochastic policy in its env, one step a call, and keeps what every such agent reports: returns of the
 * training episodes, greedy evaluations on envs and streams of their own, the live picture.
 */
export class PolicyPlayer {
  readonly env: Env;
  /** Where the agent is now. */
  readonly observation: Float32Array;
  action = 0;
  /** Log-probability of `action` when it was drawn. */
  probability = 1;
  readonly #context: AgentContext<{ evalEpisodes: number; finalEpisodes: number }>;
  readonly #policy: Network;
  readonly #explore: Stream;
  readonly #starts: Stream;
  readonly #logits: Float32Array;
  readonly #probabilities: Float64Array;
  readonly #record;
  readonly #rewards: RewardFigures;
  readonly #recent = new RunningMean(100);
  readonly #now = { steps: 0, episodes: 0, episodeReturn: 0, evaluations: 0 };
  readonly #parts: Savable;

  constructor(context: AgentContext<{ evalEpisodes: number; finalEpisodes: number }>, env: Env, policy: Network) {
    this.#context = context;
    this.#policy = policy;
    this.env = env;
    this.observation = new Float32Array(env.observationSpace.size);
    this.#explore = context.stream('explore');
    this.#starts = context.stream('env');
    this.#logits = new Float32Array(env.actionNames.length);
    this.#probabilities = new Float64Array(env.actionNames.length);
    const { recorder } = context;
    this.#record = {
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
      greedyReturn: rlMetrics.greedyReturn(recorder, false),
    };
    this.#rewards = new RewardFigures(context, context.params.evalEpisodes);
    this.#parts = together({
      episode: episodeIn(env, this.#starts),
      explore: this.#explore,
      starts: this.#starts,
      recent: this.#recent,
      rewards: this.#rewards,
      now: fieldsOf(this.#now),
    });
    this.begin();
  }

  /** Steps played so far. */
  get steps(): number {
    return this.#now.steps;
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
    this.observation.set(this.env.observation);
  }

  /** Draws an action from the policy and takes it. The env's fields hold the outcome; `observation` is still the old one. */
  play(): void {
    this.#policy.outputs(this.observation, 1, this.#logits);
    const probabilities = softmaxInto(this.#logits, 0, this.#probabilities);
    this.action = drawIndex(probabilities, this.#explore);
    this.probability = probabilities[this.action]!;
    this.env.step(this.action);
    this.#now.episodeReturn += this.env.reward;
    this.#rewards.meet(this.env.reward);
    this.#now.steps++;
  }

  get ended(): boolean {
    return this.env.terminated || this.env.truncated;
  }

  /** Moves on to what the last step led to; after an end, to a new episode. */
  follow(): void {
    if (!this.ended) {
      this.observation.set(this.env.observation);
      return;
    }
    this.#record.episodeReturn(this.#now.episodeReturn);
    this.#record.onlineReturn(this.#recent.push(this.#now.episodeReturn));
    this.#now.episodes++;
    this.begin();
  }

  begin(): void {
    this.env.reset(this.#starts);
    this.#now.episodeReturn = 0;
    this.observation.set(this.env.observation);
  }

  evaluate(final: boolean): void {
    const { params, stream, makeEnv } = this.#context;
    this.#rewards.record();
    const episodes = final ? params.finalEpisodes : params.evalEpisodes;
    const width = this.observation.length;
    const actions = this.#logits.length;
    const logits = new Float32Array(episodes * actions);
    const random = stream('eval', this.#now.evaluations++);
    const returns = greedyReturns(makeEnv, episodes, random, (observations, count, chosen) => {
      this.#policy.outputs(observations.subarray(0, count * width), count, logits);
      for (let row = 0; row < count; row++) chosen[row] = argmax(logits, row * actions, actions);
    });
    this.#record.greedyReturn(meanOf(returns));
  }

  policy(): GreedyPolicy {
    const actions = this.#logits.length;
    const [logits, probabilities] = [new Float32Array(actions), new Float64Array(actions)];
    return {
      figures: 'probability',
      act: ({ observation }, figures) => {
        this.#policy.outputs(Float32Array.from(observation), 1, logits);
        figures.set(softmaxInto(logits, 0, probabilities));
        return argmax(logits, 0, actions);
      },
    };
  }

  scope(): Scope | null {
    const picture = this.env.scope();
    if (picture?.kind !== 'body') return picture;
    const logits = new Float32Array(this.#logits.length);
    this.#policy.outputs(this.observation, 1, logits);
    const probabilities = softmaxInto(logits, 0, new Float64Array(logits.length));
    return {
      ...picture,
      step: this.steps,
      episode: this.#now.episodes,
      episodeReturn: this.#now.episodeReturn,
      actions: this.env.actionNames.map((name, i) => ({ name, value: probabilities[i]! })),
    };
  }
}
