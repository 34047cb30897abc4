import type { Stream } from '../../../core/random.js';
import { fill, type Savable } from '../../../core/state.js';
import type { Env } from '../../../env/kit/env.js';

/**
 * Returns of so many `episodes`, undiscounted, from fresh starts. The episodes run in lockstep, so that the
 * policy is asked once per step for all of them.
 *
 * @param act chooses the actions for `count` observations that stand row after row in `observations`.
 */
export function episodeReturns(
  makeEnv: () => Env,
  episodes: number,
  random: Stream,
  act: (observations: Float32Array, count: number, actions: Int32Array) => void,
): Float64Array {
  const envs = Array.from({ length: episodes }, makeEnv);
  const returns = new Float64Array(episodes);
  if (episodes === 0) return returns;
  const width = envs[0]!.observationSpace.size;
  const observations = new Float32Array(episodes * width);
  const actions = new Int32Array(episodes);
  for (const env of envs) env.reset(random);
  let live = Array.from({ length: episodes }, (_, i) => i);
  while (live.length > 0) {
    live.forEach((episode, row) => {
      observations.set(envs[episode]!.observation, row * width);
    });
    act(observations.subarray(0, live.length * width), live.length, actions);
    const still: number[] = [];
    live.forEach((episode, row) => {
      const env = envs[episode]!;
      env.step(actions[row]!);
      returns[episode]! += env.reward;
      if (!env.terminated && !env.truncated) still.push(episode);
    });
    live = still;
  }
  return returns;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? Number.NaN : sum / values.length;
}

/** Mean of the last `capacity` values pushed, for the online return. */
export class RunningMean {
  readonly #values: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  push(value: number): number {
    this.#values[this.#count % this.#values.length] = value;
    this.#count++;
    return meanOf(this.#values.subarray(0, Math.min(this.#count, this.#values.length)));
  }

  save() {
    return { count: this.#count, values: this.#values.slice() };
  }

  restore(saved: ReturnType<RunningMean['save']>): void {
    fill(this.#values, saved.values);
    this.#count = saved.count;
  }
}

/**
 * The episode that is going on in an env, to be taken up in another. Name it before the streams: what an env draws while
 * it is reset must not count.
 */
export function episodeIn(env: Env, random: Stream): Savable {
  return {
    // An episode that is over waits for the next one, which does not go on from its state.
    save: () => (env.terminated || env.truncated ? null : { state: env.snapshot(), elapsed: env.elapsed }),
    restore(saved) {
      if (saved === null) return;
      const { state, elapsed } = saved as { readonly state: readonly number[]; readonly elapsed: number };
      env.reset(random, state, elapsed);
    },
  };
}
