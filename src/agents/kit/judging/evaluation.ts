import type { Stream } from '../../../core/random.js';
import { fill, type Savable } from '../../../core/state.js';
import { type Action, perform } from '../../../env/kit/actions.js';
import type { Env } from '../../../env/kit/env.js';

/**
 * Returns of so many `episodes`, undiscounted, from fresh starts. The episodes run in lockstep, so that the
 * policy is asked once per step for all of them.
 *
 * @param act chooses the actions for `count` observations that stand row after row in `observations`; `masks` has which
 *   actions exist in each row, or is null where all always do.
 */
export function episodeReturns(
  makeEnv: () => Env,
  episodes: number,
  random: Stream,
  act: (observations: Float32Array, count: number, actions: Int32Array, masks: readonly Uint8Array[] | null) => void,
): Float64Array {
  const actions = new Int32Array(episodes);
  return inLockstep(makeEnv, episodes, random, (observations, live) => {
    const masks = live[0]!.mask === undefined ? null : live.map((env) => env.mask!());
    act(observations, live.length, actions, masks);
    return (row) => actions[row]!;
  });
}

/**
 * The same for actions of a box: `act` gives for `count` observations what tells the action of each row, in the env's units,
 * written into `action` or any other array.
 */
export function boxReturns(
  makeEnv: () => Env,
  episodes: number,
  random: Stream,
  act: (observations: Float32Array, count: number, action: Float64Array) => (row: number) => ArrayLike<number>,
): Float64Array {
  const action = new Float64Array(makeEnv().actionNames.length);
  return inLockstep(makeEnv, episodes, random, (observations, live) => act(observations, live.length, action));
}

/** Returns of episodes in lockstep; `live` are the envs whose episodes go on, `numbers` those of their episodes from 0. */
export function inLockstep(
  makeEnv: () => Env,
  episodes: number,
  random: Stream,
  act: (observations: Float32Array, live: readonly Env[], numbers: readonly number[]) => (row: number) => Action,
): Float64Array {
  const envs = Array.from({ length: episodes }, makeEnv);
  const returns = new Float64Array(episodes);
  if (episodes === 0) return returns;
  const width = envs[0]!.observationSpace.size;
  const observations = new Float32Array(episodes * width);
  for (const env of envs) env.reset(random);
  let live = Array.from({ length: episodes }, (_, i) => i);
  while (live.length > 0) {
    live.forEach((episode, row) => {
      observations.set(envs[episode]!.observation, row * width);
    });
    const chosen = act(
      observations.subarray(0, live.length * width),
      live.map((episode) => envs[episode]!),
      live,
    );
    const still: number[] = [];
    live.forEach((episode, row) => {
      const env = envs[episode]!;
      perform(env, chosen(row));
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
