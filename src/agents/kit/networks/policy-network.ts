import type { Stream } from '../../../core/random.js';
import { maths } from '../../../kernels/kernels.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { type ConvLayers, feedForward, imageAfter, imageSize } from '../../../tensor/nn/feed-forward.js';
import { kaimingUniform, orthogonal, zeros } from '../../../tensor/nn/init.js';

import { ParameterSet } from '../../../tensor/nn/parameters.js';
import { type GruWeights, gru } from '../../../tensor/ops/index.js';
import type { NetworkSettings } from './network-settings.js';

/** How a network is laid out and started. */
export interface NetworkOptions extends Pick<NetworkSettings, 'hidden' | 'activation' | 'norm'> {
  readonly conv: ConvLayers | null;
  /** Size of a memory between the hidden layers and the outputs; 0 is none. @default 0 */
  readonly gru?: number;
  /** Components of a Gaussian policy's actions; 0 where it chooses among actions. @default 0 */
  readonly deviations?: number;
  readonly init: InitName;
  /** Gain of the last layer under orthogonal weights: small for a policy, which then starts near uniform. */
  readonly lastGain: number;
}

export const initNames = ['orthogonal', 'uniform'] as const;
export type InitName = (typeof initNames)[number];

/** What a recurrent network remembers while it sees a stretch of time: see the operation `gru`. */
export interface Memory {
  /** [B, units] before the stretch. */
  readonly state: Tensor;
  /** [T B]: 0 where an episode starts, else 1. */
  readonly keep: Tensor;
}

/** What gives a policy its logits, or the means of its actions. */
export interface PolicyNetwork {
  readonly parameters: ParameterSet;
  /** Size of its memory; 0 without. */
  readonly units: number;
  /** [A]: logs of the deviations of a Gaussian policy, the same everywhere; null without. */
  readonly logDeviations: Tensor | null;
  forward(observations: Tensor, memory?: Memory | null): Tensor;
  outputs(observations: Float32Array, count: number, into: Float32Array, memory?: Float32Array | null): void;
}

/**
 * A network with one output per action (logits), per component of an action (means) or one output (a state value). With `gru`
 * it remembers what it saw: rows are then stretches of time, see {@link Memory}.
 */
export class Network implements PolicyNetwork {
  readonly parameters: ParameterSet;
  /** Size of its memory; 0 without. */
  readonly units: number;
  /** [A]: logs of the deviations of a Gaussian policy, the same everywhere; null without. */
  readonly logDeviations: Tensor | null;
  readonly #engine: Engine;
  readonly #body: (observations: Tensor) => Tensor;
  readonly #head: (features: Tensor) => Tensor;
  readonly #weights: GruWeights | null;

  /** Weights start orthogonal with gain sqrt(2) and `lastGain`, biases at 0; or both uniform in +-1/sqrt(inputs). */
  constructor(
    engine: Engine,
    name: string,
    [inputs, outputs]: readonly [number, number],
    settings: NetworkOptions,
    stream: Stream,
  ) {
    const { hidden, activation, norm, conv, init, lastGain, gru: units = 0, deviations = 0 } = settings;
    this.#engine = engine;
    this.parameters = new ParameterSet(engine);
    this.units = units;
    const start = init === 'orthogonal' ? orthogonal(stream, Math.SQRT2) : kaimingUniform(stream);
    const shared = { activation, norm, init: start } as const;
    const outputScale = init === 'orthogonal' ? lastGain / Math.SQRT2 : 1;
    if (units === 0) {
      this.#body = feedForward(this.parameters, name, [inputs, ...hidden, outputs], { ...shared, conv, outputScale });
      this.#weights = null;
      this.#head = (features) => features;
    } else {
      const layers = [inputs, ...hidden];
      const plain = hidden.length === 0 && conv === null;
      this.#body = plain
        ? (x) => x
        : feedForward(this.parameters, name, layers, { ...shared, conv, lastActivation: activation });
      const width = hidden.at(-1) ?? (conv === null ? inputs : imageSize(imageAfter(conv)));
      this.#weights = gruWeights(this.parameters, `${name}.gru`, width, units, stream);
      this.#head = feedForward(this.parameters, `${name}.head`, [units, outputs], { ...shared, outputScale });
    }
    this.logDeviations = deviations === 0 ? null : this.parameters.add(`${name}.logDeviation`, [deviations], zeros);
    this.parameters.seal();
  }

  /** Outputs of rows on their own, or with a memory of a stretch. */
  forward(observations: Tensor, memory: Memory | null = null): Tensor {
    if (this.#weights === null) return this.#body(observations);
    return this.#head(this.states(observations, memory!));
  }

  /** The memory after each step of a stretch [T B, units]. */
  states(observations: Tensor, { state, keep }: Memory): Tensor {
    return gru(this.#body(observations), state, keep, this.#weights!);
  }

  /** Outputs where the memory is already known to be `states` after the step. */
  outputsOf(states: Tensor): Tensor {
    return this.#head(states);
  }

  /**
   * Outputs for `count` observations that stand row after row, copied into `into`. `memory` holds what the network remembers
   * for each of them and is moved on by this step.
   */
  outputs(observations: Float32Array, count: number, into: Float32Array, memory: Float32Array | null = null): void {
    const engine = this.#engine;
    engine.untracked(() => {
      const width = observations.length / count;
      const x = engine.tensor([count, width], observations);
      if (this.#weights === null) {
        into.set(this.#body(x).view());
        return;
      }
      const state = engine.tensor([count, this.units], memory!.subarray(0, count * this.units));
      const next = this.states(x, { state, keep: engine.filled([count], 1) });
      memory!.set(next.view());
      into.set(this.#head(next).view());
    });
  }
}

function gruWeights(parameters: ParameterSet, name: string, inputs: number, units: number, stream: Stream): GruWeights {
  // As torch.nn.GRU starts: everything uniform in +-1/sqrt(units).
  const start = kaimingUniform(stream);
  const add = (part: string, shape: readonly number[]) => parameters.add(`${name}.${part}`, shape, start, units);
  return {
    input: add('inputWeight', [inputs, 3 * units]),
    hidden: add('hiddenWeight', [units, 3 * units]),
    inputBias: add('inputBias', [3 * units]),
    hiddenBias: add('hiddenBias', [3 * units]),
  };
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

/** The same where the mask, if there is one, says which actions exist: the others get the probability 0. */
export function maskedSoftmaxInto(
  logits: Float32Array,
  from: number,
  probabilities: Float64Array,
  mask: Uint8Array | null,
): Float64Array {
  if (mask === null) return softmaxInto(logits, from, probabilities);
  const row = logits.slice(from, from + probabilities.length);
  for (let a = 0; a < row.length; a++) if (mask[a] === 0) row[a] = Number.NEGATIVE_INFINITY;
  return softmaxInto(row, 0, probabilities);
}

/** An index drawn with the given probabilities. */
export function drawIndex(probabilities: Float64Array, random: Stream): number {
  let mass = random.uniform();
  let last = probabilities.length - 1;
  // What has no probability is never drawn, whatever rounding did to `mass`.
  while (last > 0 && probabilities[last] === 0) last--;
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
