import { UserError } from '../../core/errors.js';
import { integer, list, number } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { defineEnv, type Env, type ObservationSpace, type Transitions } from '../kit/env.js';
import { checkedElapsed, checkedVector, refuseStep } from '../kit/guard.js';

const space: ObservationSpace = { size: 1, low: [1], high: [1], states: 1 };

/** State: the expected reward of each arm, which drifts in the non-stationary problem. */
class Bandit implements Env {
  readonly name = 'bandit';
  readonly observationSpace = space;
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array([1]);
  readonly state = 0;
  reward = 0;
  readonly terminated = false;
  truncated = false;
  elapsed = 0;
  readonly changes: boolean;
  #table: Transitions | null = null;
  readonly #initial: readonly number[];
  readonly #means: Float64Array;
  readonly #noise: number;
  readonly #drift: number;
  #random!: Stream;
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(means: readonly number[], noise: number, drift: number, maxEpisodeSteps: number) {
    this.#initial = means;
    this.#means = Float64Array.from(means);
    this.#noise = noise;
    this.#drift = drift;
    this.maxEpisodeSteps = maxEpisodeSteps;
    this.actionNames = means.map((_, i) => `arm ${i}`);
    this.changes = drift > 0;
  }

  /** The expectations as they are now. */
  transitions(): Transitions {
    this.#table ??= {
      states: 1,
      actions: this.#means.length,
      start: [[1, 0]],
      P: [Array.from(this.#means, (mean) => [[1, 0, mean, false] as const])],
      terminal: new Set(),
    };
    return this.#table;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    const unbounded = this.#initial.map(() => Infinity);
    const lowest = this.#initial.map(() => -Infinity);
    this.#means.set(
      state === undefined ? this.#initial : checkedVector(this, state, this.actionNames, lowest, unbounded),
    );
    this.#table = null;
    this.#random = random;
    this.reward = 0;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    if (this.#over || action >>> 0 !== action || action >= this.#means.length) refuseStep(this, action);
    this.reward = this.#means[action]! + this.#noise * this.#random.normal(maths.log);
    if (this.#drift > 0) {
      this.#table = null;
      for (let arm = 0; arm < this.#means.length; arm++) {
        this.#means[arm] = this.#means[arm]! + this.#drift * this.#random.normal(maths.log);
      }
    }
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.truncated;
    this.#return += this.reward;
  }

  snapshot(): number[] {
    return [...this.#means];
  }

  observe(_state: number, into: Float64Array | Float32Array, offset: number): void {
    into[offset] = 1;
  }

  /** `best` is the arm with the highest expectation now, `expected` that expectation. */
  info(): Readonly<Record<string, number>> {
    let best = 0;
    for (let arm = 1; arm < this.#means.length; arm++) if (this.#means[arm]! > this.#means[best]!) best = arm;
    return { best, expected: this.#means[best]! };
  }

  render(): string[] {
    const { best } = this.info();
    return Array.from(this.#means, (mean, arm) => {
      const bar = '#'.repeat(Math.min(40, Math.round(Math.abs(mean) * 10)));
      return `arm ${String(arm).padStart(2)} ${mean.toFixed(2).padStart(6)} ${arm === best ? '*' : ' '} ${bar}`.trimEnd();
    });
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'bandit',
      state: this.snapshot(),
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }
}

/** Expectations from a standard normal, as the k-armed testbed draws them. */
function drawMeans(arms: number, problem: number, offset: number): number[] {
  const random = Stream.from(`bandit/${problem}`, 'env');
  return Array.from({ length: arms }, () => random.normal(maths.log) + offset);
}

export const bandit = defineEnv({
  name: 'bandit',
  title: 'Bandit',
  summary: 'One state, k arms: find out which arm pays best while pulling as few others as possible.',
  rewards: "the arm's expectation plus normal noise; an episode is maxSteps pulls and only ever truncated.",
  source: 'Sutton and Barto 2018, sections 2.3 and 2.5 (the 10-armed testbed; exercise 2.5 for the drift)',
  gymnasium: null,
  params: {
    arms: integer(10, 'number of arms', { min: 1, max: 1000 }),
    means: list([], 'expectation of each arm; empty draws them from a standard normal', number(0, 'reward'), {
      maxLength: 1000,
    }),
    problem: integer(
      0,
      'number of the draw of expectations; training and evaluation see the same arms; -1 takes the seed of the run',
      { min: -1, max: 1e9 },
    ),
    offset: number(0, 'added to the expectations that are drawn'),
    noise: number(1, 'standard deviation of the reward around its expectation', { min: 0 }),
    drift: number(0, 'standard deviation of the step that each expectation takes after each pull; 0 is stationary', {
      min: 0,
    }),
    maxSteps: integer(1000, 'pulls an episode', { min: 1, max: 1e9 }),
  },
  create(params, seed = 0) {
    if (params.means.length > 0 && params.means.length !== params.arms) {
      throw new UserError({
        path: 'env.means',
        message: 'must have one number for each arm',
        given: `${params.means.length} numbers`,
        allowed: `${params.arms} numbers, or none`,
      });
    }
    const problem = params.problem === -1 ? seed : params.problem;
    const means = params.means.length > 0 ? params.means : drawMeans(params.arms, problem, params.offset);
    return new Bandit(means, params.noise, params.drift, params.maxSteps);
  },
});
