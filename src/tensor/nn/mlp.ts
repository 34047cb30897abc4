import { type Activation, linear } from '../ops/matrix.js';
import type { Tensor } from '../tensor.js';
import type { Init } from './init.js';
import type { ParameterSet } from './parameters.js';
import type { UnitWatch } from './unit-watch.js';

export interface MlpOptions {
  /** Between the layers. */
  readonly activation: Activation;
  readonly init: Init;
  /** After the last layer; none by default. */
  readonly lastActivation?: Activation;
  /** Factor on the last layer's first weights; small values start a policy near uniform. */
  readonly outputScale?: number;
  /** Shown the outputs of every layer with ReLU. */
  readonly watch?: UnitWatch;
}

/**
 * A multi-layer perceptron from [N, sizes[0]] to [N, sizes.at(-1)]. Its parameters are `<name>.<layer>.weight` [in, out]
 * and `<name>.<layer>.bias` [out].
 */
export function mlp(
  params: ParameterSet,
  name: string,
  sizes: readonly number[],
  { activation, init, lastActivation = 'none', outputScale = 1, watch }: MlpOptions,
): (x: Tensor) => Tensor {
  if (sizes.length < 2) throw new Error(`mlp ${name}: needs an input and an output size, given [${sizes}]`);
  const last = sizes.length - 2;
  const layers: { weight: Tensor; bias: Tensor; activation: Activation }[] = [];
  for (let i = 0; i <= last; i++) {
    const inputs = sizes[i]!;
    const outputs = sizes[i + 1]!;
    const scaled = i === last ? scaledBy(init, outputScale) : init;
    layers.push({
      weight: params.add(`${name}.${i}.weight`, [inputs, outputs], scaled, inputs),
      bias: params.add(`${name}.${i}.bias`, [outputs], scaled, inputs),
      activation: i === last ? lastActivation : activation,
    });
  }
  return (x) => {
    let h = x;
    for (let i = 0; i <= last; i++) {
      const { weight, bias, activation } = layers[i]!;
      h = linear(h, weight, bias, activation);
      if (watch !== undefined && activation === 'relu') watch.see(i, h);
    }
    return h;
  };
}

function scaledBy(init: Init, factor: number): Init {
  if (factor === 1) return init;
  return (size, shape, fanIn) => Float64Array.from(init(size, shape, fanIn), (value) => value * factor);
}
