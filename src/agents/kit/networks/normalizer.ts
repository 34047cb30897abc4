import type { NamedArrays } from '../../../core/learner.js';
import { contentOf, type Savable, type Saved, together } from '../../../core/state.js';
import type { Env } from '../../../env/kit/env.js';

/** Normalised values are cut off at this size, as in OpenAI's baselines. */
const LIMIT = 10;
const EPSILON = 1e-8;

/** Mean and variance of everything seen so far, by component (Welford 1962). */
class Moments {
  readonly mean: Float64Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float64Array;
  readonly count = new Float64Array(1);

  constructor(width: number) {
    this.mean = new Float64Array(width);
    this.squares = new Float64Array(width);
  }

  add(values: ArrayLike<number>): void {
    const n = this.count[0]! + 1;
    this.count[0] = n;
    for (let i = 0; i < this.mean.length; i++) {
      const off = values[i]! - this.mean[i]!;
      this.mean[i]! += off / n;
      this.squares[i]! += off * (values[i]! - this.mean[i]!);
    }
  }

  /** Population standard deviation of a component; 1 before the second value. */
  deviation(i: number): number {
    return this.count[0]! < 2 ? 1 : Math.sqrt(this.squares[i]! / this.count[0]! + EPSILON);
  }
}

const clipped = (value: number) => Math.max(-LIMIT, Math.min(LIMIT, value));

/**
 * Observations as a network takes them: each component minus its running mean, over its running standard deviation, within
 * +-10. Only what training sees moves the two; evaluations use them as they are. They belong to the weights, since the
 * network means nothing without them. Off, it copies.
 */
export class ObservationNormalizer {
  readonly #moments: Moments | null;
  readonly #width: number;

  constructor(width: number, on: boolean) {
    this.#moments = on ? new Moments(width) : null;
    this.#width = width;
  }

  /** Takes in an observation of training. */
  see(observation: ArrayLike<number>): void {
    this.#moments?.add(observation);
  }

  /** Writes one observation at `offset`. */
  write(observation: ArrayLike<number>, into: Float32Array, offset = 0): void {
    const moments = this.#moments;
    for (let i = 0; i < this.#width; i++) {
      into[offset + i] =
        moments === null ? observation[i]! : clipped((observation[i]! - moments.mean[i]!) / moments.deviation(i));
    }
  }

  /** A copy of `count` observations that stand row after row. */
  rows(observations: Float32Array, count: number): Float32Array {
    const width = this.#width;
    const result = Float32Array.from(observations.subarray(0, count * width));
    if (this.#moments === null) return result;
    for (let row = 0; row < count; row++) {
      this.write(observations.subarray(row * width, (row + 1) * width), result, row * width);
    }
    return result;
  }

  weights(): NamedArrays {
    const moments = this.#moments;
    if (moments === null) return new Map();
    return new Map([
      ['observation.mean', moments.mean],
      ['observation.squares', moments.squares],
      ['observation.count', moments.count],
    ]);
  }
}

/** Whether observations are normalised: as set, or where nothing is set in envs without numbered states and pictures. */
export function normalizes({ observationSpace }: Env, setting: string): boolean {
  const { states, shape } = observationSpace;
  return setting === 'auto' ? states === null && shape === undefined : setting === 'on';
}

/**
 * Rewards as an agent learns them: over the running standard deviation of the discounted return so far, one for each of
 * several envs, within +-10. Off, it leaves them as they are.
 */
export class RewardNormalizer implements Savable {
  readonly #moments = new Moments(1);
  readonly #returns: Float64Array;
  readonly #gamma: number;
  readonly #on: boolean;
  readonly #parts: Savable;

  constructor(envs: number, gamma: number, on: boolean) {
    this.#returns = new Float64Array(envs);
    this.#gamma = gamma;
    this.#on = on;
    const { mean, squares, count } = this.#moments;
    this.#parts = together({
      mean: contentOf(mean),
      squares: contentOf(squares),
      count: contentOf(count),
      returns: contentOf(this.#returns),
    });
  }

  /** The reward of a training step in env `index`, as it is learned. */
  take(reward: number, index: number, ended: boolean): number {
    if (!this.#on) return reward;
    const g = this.#gamma * this.#returns[index]! + reward;
    this.#moments.add([g]);
    this.#returns[index] = ended ? 0 : g;
    return clipped(reward / this.#moments.deviation(0));
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }
}
