import type { Stream } from '../../../core/random.js';
import { fill, type SavedArray } from '../../../core/state.js';
import { maths } from '../../../kernels/kernels.js';
import type { Engine, Indices, Tensor } from '../../../tensor/engine.js';
import { take } from '../../../tensor/ops/index.js';
import { createObservationStore, type ObservationStore } from './observation-store.js';

/** What a batch of replayed transitions consists of. */
export interface Replayed {
  readonly observations: Tensor;
  readonly nextObservations: Tensor;
  readonly actions: Indices;
  readonly rewards: Tensor;
  /** Factor on the bootstrap value besides one gamma: gamma^(n-1) for n steps. */
  readonly discounts: Tensor;
  readonly terminated: Tensor;
  /** [N,A]: 1 for the actions that exist in the next state, else 0; null where all always do. */
  readonly nextMasks: Tensor | null;
}

export interface ReplayOptions {
  /** Observations are of 0 and 1 alone and take a bit a number. @default false */
  readonly binary?: boolean;
  /** Actions in an env where some exist only in some states; 0 where all always do. @default 0 */
  readonly masked?: number;
}

/**
 * A ring of transitions in the engine's permanent memory, oldest overwritten first (Lin 1992; Mnih et al. 2015). A transition
 * may span several steps: `reward` is then the discounted sum and `discount` the factor gamma^(n-1) that the bootstrap value
 * needs besides the loss's own gamma. `terminated` is the task's end only; a time limit bootstraps.
 */
export class ReplayBuffer {
  readonly capacity: number;
  readonly width: number;
  size = 0;
  readonly #engine: Engine;
  readonly #observations: ObservationStore;
  readonly #nextObservations: ObservationStore;
  readonly #nextMasks: ObservationStore | null;
  readonly #rewards: Tensor;
  readonly #discounts: Tensor;
  readonly #terminated: Tensor;
  readonly #actions: Int32Array;
  /** Where the next transition goes. */
  #cursor = 0;

  /** Takes permanent memory: build it between steps. */
  constructor(engine: Engine, capacity: number, width: number, { binary = false, masked = 0 }: ReplayOptions = {}) {
    this.capacity = capacity;
    this.width = width;
    this.#engine = engine;
    this.#observations = createObservationStore(engine, capacity, width, binary);
    this.#nextObservations = createObservationStore(engine, capacity, width, binary);
    this.#nextMasks = masked === 0 ? null : createObservationStore(engine, capacity, masked, true);
    this.#rewards = engine.permanent([capacity]);
    this.#discounts = engine.permanent([capacity]);
    this.#terminated = engine.permanent([capacity]);
    this.#actions = new Int32Array(capacity);
  }

  /** Stores one transition and returns its slot. */
  add(
    observation: ArrayLike<number>,
    action: number,
    reward: number,
    discount: number,
    next: ArrayLike<number>,
    terminated: boolean,
    nextMask: ArrayLike<number> | null = null,
  ): number {
    const { floats, bytes } = this.#engine;
    const slot = this.#cursor;
    this.#observations.put(slot, observation);
    this.#nextObservations.put(slot, next);
    if (nextMask !== null) this.#nextMasks?.put(slot, nextMask);
    floats[this.#rewards.ptr / bytes + slot] = reward;
    floats[this.#discounts.ptr / bytes + slot] = discount;
    floats[this.#terminated.ptr / bytes + slot] = terminated ? 1 : 0;
    this.#actions[slot] = action;
    this.#cursor = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.size < this.capacity) this.size++;
    return slot;
  }

  /** Bytes of memory of its observations, current and next. */
  get observationBytes(): number {
    return 2 * this.capacity * this.#observations.rowBytes;
  }

  /** The stored transitions; empty slots are left out. */
  save() {
    const { size } = this;
    const part = ({ ptr }: Tensor, count: number): SavedArray => {
      const from = ptr / this.#engine.bytes;
      return this.#engine.floats.slice(from, from + count);
    };
    return {
      size,
      cursor: this.#cursor,
      observations: this.#observations.save(size),
      nextObservations: this.#nextObservations.save(size),
      nextMasks: this.#nextMasks?.save(size) ?? null,
      rewards: part(this.#rewards, size),
      discounts: part(this.#discounts, size),
      terminated: part(this.#terminated, size),
      actions: this.#actions.slice(0, size),
    };
  }

  restore(saved: ReturnType<ReplayBuffer['save']>): void {
    const put = ({ ptr }: Tensor, values: SavedArray) => this.#engine.floats.set(values, ptr / this.#engine.bytes);
    this.#observations.restore(saved.observations);
    this.#nextObservations.restore(saved.nextObservations);
    if (saved.nextMasks !== null) this.#nextMasks?.restore(saved.nextMasks);
    put(this.#rewards, saved.rewards);
    put(this.#discounts, saved.discounts);
    put(this.#terminated, saved.terminated);
    this.#actions.set(saved.actions);
    this.size = saved.size;
    this.#cursor = saved.cursor;
  }

  /** Fills `slots` with uniformly drawn slots, with replacement. */
  sample(slots: Int32Array, random: Stream): void {
    for (let i = 0; i < slots.length; i++) slots[i] = random.below(this.size);
  }

  /** The transitions of some slots, copied into the step region. */
  gather(slots: Int32Array): Replayed {
    const engine = this.#engine;
    const rows = engine.indices(slots);
    const actions = engine.indices(slots);
    const { ints } = engine;
    const from = actions.ptr >> 2;
    for (let i = 0; i < slots.length; i++) ints[from + i] = this.#actions[slots[i]!]!;
    return {
      observations: this.#observations.rows(rows),
      nextObservations: this.#nextObservations.rows(rows),
      nextMasks: this.#nextMasks?.rows(rows) ?? null,
      actions,
      rewards: take(this.#rewards, rows),
      discounts: take(this.#discounts, rows),
      terminated: take(this.#terminated, rows),
    };
  }
}

/**
 * Priorities of a replay buffer's slots in a sum tree: proportional prioritisation (Schaul et al. 2016). Drawing and
 * updating cost log2(capacity).
 */
export class Priorities {
  readonly #leaves: number;
  /** Node i has children 2i and 2i+1; the leaves begin at #leaves. */
  readonly tree: Float64Array;
  highest = 1;

  constructor(capacity: number) {
    let leaves = 1;
    while (leaves < capacity) leaves *= 2;
    this.#leaves = leaves;
    this.tree = new Float64Array(2 * leaves);
  }

  get total(): number {
    return this.tree[1]!;
  }

  get(slot: number): number {
    return this.tree[this.#leaves + slot]!;
  }

  set(slot: number, priority: number): void {
    if (priority > this.highest) this.highest = priority;
    let node = this.#leaves + slot;
    this.tree[node] = priority;
    for (node >>= 1; node >= 1; node >>= 1) this.tree[node] = this.tree[2 * node]! + this.tree[2 * node + 1]!;
  }

  /** Weights (size * P)^-beta of drawn slots over their maximum (Schaul et al. 2016, section 3.4). */
  importance(slots: Int32Array, size: number, beta: number): Float64Array {
    const weights = Float64Array.from(slots, (slot) => maths.pow((size * this.get(slot)) / this.total, -beta));
    const largest = weights.reduce((a, b) => Math.max(a, b), 0);
    return weights.map((w) => w / largest);
  }

  /** Priorities |TD error|^alpha of the drawn slots; none is ever 0. */
  reprioritise(slots: Int32Array, tdErrors: ArrayLike<number>, alpha: number): void {
    for (let i = 0; i < slots.length; i++) this.set(slots[i]!, maths.pow(Math.abs(tdErrors[i]!) + 1e-6, alpha));
  }

  save() {
    return { highest: this.highest, tree: this.tree.slice() };
  }

  restore(saved: ReturnType<Priorities['save']>): void {
    if (saved.tree.length === this.tree.length) fill(this.tree, saved.tree);
    else this.#plant(saved.tree.subarray(saved.tree.length / 2));
    this.highest = saved.highest;
  }

  /** Takes over the leaves of a tree of another size: a run may be forked into a longer or shorter one. */
  #plant(leaves: Float64Array): void {
    for (const [slot, priority] of leaves.entries()) if (priority > 0) this.set(slot, priority);
  }

  /** One slot per equal share of the total priority (stratified, as in the paper). */
  sample(slots: Int32Array, random: Stream): void {
    const share = this.total / slots.length;
    for (let i = 0; i < slots.length; i++) {
      let mass = share * (i + random.uniform());
      let node = 1;
      while (node < this.#leaves) {
        node *= 2;
        const left = this.tree[node]!;
        // A right branch of no mass is never entered, whatever rounding did to `mass`.
        if (mass >= left && this.tree[node + 1]! > 0) {
          mass -= left;
          node++;
        }
      }
      slots[i] = node - this.#leaves;
    }
  }
}
