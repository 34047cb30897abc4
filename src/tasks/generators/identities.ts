import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export interface IdentitiesOptions {
  readonly trainClasses: number;
  readonly testClasses: number;
  /** Rows of each class. */
  readonly perClass: number;
  readonly features: number;
  readonly traits: number;
  readonly nuisances: number;
  readonly within: number;
  readonly nuisance: number;
}

export interface Identities {
  /** [rows, features], row-major; class c has the rows from c * perClass on, the training classes first. */
  readonly values: Float32Array;
  /** [rows, traits]: the traits as they showed in each row. Nothing else in a row tells of its class. */
  readonly traits: Float64Array;
}

const SENSOR_NOISE = 0.05;

/**
 * Rows of many classes, as faces or voices: a class is a point of standard normal traits, which show in a row with deviation
 * `within`; nuisances (light, pose, room), as large as `nuisance` says, have nothing to do with the class. What is measured is a
 * fixed random mixture of both, bent by x / (1 + |x|): near rows are alike in their nuisances, not in their class.
 */
export function makeIdentities(options: IdentitiesOptions, stream: Stream): Identities {
  const { trainClasses, testClasses, perClass, features, traits, nuisances, within, nuisance } = options;
  const normal = (): number => stream.normal(maths.log);
  const sources = traits + nuisances;
  const mixture = Float64Array.from({ length: features * sources }, () => normal() / Math.sqrt(sources));
  const classes = trainClasses + testClasses;
  const values = new Float32Array(classes * perClass * features);
  const shown = new Float64Array(classes * perClass * traits);
  const source = new Float64Array(sources);
  for (let c = 0; c < classes; c++) {
    const own = Float64Array.from({ length: traits }, normal);
    for (let i = 0; i < perClass; i++) {
      const row = c * perClass + i;
      for (let k = 0; k < sources; k++) source[k] = k < traits ? own[k]! + within * normal() : nuisance * normal();
      shown.set(source.subarray(0, traits), row * traits);
      for (let j = 0; j < features; j++) {
        let sum = 0;
        for (let k = 0; k < sources; k++) sum += mixture[j * sources + k]! * source[k]!;
        values[row * features + j] = sum / (1 + Math.abs(sum)) + SENSOR_NOISE * normal();
      }
    }
  }
  return { values, traits: shown };
}
