import type { Stream } from '../../../core/random.js';
import { maths } from '../../../kernels/kernels.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { kaimingUniform, orthogonal } from '../../../tensor/nn/init.js';
import { mlp } from '../../../tensor/nn/mlp.js';
import { ParameterSet } from '../../../tensor/nn/parameters.js';

/** How a network is laid out and started. */
export interface NetworkOptions {
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'tanh';
  readonly init: InitName;
  /** Gain of the last layer under orthogonal weights: small for a policy, which then starts near uniform. */
  readonly lastGain: number;
}

export const initNames = ['orthogonal', 'uniform'] as const;
export type InitName = (typeof initNames)[number];

/** What gives a policy its logits. */
export interface PolicyNetwork {
  readonly parameters: ParameterSet;
  readonly forward: (observations: Tensor) => Tensor;
  outputs(observations: Float32Array, count: number, into: Float32Array): void;
}

/** A network with one output per action (logits) or one output (a state value). */
export class Network implements PolicyNetwork {
  readonly parameters: ParameterSet;
  readonly forward: (observations: Tensor) => Tensor;
  readonly #engine: Engine;

  /** Weights start orthogonal with gain sqrt(2) and `lastGain`, biases at 0; or both uniform in +-1/sqrt(inputs). */
  constructor(
    engine: Engine,
    name: string,
    [inputs, outputs]: readonly [number, number],
    { hidden, activation, init, lastGain }: NetworkOptions,
    stream: Stream,
  ) {
    this.#engine = engine;
    this.parameters = new ParameterSet(engine);
    const sizes = [inputs, ...hidden, outputs];
    const options =
      init === 'orthogonal'
        ? { init: orthogonal(stream, Math.SQRT2), outputScale: lastGain / Math.SQRT2 }
        : { init: kaimingUniform(stream) };
    this.forward = mlp(this.parameters, name, sizes, { activation, ...options });
    this.parameters.seal();
  }

  /** Outputs for `count` observations that stand row after row, copied into `into`. */
  outputs(observations: Float32Array, count: number, into: Float32Array): void {
    this.#engine.untracked(() => {
      const width = observations.length / count;
      into.set(this.forward(this.#engine.tensor([count, width], observations)).view());
    });
  }
}

/** Turns logits into probabilities in place, in f64 with the kernels' exp, and returns them. */
export function softmaxInto(logits: ArrayLike<number>, from: number, probabilities: Float64Array): Float64Array {
  const n = probabilities.length;
  let largest = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < n; a++) if (logits[from + a]! > largest) largest = logits[from + a]!;
  let sum = 0;
  for (let a = 0; a < n; a++) {
    const e = maths.exp(logits[from + a]! - largest);
    probabilities[a] = e;
    sum += e;
  }
  for (let a = 0; a < n; a++) probabilities[a]! /= sum;
  return probabilities;
}

/** An index drawn with the given probabilities. */
export function drawIndex(probabilities: Float64Array, random: Stream): number {
  let mass = random.uniform();
  const last = probabilities.length - 1;
  for (let a = 0; a < last; a++) {
    mass -= probabilities[a]!;
    if (mass < 0) return a;
  }
  return last;
}

/** Index of the largest of `width` values beginning at `from`; the lowest index wins a tie. */
export function argmax(values: ArrayLike<number>, from: number, width: number): number {
  let best = 0;
  for (let a = 1; a < width; a++) if (values[from + a]! > values[from + best]!) best = a;
  return best;
}
