import type { Recorder } from '../../../core/learner.js';
import { fieldsOf, type Savable, type Saved } from '../../../core/state.js';
import type { Tensor } from '../../../tensor/engine.js';
import type { Memory, PolicyNetwork } from '../networks/policy-network.js';
import { rlMetrics } from './rl-metrics.js';

/** Batches between two that are looked at: looking at every activation takes a few percent of an update. */
const EVERY = 8;

/** Records at some updates how many ReLU units of a network fire for no row of the batch. */
export class DeadUnits implements Savable {
  readonly #network: PolicyNetwork;
  readonly #record: ((share: number) => void) | null;
  readonly #now = { batches: 0 };

  constructor(recorder: Recorder, network: PolicyNetwork) {
    this.#network = network;
    this.#record = network.parameters.units.size > 0 ? rlMetrics.deadUnits(recorder) : null;
  }

  /** The network's outputs for a batch. */
  forward(observations: Tensor, memory: Memory | null = null): Tensor {
    const { units } = this.#network.parameters;
    if (this.#record === null || this.#now.batches++ % EVERY !== 0) return this.#network.forward(observations, memory);
    units.start();
    const outputs = this.#network.forward(observations, memory);
    this.#record(units.share());
    return outputs;
  }

  save(): Saved {
    return fieldsOf(this.#now).save();
  }

  restore(saved: Saved): void {
    fieldsOf(this.#now).restore(saved);
  }
}
