import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { sigmoid } from '../metrics/sigmoid.js';

export interface LabelsOptions {
  readonly samples: number;
  readonly labels: number;
  readonly features: number;
  readonly topics: number;
  readonly commonest: number;
  readonly rarest: number;
  readonly sharpness: number;
}

export interface LabelledRows {
  /** [samples, features], row-major. */
  readonly values: Float32Array;
  /** [samples, labels] of 0 and 1; the commonest label first. */
  readonly targets: Uint8Array;
  /** True log-odds of every target given the row: nobody orders the rows better. */
  readonly logOdds: Float64Array;
}

/** Rows on which a label's offset is set, so that its share comes out as wanted. */
const CALIBRATION = 2000;

/**
 * Rows that carry any number of labels. Every label leans on the same few hidden topics of a row, so labels come
 * together or exclude each other; their shares fall geometrically from `commonest` to `rarest`. The features are a fixed
 * random mixture of the topics and of further numbers that tell nothing, so the true odds are known.
 */
export function makeLabels(options: LabelsOptions, stream: Stream): LabelledRows {
  const { samples, labels, features, topics, commonest, rarest, sharpness } = options;
  const normal = (): number => stream.normal(maths.log);
  const leanings = Float64Array.from({ length: labels * topics }, () => (sharpness * normal()) / Math.sqrt(topics));
  const sources = Math.max(topics, features);
  const mixture = Float64Array.from({ length: features * sources }, () => normal() / Math.sqrt(sources));
  const leaning = (label: number, topic: ArrayLike<number>): number => {
    let sum = 0;
    for (let k = 0; k < topics; k++) sum += leanings[label * topics + k]! * bent(topic[k]!);
    return sum;
  };
  const trial = Array.from({ length: CALIBRATION }, () => Float64Array.from({ length: topics }, normal));
  const offsets = Float64Array.from({ length: labels }, (_, label) => {
    const place = labels === 1 ? 0 : label / (labels - 1);
    const share = commonest * maths.exp(place * maths.log(rarest / commonest));
    return offsetFor(
      trial.map((topic) => leaning(label, topic)),
      share,
    );
  });
  const values = new Float32Array(samples * features);
  const targets = new Uint8Array(samples * labels);
  const logOdds = new Float64Array(samples * labels);
  for (let row = 0; row < samples; row++) {
    const source = Float64Array.from({ length: sources }, normal);
    for (let j = 0; j < features; j++)
      for (let k = 0; k < sources; k++) values[row * features + j]! += mixture[j * sources + k]! * source[k]!;
    for (let label = 0; label < labels; label++) {
      const odds = leaning(label, source) + offsets[label]!;
      logOdds[row * labels + label] = odds;
      targets[row * labels + label] = stream.uniform() < sigmoid(odds) ? 1 : 0;
    }
  }
  return { values, targets, logOdds };
}

/** Middling topics count for little and extreme ones level off, so that a straight line in the features is not enough. */
function bent(x: number): number {
  return (1.6 * x * Math.abs(x)) / (0.6 + x * x);
}

/** The offset of log-odds at which the mean probability is `share`, by bisection. */
function offsetFor(leanings: readonly number[], share: number): number {
  let [low, high] = [-40, 40];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (const value of leanings) sum += sigmoid(value + middle);
    if (sum / leanings.length < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
