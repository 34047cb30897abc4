import type { GreedyPolicy } from '../../../core/learner.js';
import type { Engine } from '../../../tensor/engine.js';
import { argmax } from './policy-network.js';
import type { QNetwork } from './q-network.js';

interface Scales {
  /** Factors on the components of an observation, in order; 1 where there is none. */
  readonly observation: readonly number[];
  /** Factor on rewards before the network learns from them. */
  readonly reward: number;
}

/** What a Q-network says of states: values and greedy actions, outside of learning. Draws nothing and changes nothing. */
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
      return Float32Array.from(this.#network.forward(x).view());
    });
  }

  /** The best action at one scaled observation, the first of equal ones. */
  greedy(observation: Float32Array): number {
    const engine = this.#engine;
    return engine.untracked(() => {
      const q = this.#network.forward(engine.tensor([1, observation.length], observation)).view();
      return argmax(q, 0, q.length);
    });
  }

  /** The best action at each of `count` observations of the env. */
  readonly choose = (observations: Float32Array, count: number, actions: Int32Array): void => {
    const q = this.of(this.#scaled(observations), count);
    const width = q.length / count;
    for (let row = 0; row < count; row++) actions[row] = argmax(q, row * width, width);
  };

  /** Q of every state of a finite env, row by row, in the env's own reward units. */
  table(observations: Float32Array, states: number): Float64Array {
    return Float64Array.from(this.of(this.#scaled(observations), states), (q) => q / this.#rewardScale);
  }

  policy(): GreedyPolicy {
    return {
      figures: 'Q',
      act: ({ observation }, figures) => {
        const q = this.of(this.#scaled(Float32Array.from(observation)), 1);
        for (let a = 0; a < q.length; a++) figures[a] = q[a]! / this.#rewardScale;
        return argmax(q, 0, q.length);
      },
    };
  }

  #scaled(observations: Float32Array): Float32Array {
    return observations.map((value, i) => value * this.#factors[i % this.#factors.length]!);
  }
}
