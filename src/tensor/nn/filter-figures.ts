import type { FilterFigures } from '../../core/scope.js';
import type { Tensor } from '../engine.js';
import type { ImageShape } from '../ops/conv.js';

/** A convolution as it was computed. */
export interface Convolution {
  readonly name: string;
  readonly kernel: number;
  /** [kernel kernel channels, filters] */
  readonly weight: Tensor;
  /** [N, rows columns filters] */
  readonly outputs: Tensor;
  readonly shape: ImageShape;
}

/** Convolutions for a picture, with their outputs for the first row of the batch. Only before the engine's next reset. */
export function filterFigures({ name, kernel, weight, outputs, shape }: Convolution): FilterFigures {
  const { rows, columns, channels: filters } = shape;
  const inputs = weight.shape[0]! / (kernel * kernel);
  const [w, y] = [weight.view(), outputs.view()];
  const at = (place: number, channel: number, filter: number) => w[(place * inputs + channel) * filters + filter]!;
  const channels: number[] = [];
  const weights: number[] = [];
  const given: number[] = [];
  for (let filter = 0; filter < filters; filter++) {
    let [best, longest] = [0, -1];
    for (let channel = 0; channel < inputs; channel++) {
      let length = 0;
      for (let place = 0; place < kernel * kernel; place++)
        length += at(place, channel, filter) * at(place, channel, filter);
      if (length > longest) [best, longest] = [channel, length];
    }
    channels.push(best);
    for (let place = 0; place < kernel * kernel; place++) weights.push(at(place, best, filter));
    for (let place = 0; place < rows * columns; place++) given.push(y[place * filters + filter]!);
  }
  return { name, kernel, rows, columns, channels, weights, outputs: given };
}
