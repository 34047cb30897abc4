import type { Stream } from '../../core/random.js';
import type { Savable } from '../../core/state.js';
import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../engine.js';
import { add, addRow, linear, mul, noisyLinear } from '../ops/index.js';
import { constant } from './init.js';
import type { ParameterSet } from './parameters.js';

interface Drawn {
  /** Noise of the inputs and of the outputs of a layer. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly deviations: readonly Tensor[];
}

/**
 * The noise of a network's linear layers (Fortunato et al. 2018): factorised, f(x) = sign(x) sqrt(|x|) of normal numbers, the
 * same for all rows of a batch until it is drawn again. Switched off, layers use the means of their weights.
 */
export class Noise implements Savable {
  /** Whether layers are noisy now. */
  on = true;
  readonly #stream: Stream;
  readonly #sigma: number;
  readonly #layers: Drawn[] = [];

  /** `sigma` over the root of a layer's inputs is what deviations start from. */
  constructor(stream: Stream, sigma: number) {
    this.#stream = stream;
    this.#sigma = sigma;
  }

  /** Adds the deviations of a layer to the parameters, and returns the layer. */
  layer(params: ParameterSet, name: string, weight: Tensor, bias: Tensor): (x: Tensor) => Tensor {
    const [inputs, outputs] = weight.shape as readonly [number, number];
    const start = constant(this.#sigma / Math.sqrt(inputs));
    const deviation = params.add(`${name}.weightDeviation`, [inputs, outputs], start);
    const biasDeviation = params.add(`${name}.biasDeviation`, [outputs], start);
    const a = new Float64Array(inputs);
    const b = new Float64Array(outputs);
    this.#layers.push({ a, b, deviations: [deviation, biasDeviation] });
    return (x) => {
      if (!this.on) return linear(x, weight, bias, 'none');
      const { engine } = x;
      const outer = engine.tensor([outputs], b);
      const y = noisyLinear(x, { mean: weight, deviation }, engine.tensor([inputs], a), outer);
      return addRow(y, add(bias, mul(biasDeviation, outer)));
    };
  }

  /** Draws new noise for all layers. */
  draw(): void {
    for (const { a, b } of this.#layers) {
      for (const values of [a, b]) for (let i = 0; i < values.length; i++) values[i] = shaped(this.#stream);
    }
  }

  /** Runs `body` with the means of all weights. */
  without<R>(body: () => R): R {
    const was = this.on;
    this.on = false;
    try {
      return body();
    } finally {
      this.on = was;
    }
  }

  /** Mean size of the deviations of all weights. */
  meanDeviation(): number {
    let [sum, count] = [0, 0];
    for (const { deviations } of this.#layers) {
      for (const deviation of deviations) {
        for (const value of deviation.view()) sum += Math.abs(value);
        count += deviation.size;
      }
    }
    return sum / count;
  }

  save() {
    return { stream: this.#stream.save(), layers: this.#layers.map(({ a, b }) => ({ a: a.slice(), b: b.slice() })) };
  }

  restore(saved: ReturnType<Noise['save']>): void {
    this.#stream.restore(saved.stream);
    this.#layers.forEach(({ a, b }, i) => {
      a.set(saved.layers[i]!.a);
      b.set(saved.layers[i]!.b);
    });
  }
}

function shaped(stream: Stream): number {
  const x = stream.normal(maths.log);
  return x < 0 ? -Math.sqrt(-x) : Math.sqrt(x);
}
