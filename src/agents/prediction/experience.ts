import type { Savable, Saved } from '../../core/state.js';

/** A state with what it is to learn. */
export interface Target {
  readonly state: number;
  readonly target: number;
}

/** Values that move by less in a pass have settled. */
const SETTLED = 1e-9;
const MOST_PASSES = 100_000;

/**
 * States with the n rewards that followed each of them and the state after these: the n-step targets of prediction. Those of
 * the running episode are made as soon as their rewards are in; those of a batch are kept.
 */
export class Experience implements Savable {
  readonly #gamma: number;
  readonly #n: number;
  /** Steps of the episode whose targets are still to come. */
  readonly #states: number[] = [];
  readonly #rewards: number[] = [];
  /** Where the last step led to: nothing follows an end. */
  #next = { state: -1, over: false };
  /** The batch: state, sum of rewards, state bootstrapped from or -1, its discount. */
  readonly #batch: { readonly [name in 'state' | 'reward' | 'next' | 'discount']: number[] } = {
    state: [],
    reward: [],
    next: [],
    discount: [],
  };

  constructor(gamma: number, n: number) {
    this.#gamma = gamma;
    this.#n = n;
  }

  /** Takes in a step; with `keep` what comes due goes to the batch. */
  push(state: number, reward: number, next: number, terminated: boolean, truncated: boolean, keep: boolean): void {
    this.#states.push(state);
    this.#rewards.push(reward);
    this.#next = { state: terminated ? -1 : next, over: terminated || truncated };
    if (!keep) return;
    while (this.#isDue()) {
      const { reward: sum, discount } = this.#oldest();
      this.#batch.state.push(this.#states.shift()!);
      this.#batch.reward.push(sum);
      this.#batch.next.push(this.#next.state);
      this.#batch.discount.push(discount);
      this.#rewards.shift();
    }
  }

  /** Targets whose rewards are all in, the oldest first, by the values at the time each is asked for. */
  *due(values: Float64Array): Generator<Target> {
    while (this.#isDue()) {
      const { reward, discount } = this.#oldest();
      const { state: next } = this.#next;
      this.#rewards.shift();
      yield { state: this.#states.shift()!, target: reward + (next === -1 ? 0 : discount * values[next]!) };
    }
  }

  /** Moves the values to the fixed point of all targets of the batch. */
  fit(values: Float64Array): void {
    const { state, reward, next, discount } = this.#batch;
    const sums = new Float64Array(values.length);
    const counts = new Int32Array(values.length);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      sums.fill(0);
      counts.fill(0);
      for (let i = 0; i < state.length; i++) {
        const after = next[i] === -1 ? 0 : discount[i]! * values[next[i]!]!;
        sums[state[i]!]! += reward[i]! + after;
        counts[state[i]!]!++;
      }
      let moved = 0;
      for (let s = 0; s < values.length; s++) {
        if (counts[s] === 0) continue;
        const value = sums[s]! / counts[s]!;
        moved = Math.max(moved, Math.abs(value - values[s]!));
        values[s] = value;
      }
      if (moved < SETTLED) return;
    }
  }

  /** Forgets steps of an episode that ended without being learned. */
  endEpisode(): void {
    this.#states.length = 0;
    this.#rewards.length = 0;
  }

  save(): Saved {
    return {
      states: Int32Array.from(this.#states),
      rewards: Float64Array.from(this.#rewards),
      next: { ...this.#next },
      batch: Object.fromEntries(Object.entries(this.#batch).map(([name, list]) => [name, Float64Array.from(list)])),
    };
  }

  restore(saved: Saved): void {
    const { states, rewards, next, batch } = saved as {
      readonly states: Int32Array;
      readonly rewards: Float64Array;
      readonly next: { readonly state: number; readonly over: boolean };
      readonly batch: Readonly<Record<string, Float64Array>>;
    };
    refill(this.#states, states);
    refill(this.#rewards, rewards);
    this.#next = { ...next };
    for (const [name, list] of Object.entries(this.#batch)) refill(list, batch[name]!);
  }

  #isDue(): boolean {
    return this.#states.length > 0 && (this.#next.over || this.#states.length === this.#n);
  }

  #oldest(): { readonly reward: number; readonly discount: number } {
    let reward = 0;
    let discount = 1;
    for (const r of this.#rewards) {
      reward += discount * r;
      discount *= this.#gamma;
    }
    return { reward, discount };
  }
}

function refill(list: number[], values: ArrayLike<number>): void {
  list.length = 0;
  for (let i = 0; i < values.length; i++) list.push(values[i]!);
}
