import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type BlobsOptions, makeBlobs } from '../generators/blobs.js';
import { cutWindows } from '../generators/pixel-windows.js';
import { MAX_VALUES } from '../readers/features.js';
import { type Images, readImages } from '../readers/images.js';

/** What is seen around each pixel of images, and their masks. */
export interface MaskData {
  /** Pixels of one image. */
  readonly pixels: number;
  /** [images * pixels, window * window]. */
  readonly windows: Float32Array;
  /** [images, pixels] of 0 and 1. */
  readonly mask: Uint8Array;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface MaskDataOptions extends BlobsOptions {
  readonly testImages: number;
  /** A JSONL file; empty for generated images. */
  readonly data: string;
  readonly testPart: number;
}

const from = (start: number, length: number) => Int32Array.from({ length }, (_, i) => start + i);

/** The images that the settings describe, a file's test part drawn by `stream`. Throws a UserError naming file and row. */
export function loadMaskData(options: MaskDataOptions, stream: Stream): MaskData {
  const { images, testImages, side, window } = options;
  if (options.data === '') {
    const made = makeBlobs({ ...options, images: images + testImages }, stream);
    return { ...made, pixels: side * side, train: from(0, images), test: from(images, testImages) };
  }
  const read = readImages(options.data);
  const pixels = read.width * read.height;
  if (read.count * pixels * window * window > MAX_VALUES)
    throw new UserError({
      path: 'window',
      message: `is too large for so many pixels: at most ${MAX_VALUES} values are held`,
      given: `${window}`,
    });
  const order = stream.shuffle(from(0, read.count));
  const tested = Math.min(read.count - 1, Math.max(1, Math.round(read.count * options.testPart)));
  const [test, train] = [order.slice(0, tested), order.slice(tested)];
  return { pixels, windows: windowsOf(read, window, train), mask: read.mask, train, test };
}

/** The windows of all images, after the training images were brought to mean 0 and deviation 1. */
function windowsOf({ count, width, height, pixels }: Images, window: number, train: Int32Array): Float32Array {
  const size = width * height;
  const own = Array.from(train, (image) => pixels.subarray(image * size, (image + 1) * size));
  let [mean, variance] = [0, 0];
  for (const image of own) for (const value of image) mean += value / (own.length * size);
  for (const image of own)
    for (const value of image) variance += ((value - mean) * (value - mean)) / (own.length * size);
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  const scaled = pixels.map((value) => (value - mean) / deviation);
  const windows = new Float32Array(count * size * window * window);
  for (let i = 0; i < count; i++) {
    const image = scaled.subarray(i * size, (i + 1) * size);
    cutWindows({ width, height, pixels: image }, window, windows, i * size * window * window);
  }
  return windows;
}
