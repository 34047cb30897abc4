import type { GreedyPolicy } from '../../../core/learner.js';
import { bestAllowed } from '../../../env/kit/actions.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import type { QNetwork } from './q-network.js';

interface Scales {
  /** Factors on the components of an observation, in order; 1 where there is none. */
  readonly observation: readonly number[];
  /** Factor on rewards before the network learns from them. */
  readonly reward: number;
}

/** What a Q-network says of states: values and greedy actions, outside of learning. */
export class QValues {
  readonly #engine: Engine;
  readonly #network: QNetwork;
  readonly #factors: Float64Array;
  readonly #rewardScale: number;

  constructor(engine: Engine, network: QNetwork, width: number, scales: Scales) {
    this.#engine = engine;
    this.#network = network;
    this.#factors = Float64Array.from({ length: width }, (_, i) => scales.observation[i] ?? 1);
    this.#rewardScale = scales.reward;
  }

  /** Writes an observation of the env as the network takes it. */
  scale(observation: ArrayLike<number>, into: Float32Array): void {
    for (let i = 0; i < observation.length; i++) into[i] = observation[i]! * this.#factors[i]!;
  }

  /** Q-values of `count` scaled observations that stand row after row; a copy. */
  of(observations: Float32Array, count: number): Float32Array {
    const width = this.#factors.length;
    return this.#engine.untracked(() => {
      const x = this.#engine.tensor([count, width], observations.subarray(0, count * width));
      return Float32Array.from(this.#network.values(this.#calm(x)).view());
    });
  }

  /** The outputs with the means of noisy weights. */
  #calm(x: Tensor): Tensor {
    const { noise } = this.#network;
    return noise === null ? this.#network.forward(x) : noise.without(() => this.#network.forward(x));
  }

  /**
   * The best action of training at one scaled observation, the first of equal ones. Draws noise where the network has some;
   * all else draws none.
   */
  greedy(observation: Float32Array, mask: Uint8Array | null = null): number {
    const engine = this.#engine;
    this.#network.noise?.draw();
    return engine.untracked(() => {
      const outputs = this.#network.forward(engine.tensor([1, observation.length], observation));
      const q = this.#network.values(outputs).view();
      return bestAllowed(q, 0, q.length, mask);
    });
  }

  /** The best action at each of `count` observations of the env. */
  readonly choose = (
    observations: Float32Array,
    count: number,
    actions: Int32Array,
    masks: readonly Uint8Array[] | null = null,
  ): void => {
    const q = this.of(this.#scaled(observations), count);
    const width = q.length / count;
    for (let row = 0; row < count; row++) actions[row] = bestAllowed(q, row * width, width, masks?.[row] ?? null);
  };

  /** Q of every state of a finite env, row by row, in the env's own reward units. */
  table(observations: Float32Array, states: number): Float64Array {
    return Float64Array.from(this.of(this.#scaled(observations), states), (q) => q / this.#rewardScale);
  }

  policy(): GreedyPolicy {
    return {
      figures: 'Q',
      act: (at, figures) => {
        const q = this.of(this.#scaled(Float32Array.from(at.observation)), 1);
        for (let a = 0; a < q.length; a++) figures[a] = q[a]! / this.#rewardScale;
        return bestAllowed(q, 0, q.length, at.mask?.() ?? null);
      },
    };
  }

  #scaled(observations: Float32Array): Float32Array {
    return observations.map((value, i) => value * this.#factors[i % this.#factors.length]!);
  }
}
