import type { Tensor } from '../engine.js';
import { matrix, needVector, output } from './make.js';
import { type Activation, activationCode, addProduct } from './matrix.js';

/** Images in rows of a matrix: row-major, the channel last, as MinAtar's. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Places of a filter along one side: the part that no place covers whole is left out. */
function placesOf(size: number, kernel: number, stride: number): number {
  return Math.floor((size - kernel) / stride) + 1;
}

/** What {@link conv2d} makes of an image. Throws when the filter is larger than the image. */
export function convolved(image: ImageShape, filters: number, kernel: number, stride: number): ImageShape {
  if (kernel > image.rows || kernel > image.columns) {
    throw new Error(`conv2d: a filter of ${kernel} x ${kernel} does not fit into ${image.rows} x ${image.columns}`);
  }
  return {
    rows: placesOf(image.rows, kernel, stride),
    columns: placesOf(image.columns, kernel, stride),
    channels: filters,
  };
}

/**
 * activation(images x[N, rows columns channels] convolved with the filters w[kernel kernel channels, F] + bias[F]) without
 * padding -> [N, rows' columns' F], laid out as x: what is called a cross-correlation, as torch's conv2d. All three products
 * (forward, the filters' gradient and the images') are matrix products over patches.
 */
export function conv2d(
  x: Tensor,
  w: Tensor,
  bias: Tensor,
  image: ImageShape,
  { kernel, stride, activation }: { readonly kernel: number; readonly stride: number; readonly activation: Activation },
): Tensor {
  const [images, size] = matrix('conv2d', x);
  const [inputs, filters] = matrix('conv2d', w);
  if (size !== image.rows * image.columns * image.channels) {
    throw new Error(`conv2d: [${x.shape}] are no images of ${image.rows} x ${image.columns} x ${image.channels}`);
  }
  if (inputs !== kernel * kernel * image.channels) {
    throw new Error(`conv2d: filters [${w.shape}] need ${kernel * kernel * image.channels} rows`);
  }
  needVector('conv2d', bias, filters);
  const { engine } = x;
  const { kernels, profile } = engine;
  const to = convolved(image, filters, kernel, stride);
  const places = images * to.rows * to.columns;
  const code = activationCode[activation];
  const y = output([images, to.rows * to.columns * filters], x, w, bias);
  profile?.enter('conv');
  const patches = engine.allocate(places * inputs * engine.bytes);
  kernels.patchesForward(x.ptr, patches, images, image.rows, image.columns, image.channels, kernel, stride);
  kernels.linearForward(patches, w.ptr, bias.ptr, y.ptr, places, inputs, filters, code);
  profile?.leave();
  if (y.requiresGrad) {
    engine.record(y, () => {
      profile?.enter('conv');
      let g = y.gradPtr;
      if (code !== 0) {
        g = engine.allocate(y.size * engine.bytes);
        const sums = bias.requiresGrad ? bias.grad() : engine.allocate(filters * engine.bytes);
        kernels.activationBackward(y.ptr, y.gradPtr, g, sums, places, filters, code);
      } else if (bias.requiresGrad) {
        kernels.sumColumns(g, bias.grad(), places, filters, 1);
      }
      if (w.requiresGrad) addProduct(kernels.gemmTN, patches, g, w, inputs, filters, places);
      if (x.requiresGrad) {
        const pulled = engine.allocate(places * inputs * engine.bytes);
        kernels.gemmNT(g, w.ptr, pulled, places, inputs, filters, 0);
        kernels.patchesBackward(pulled, x.grad(), images, image.rows, image.columns, image.channels, kernel, stride);
      }
      profile?.leave();
    });
  }
  return y;
}
