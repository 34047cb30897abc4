import { fill } from '../../../core/state.js';

/** Steps of the running episode that wait until their n-step reward is complete. Holds at most n; nothing is allocated. */
export class NStepWindow {
  readonly #n: number;
  readonly #gamma: number;
  readonly #width: number;
  readonly #observations: Float32Array;
  readonly #actions: Int32Array;
  readonly #rewards: Float64Array;
  #first = 0;
  length = 0;

  constructor(n: number, gamma: number, width: number) {
    this.#n = n;
    this.#gamma = gamma;
    this.#width = width;
    this.#observations = new Float32Array(n * width);
    this.#actions = new Int32Array(n);
    this.#rewards = new Float64Array(n);
  }

  get full(): boolean {
    return this.length === this.#n;
  }

  push(observation: Float32Array, action: number, reward: number): void {
    const slot = (this.#first + this.length) % this.#n;
    this.#observations.set(observation, slot * this.#width);
    this.#actions[slot] = action;
    this.#rewards[slot] = reward;
    this.length++;
  }

  /** The oldest step: where it was, what it did, its discounted reward over the window, and gamma^(length-1). */
  oldest(): { observation: Float32Array; action: number; reward: number; discount: number } {
    let reward = 0;
    let discount = 1;
    for (let i = this.length - 1; i >= 0; i--) {
      reward = this.#rewards[(this.#first + i) % this.#n]! + this.#gamma * reward;
      if (i > 0) discount *= this.#gamma;
    }
    const start = this.#first * this.#width;
    return {
      observation: this.#observations.subarray(start, start + this.#width),
      action: this.#actions[this.#first]!,
      reward,
      discount,
    };
  }

  drop(): void {
    this.#first = (this.#first + 1) % this.#n;
    this.length--;
  }

  save() {
    return {
      first: this.#first,
      length: this.length,
      observations: this.#observations.slice(),
      actions: this.#actions.slice(),
      rewards: this.#rewards.slice(),
    };
  }

  restore(saved: ReturnType<NStepWindow['save']>): void {
    fill(this.#observations, saved.observations);
    fill(this.#actions, saved.actions);
    fill(this.#rewards, saved.rewards);
    this.#first = saved.first;
    this.length = saved.length;
  }
}
