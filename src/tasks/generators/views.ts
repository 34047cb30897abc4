import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export interface ViewsOptions {
  readonly classes: number;
  /** Rows in all; each is of one class, the classes in turn. */
  readonly samples: number;
  readonly features: number;
  readonly traits: number;
  readonly nuisances: number;
  /** How many of the nuisances another view draws anew; the others stay as they are. */
  readonly redrawn: number;
  readonly within: number;
  readonly nuisance: number;
}

export interface Views {
  /** [samples, features], row-major: each row as measured once. */
  readonly values: Float32Array;
  /** Row i is of class i % classes. */
  readonly classOf: Int32Array;
  /** [samples, traits]: nothing else in a row tells of its class. */
  readonly traits: Float64Array;
  /** Writes another view of a row into `into`: the traits as they showed, the nuisances that can be redrawn drawn anew. */
  view(row: number, stream: Stream, into: Float32Array): void;
}

const SENSOR_NOISE = 0.05;

/**
 * Rows of a few classes that can be looked at again. A class is a point of standard normal traits, which show in a row with
 * deviation `within`; nuisances as large as `nuisance` says have nothing to do with it. What is measured is a fixed random
 * mixture of both, bent by x / (1 + |x|), so near rows are alike in their nuisances.
 */
export function makeViews(options: ViewsOptions, stream: Stream): Views {
  const { classes, samples, features, traits, nuisances, redrawn, within, nuisance } = options;
  const sources = traits + nuisances;
  const normal = (from: Stream): number => from.normal(maths.log);
  const mixture = Float64Array.from({ length: features * sources }, () => normal(stream) / Math.sqrt(sources));
  const centers = Float64Array.from({ length: classes * traits }, () => normal(stream));
  const hidden = new Float64Array(samples * sources);
  const classOf = Int32Array.from({ length: samples }, (_, row) => row % classes);
  const measure = (source: ArrayLike<number>, from: Stream, into: Float32Array) => {
    for (let j = 0; j < features; j++) {
      let sum = 0;
      for (let k = 0; k < sources; k++) sum += mixture[j * sources + k]! * source[k]!;
      into[j] = sum / (1 + Math.abs(sum)) + SENSOR_NOISE * normal(from);
    }
  };
  const values = new Float32Array(samples * features);
  const shown = new Float64Array(samples * traits);
  for (let row = 0; row < samples; row++) {
    const source = hidden.subarray(row * sources, (row + 1) * sources);
    for (let k = 0; k < sources; k++)
      source[k] =
        k < traits ? centers[classOf[row]! * traits + k]! + within * normal(stream) : nuisance * normal(stream);
    shown.set(source.subarray(0, traits), row * traits);
    measure(source, stream, values.subarray(row * features, (row + 1) * features));
  }
  const again = new Float64Array(sources);
  return {
    values,
    classOf,
    traits: shown,
    view(row, from, into) {
      again.set(hidden.subarray(row * sources, (row + 1) * sources));
      for (let k = 0; k < redrawn; k++) again[traits + k] = nuisance * normal(from);
      measure(again, from, into);
    },
  };
}
