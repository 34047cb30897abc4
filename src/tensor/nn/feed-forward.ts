import type { Tensor } from '../engine.js';
import { conv2d, convolved, type ImageShape } from '../ops/conv.js';
import { relu, sigmoid, silu, tanh } from '../ops/elementwise.js';
import { layerNorm } from '../ops/layers.js';
import { type Activation, linear } from '../ops/matrix.js';
import { constant, type Init, zeros } from './init.js';
import type { Noise } from './noise.js';
import type { ParameterSet } from './parameters.js';

/** Between layers; `silu` is no part of the fused products. */
export type LayerActivation = Activation | 'silu';

/** Convolutions before the first linear layer, all of one size of filter and one stride, without padding. */
export interface ConvLayers {
  readonly image: ImageShape;
  /** Filters of each layer. */
  readonly filters: readonly number[];
  readonly kernel: number;
  readonly stride: number;
}

export interface FeedForwardOptions {
  /** Between the layers. */
  readonly activation: LayerActivation;
  readonly init: Init;
  /** After the last layer; none by default. */
  readonly lastActivation?: LayerActivation;
  /** Factor on the last layer's first weights; small values start a policy near uniform. */
  readonly outputScale?: number;
  readonly conv?: ConvLayers | null;
  /** `layer`: layer norm after each linear layer that has an activation, before it. */
  readonly norm?: 'none' | 'layer';
  /** Where given, every linear layer is noisy. */
  readonly noise?: Noise | null;
}

/** The image that convolutions make of theirs. Throws where a filter does not fit. */
export function imageAfter({ image, filters, kernel, stride }: ConvLayers): ImageShape {
  return filters.reduce((before, count) => convolved(before, count, kernel, stride), image);
}

/** Numbers of an image. */
export function imageSize({ rows, columns, channels }: ImageShape): number {
  return rows * columns * channels;
}

type Layer = (x: Tensor) => Tensor;

const activate: Readonly<Record<LayerActivation, Layer>> = { none: (x) => x, relu, tanh, sigmoid, silu };

/** What the fused products can do themselves. */
const fused = (activation: LayerActivation): Activation | null => (activation === 'silu' ? null : activation);

/**
 * Convolutions, then linear layers, from [N, sizes[0]] to [N, sizes.at(-1)]; with convolutions sizes[0] is the size of the
 * image, and no linear layer need follow. Parameters are `<name>.conv.<layer>.weight` [kernel kernel channels, filters] and `.bias`, `<name>.<layer>.weight`
 * [in, out] and `.bias`, with layer norm also `.gain` and `.shift`, with noise `.weightDeviation` and `.biasDeviation`.
 */
export function feedForward(
  params: ParameterSet,
  name: string,
  sizes: readonly number[],
  options: FeedForwardOptions,
): (x: Tensor) => Tensor {
  const { activation, init, lastActivation = 'none', outputScale = 1, conv = null } = options;
  if (sizes.length < 2 && conv === null) {
    throw new Error(`${name}: needs an input and an output size, given [${sizes}]`);
  }
  const layers: { run: Layer; watch: number | null; look?: (outputs: Tensor) => void }[] = [];
  const watch = (units: number, layer: string, by: LayerActivation) =>
    by === 'relu' ? params.units.add(units, layer) : null;
  let width = sizes[0]!;
  let image = conv?.image;
  for (const [i, filters] of (conv?.filters ?? []).entries()) {
    const layer = `${name}.conv.${i}`;
    const { kernel, stride } = conv!;
    const shape = convolved(image!, filters, kernel, stride);
    const run = convLayer(params, layer, image!, filters, conv!, options);
    layers.push({
      run,
      watch: watch(filters, layer, activation),
      look(outputs) {
        const weight = params.tensors().get(`${layer}.weight`)!;
        params.units.convolved({ name: layer, kernel, weight, outputs, shape });
      },
    });
    image = shape;
    width = imageSize(image);
  }
  const last = sizes.length - 2;
  for (let i = 0; i <= last; i++) {
    const outputs = sizes[i + 1]!;
    const by = i === last ? lastActivation : activation;
    const start = i === last ? scaledBy(init, outputScale) : init;
    const layer = `${name}.${i}`;
    layers.push({
      run: linearLayer(params, layer, width, outputs, by, start, options),
      watch: watch(outputs, layer, by),
    });
    width = outputs;
  }
  const { units } = params;
  const watched = (x: Tensor): Tensor => {
    let h = x;
    for (const { run, watch: seen, look } of layers) {
      h = run(h);
      look?.(h);
      if (seen !== null) units.see(seen, h);
    }
    units.gave(name, h);
    return h;
  };
  return (x) => {
    if (units.on) return watched(x);
    let h = x;
    for (const { run } of layers) h = run(h);
    return h;
  };
}

function convLayer(
  params: ParameterSet,
  layer: string,
  image: ImageShape,
  filters: number,
  { kernel, stride }: ConvLayers,
  { activation, init }: FeedForwardOptions,
): Layer {
  const inputs = kernel * kernel * image.channels;
  const weight = params.add(`${layer}.weight`, [inputs, filters], init, inputs);
  const bias = params.add(`${layer}.bias`, [filters], init, inputs);
  const inside = fused(activation);
  const settings = { kernel, stride, activation: inside ?? 'none' } as const;
  const run = (x: Tensor) => conv2d(x, weight, bias, image, settings);
  return inside === null ? (x) => activate[activation](run(x)) : run;
}

function linearLayer(
  params: ParameterSet,
  layer: string,
  inputs: number,
  outputs: number,
  activation: LayerActivation,
  init: Init,
  { norm = 'none', noise = null }: FeedForwardOptions,
): Layer {
  const normed = norm === 'layer' && activation !== 'none';
  const inside = normed ? null : fused(activation);
  const weight = params.add(`${layer}.weight`, [inputs, outputs], init, inputs);
  const bias = params.add(`${layer}.bias`, [outputs], init, inputs);
  const affine =
    noise === null
      ? (x: Tensor) => linear(x, weight, bias, inside ?? 'none')
      : noise.layer(params, layer, weight, bias);
  const gain = normed ? params.add(`${layer}.gain`, [outputs], constant(1)) : null;
  const shift = normed ? params.add(`${layer}.shift`, [outputs], zeros) : null;
  if (noise === null && inside !== null) return affine;
  return (x) => {
    const h = affine(x);
    return activate[activation](gain === null ? h : layerNorm(h, gain, shift!));
  };
}

function scaledBy(init: Init, factor: number): Init {
  if (factor === 1) return init;
  return (size, shape, fanIn) => Float64Array.from(init(size, shape, fanIn), (value) => value * factor);
}
