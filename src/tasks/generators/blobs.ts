import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { cutWindows } from './pixel-windows.js';

export interface BlobsOptions {
  readonly images: number;
  /** Side of an image and of the window around a pixel, in pixels. */
  readonly side: number;
  readonly window: number;
  /** Largest and smallest radius of the discs, in pixels. */
  readonly radius: number;
  readonly smallest: number;
  readonly contrast: number;
}

export interface Blobs {
  /** [images * side * side, window * window]: what is seen around each pixel; outside the image it is 0. */
  readonly windows: Float32Array;
  /** 1 inside a disc. */
  readonly mask: Uint8Array;
}

/**
 * Noisy images of one bright disc each. Noise of deviation 1 lies over everything and the disc is only `contrast` brighter,
 * so a pixel alone tells little and its surroundings tell more. A disc covers few pixels: most of every image is empty.
 */
export function makeBlobs(options: BlobsOptions, stream: Stream): Blobs {
  const { images, side, window, radius, smallest, contrast } = options;
  const normal = (): number => stream.normal(maths.log);
  const pixels = side * side;
  const mask = new Uint8Array(images * pixels);
  const windows = new Float32Array(images * pixels * window * window);
  const image = new Float64Array(pixels);
  for (let i = 0; i < images; i++) {
    const size = stream.between(smallest, radius);
    const [cx, cy] = [stream.between(0, side), stream.between(0, side)];
    for (let at = 0; at < pixels; at++) {
      const dx = (at % side) + 0.5 - cx;
      const dy = Math.floor(at / side) + 0.5 - cy;
      const inside = dx * dx + dy * dy <= size * size;
      mask[i * pixels + at] = inside ? 1 : 0;
      image[at] = (inside ? contrast : 0) + normal();
    }
    cutWindows({ width: side, height: side, pixels: image }, window, windows, i * pixels * window * window);
  }
  return { windows, mask };
}
