import type { NamedArrays, Shapes } from '../../core/learner.js';
import type { LayerNote } from './weight-layers.js';

type Values = Float32Array | Float64Array | Int32Array;

/**
 * Weights as PyTorch's modules hold them: of linear layers and GRUs [outputs, inputs], of convolutions [filters, channels, rows,
 * columns]. What follows a convolution takes its picture flattened channel by channel, as `torch.nn.Flatten` gives it.
 */
export function torchLayout(
  weights: NamedArrays,
  shapes: Shapes,
  layers: readonly LayerNote[],
): { readonly weights: NamedArrays; readonly shapes: Shapes } {
  const laid = new Map<string, Values>(weights);
  const laidShapes = new Map(shapes);
  const put = (name: string, array: Values, shape: readonly number[]) => {
    laid.set(name, array);
    laidShapes.set(name, shape);
  };
  const filtersBefore = flattened(shapes, layers);
  for (const [name, array] of weights) {
    const [inputs, outputs, more] = shapes.get(name) ?? [];
    const layer = name.replace(/\.\w+$/, '');
    const isMatrix = /\.(weight|weightDeviation|inputWeight|hiddenWeight)$/.test(name);
    if (!isMatrix || inputs === undefined || outputs === undefined || more !== undefined) continue;
    const note = layers.find((one) => one.name === layer);
    if (note?.kind === 'conv') {
      const kernel = note.kernel!;
      const channels = inputs / (kernel * kernel);
      put(name, turned(array, inputs, outputs, channels), [outputs, channels, kernel, kernel]);
      continue;
    }
    const filters = name.endsWith('.hiddenWeight') ? undefined : filtersBefore.get(layer);
    put(name, turned(array, inputs, outputs, filters ?? 1), [outputs, inputs]);
  }
  return { weights: laid, shapes: laidShapes };
}

/** By layer that takes a convolution's picture: the filters of that. */
function flattened(shapes: Shapes, layers: readonly LayerNote[]): ReadonlyMap<string, number> {
  const filters = new Map<string, number>();
  for (const [i, { network, name, kind }] of layers.entries()) {
    if (kind !== 'conv') continue;
    const count = shapes.get(`${name}.bias`)![0]!;
    const next = layers.slice(i + 1).find((layer) => layer.network === network);
    if (next?.kind === 'conv') continue;
    // A trunk of convolutions alone: both heads stand on them.
    const takers =
      next === undefined ? layers.filter((layer) => ['value', 'advantage'].includes(layer.network)) : [next];
    for (const taker of takers) filters.set(taker.name, count);
  }
  return filters;
}

/** [inputs, outputs] as [outputs, inputs]; inputs that stand place by place, `channels` of each, come channel by channel. */
function turned(array: Values, inputs: number, outputs: number, channels: number): Values {
  const copy = array.slice();
  const places = inputs / channels;
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (place * channels + channel) * outputs;
      const to = channel * places + place;
      for (let output = 0; output < outputs; output++) copy[output * inputs + to] = array[from + output]!;
    }
  }
  return copy;
}
