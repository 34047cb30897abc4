import type { Stream } from '../../../core/random.js';
import type { SavedArray } from '../../../core/state.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { take } from '../../../tensor/ops/index.js';
import { createObservationStore, type ObservationStore } from './observation-store.js';

/** A batch of replayed transitions whose actions are numbers. */
export interface ReplayedBox {
  readonly observations: Tensor;
  /** [N,A], each within -1 .. 1. */
  readonly actions: Tensor;
  readonly rewards: Tensor;
  readonly nextObservations: Tensor;
  readonly terminated: Tensor;
}

/** A ring of transitions in the engine's permanent memory, oldest overwritten first, for actions in a box. */
export class BoxReplay {
  readonly capacity: number;
  size = 0;
  readonly #engine: Engine;
  readonly #observations: ObservationStore;
  readonly #nextObservations: ObservationStore;
  readonly #actions: ObservationStore;
  readonly #rewards: Tensor;
  readonly #terminated: Tensor;
  #cursor = 0;

  /** Takes permanent memory: build it between steps. */
  constructor(
    engine: Engine,
    capacity: number,
    { width, actions }: { readonly width: number; readonly actions: number },
  ) {
    this.#engine = engine;
    this.capacity = capacity;
    this.#observations = createObservationStore(engine, capacity, width, false);
    this.#nextObservations = createObservationStore(engine, capacity, width, false);
    this.#actions = createObservationStore(engine, capacity, actions, false);
    this.#rewards = engine.permanent([capacity]);
    this.#terminated = engine.permanent([capacity]);
  }

  /** Stores one transition. */
  add(
    observation: ArrayLike<number>,
    action: ArrayLike<number>,
    reward: number,
    next: ArrayLike<number>,
    terminated: boolean,
  ): void {
    const { floats, bytes } = this.#engine;
    const slot = this.#cursor;
    this.#observations.put(slot, observation);
    this.#actions.put(slot, action);
    this.#nextObservations.put(slot, next);
    floats[this.#rewards.ptr / bytes + slot] = reward;
    floats[this.#terminated.ptr / bytes + slot] = terminated ? 1 : 0;
    this.#cursor = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.size < this.capacity) this.size++;
  }

  /** Uniformly drawn transitions, with replacement, copied into the step region. */
  sample(slots: Int32Array, random: Stream): ReplayedBox {
    for (let i = 0; i < slots.length; i++) slots[i] = random.below(this.size);
    const rows = this.#engine.indices(slots);
    return {
      observations: this.#observations.rows(rows),
      actions: this.#actions.rows(rows),
      rewards: take(this.#rewards, rows),
      nextObservations: this.#nextObservations.rows(rows),
      terminated: take(this.#terminated, rows),
    };
  }

  /** The stored transitions; empty slots are left out. */
  save() {
    const { size } = this;
    const part = ({ ptr }: Tensor): SavedArray =>
      this.#engine.floats.slice(ptr / this.#engine.bytes, ptr / this.#engine.bytes + size);
    return {
      size,
      cursor: this.#cursor,
      observations: this.#observations.save(size),
      actions: this.#actions.save(size),
      nextObservations: this.#nextObservations.save(size),
      rewards: part(this.#rewards),
      terminated: part(this.#terminated),
    };
  }

  restore(saved: ReturnType<BoxReplay['save']>): void {
    this.#observations.restore(saved.observations);
    this.#actions.restore(saved.actions);
    this.#nextObservations.restore(saved.nextObservations);
    this.#engine.floats.set(saved.rewards, this.#rewards.ptr / this.#engine.bytes);
    this.#engine.floats.set(saved.terminated, this.#terminated.ptr / this.#engine.bytes);
    this.size = saved.size;
    this.#cursor = saved.cursor;
  }
}
