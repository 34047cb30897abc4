import type { Tensor } from '../engine.js';
import { type Activation, linear } from '../ops/matrix.js';
import type { Init } from './init.js';
import type { ParameterSet } from './parameters.js';

export interface MlpOptions {
  /** Between the layers. */
  readonly activation: Activation;
  readonly init: Init;
  /** After the last layer; none by default. */
  readonly lastActivation?: Activation;
  /** Factor on the last layer's first weights; small values start a policy near uniform. */
  readonly outputScale?: number;
}

/**
 * A multi-layer perceptron from [N, sizes[0]] to [N, sizes.at(-1)]. Its parameters are `<name>.<layer>.weight` [in, out]
 * and `<name>.<layer>.bias` [out].
 */
export function mlp(
  params: ParameterSet,
  name: string,
  sizes: readonly number[],
  { activation, init, lastActivation = 'none', outputScale = 1 }: MlpOptions,
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
  const forward = (x: Tensor): Tensor => {
    let h = x;
    for (const layer of layers) h = linear(h, layer.weight, layer.bias, layer.activation);
    return h;
  };
  const { units } = params;
  const watches = layers.map(({ bias, activation }, i) =>
    activation === 'relu' ? units.add(bias.size, `${name}.${i}`) : null,
  );
  const watched = (x: Tensor): Tensor => {
    let h = x;
    layers.forEach(({ weight, bias, activation }, i) => {
      h = linear(h, weight, bias, activation);
      if (watches[i] != null) units.see(watches[i], h);
    });
    units.gave(name, h);
    return h;
  };
  return (x) => (units.on ? watched(x) : forward(x));
}

function scaledBy(init: Init, factor: number): Init {
  if (factor === 1) return init;
  return (size, shape, fanIn) => Float64Array.from(init(size, shape, fanIn), (value) => value * factor);
}
