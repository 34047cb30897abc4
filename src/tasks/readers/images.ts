import { show } from '../../core/errors.js';
import { jsonlRows } from './formats/jsonl.js';
import { Problems, rowPath } from './problems.js';

/** Most pixels of one image, and of all. */
export const IMAGE_LIMITS = { pixels: 65_536, all: 4_000_000 } as const;

/** Images of one size with a mask each. */
export interface Images {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** [count, height, width], row-major. */
  readonly pixels: Float64Array;
  /** [count, height, width] of 0 and 1. */
  readonly mask: Uint8Array;
}

type Grid = readonly (readonly number[])[];

/**
 * Reads a JSONL file of `{"image": [[0.1, 0.7], ...], "mask": [[0, 1], ...]}`, rows of pixels from top to bottom. All images
 * have the size of the first. Throws a UserError that names file and row.
 */
export function readImages(file: string): Images {
  const problems = new Problems(file);
  const images: Grid[] = [];
  const masks: Grid[] = [];
  let size: readonly [number, number] | null = null;
  for (const { row, line, value } of jsonlRows(problems)) {
    const note = (key: string, message: string, given: unknown) =>
      problems.add({ path: `${rowPath(row)}, ${key}`, line, message, given: show(given) });
    const { image, mask } = value;
    if (!isGrid(image)) {
      note('image', 'must be a list of rows of numbers, all of one length', image);
      continue;
    }
    size ??= [image.length, image[0]!.length];
    const [height, width] = size;
    if (height * width > IMAGE_LIMITS.pixels || row * height * width > IMAGE_LIMITS.all)
      problems.fatal({
        path: rowPath(row),
        line,
        message: `goes beyond the ${IMAGE_LIMITS.pixels} pixels of an image or the ${IMAGE_LIMITS.all} of all that are allowed`,
      });
    if (image.length !== height || image[0]!.length !== width)
      note('image', `must be ${height} rows of ${width} pixels, as the first image is`, `${image.length} rows`);
    else if (!isGrid(mask) || mask.length !== height || mask[0]!.length !== width)
      note('mask', `must be ${height} rows of ${width} pixels, as the image is`, mask);
    else if (mask.some((pixels) => pixels.some((pixel) => pixel !== 0 && pixel !== 1)))
      note('mask', 'must be of 0 and 1 only', mask);
    else {
      images.push(image);
      masks.push(mask);
    }
  }
  if (images.length < 2) problems.add({ path: '', message: 'must have two images or more', given: `${images.length}` });
  problems.check();
  const [height, width] = size!;
  return {
    count: images.length,
    width,
    height,
    pixels: Float64Array.from(images.flat(2)),
    mask: Uint8Array.from(masks.flat(2)),
  };
}

function isGrid(value: unknown): value is Grid {
  const [first] = Array.isArray(value) ? value : [];
  return (
    Array.isArray(value) &&
    Array.isArray(first) &&
    first.length > 0 &&
    value.every(
      (row) =>
        Array.isArray(row) &&
        row.length === first.length &&
        row.every((pixel) => typeof pixel === 'number' && Number.isFinite(pixel)),
    )
  );
}
