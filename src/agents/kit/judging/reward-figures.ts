import type { Recorder } from '../../../core/learner.js';
import type { Purpose, Stream } from '../../../core/random.js';
import { fieldsOf, type Savable, type Saved } from '../../../core/state.js';
import { RandomActor } from '../../../env/kit/actions.js';
import type { Env } from '../../../env/kit/env.js';
import { meanOf } from './evaluation.js';
import { rlMetrics } from './rl-metrics.js';

/** No evaluation has this index, so the random episodes take no number from any of them. */
const RANDOM_EPISODES = -1;

interface Context {
  readonly recorder: Recorder;
  readonly makeEnv: () => Env;
  readonly stream: (purpose: Purpose, index?: number) => Stream;
}

/** What every agent tells about its task: the range of the rewards that it has met, and what acting at random brings. */
export class RewardFigures implements Savable {
  readonly #range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  readonly #record;
  readonly #random: () => number;
  /** Computed once, at the first evaluation. */
  #randomReturn: number | null = null;

  /** `random` is what a random policy returns: a number of episodes to play, or its exact expectation. */
  constructor({ recorder, makeEnv, stream }: Context, random: number | (() => number)) {
    this.#record = {
      min: rlMetrics.rewardMin(recorder),
      max: rlMetrics.rewardMax(recorder),
      random: rlMetrics.randomReturn(recorder, typeof random === 'function'),
    };
    this.#random =
      typeof random === 'function' ? random : () => randomReturn(makeEnv(), random, stream('eval', RANDOM_EPISODES));
  }

  /** Largest reward met so far. */
  get max(): number {
    return this.#range.max;
  }

  /** Takes in the reward of one training step. */
  meet(reward: number): void {
    if (reward < this.#range.min) this.#range.min = reward;
    if (reward > this.#range.max) this.#range.max = reward;
  }

  /** Records all of it, at an evaluation. */
  record(): void {
    this.#randomReturn ??= this.#random();
    this.#record.random(this.#randomReturn);
    if (this.#range.max < this.#range.min) return;
    this.#record.min(this.#range.min);
    this.#record.max(this.#range.max);
  }

  save(): Saved {
    return fieldsOf(this.#range).save();
  }

  restore(saved: Saved): void {
    fieldsOf(this.#range).restore(saved);
  }
}

/** Mean undiscounted return of so many episodes of uniformly random actions. */
export function randomReturn(env: Env, episodes: number, random: Stream): number {
  const returns = new Float64Array(episodes);
  const actor = new RandomActor(env);
  for (let i = 0; i < episodes; i++) {
    env.reset(random);
    while (!env.terminated && !env.truncated) {
      actor.step(random);
      returns[i]! += env.reward;
    }
  }
  return meanOf(returns);
}
