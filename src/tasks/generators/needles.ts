import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export interface NeedlesOptions {
  readonly samples: number;
  readonly features: number;
  /** Part of the rows that is positive. */
  readonly positives: number;
  /** Part of the positives that look like negatives. */
  readonly noise: number;
  /** Distance of the positives' clusters from the middle. */
  readonly separation: number;
}

export interface Needles {
  /** [samples, features], row-major. */
  readonly values: Float32Array;
  /** 1 positive, 0 negative. */
  readonly labels: Uint8Array;
  /** The true log-odds of each row: no classifier orders the rows better. */
  readonly logOdds: Float64Array;
}

const SPREAD = 0.5;
const ROOT_HALF = Math.SQRT1_2;

/**
 * A few needles in a haystack: negatives are standard normal in all features; positives stand in two narrow clusters at the
 * opposite ends of a diagonal of the first two features (so that no straight line finds them), except for a part `noise`
 * that looks like negatives. The classes overlap and the densities are known.
 */
export function makeNeedles(options: NeedlesOptions, stream: Stream): Needles {
  const { samples, features, noise, separation } = options;
  const normal = (): number => stream.normal(maths.log);
  const wanted = Math.min(samples - 2, Math.max(2, Math.round(samples * options.positives)));
  const order = stream.shuffle(Int32Array.from({ length: samples }, (_, i) => i));
  const values = new Float32Array(samples * features);
  const labels = new Uint8Array(samples);
  const logOdds = new Float64Array(samples);
  const centre = separation * ROOT_HALF;
  order.forEach((row, i) => {
    const positive = i < wanted;
    labels[row] = positive ? 1 : 0;
    const clustered = positive && stream.uniform() >= noise;
    const end = stream.uniform() < 0.5 ? centre : -centre;
    for (let j = 0; j < features; j++)
      values[row * features + j] = clustered && j < 2 ? end + SPREAD * normal() : normal();
  });
  const prior = wanted / (samples - wanted);
  for (let row = 0; row < samples; row++) {
    const x = values[row * features]!;
    const y = values[row * features + 1]!;
    const hay = -(x * x + y * y) / 2;
    const near = (sign: number): number => {
      const dx = x - sign * centre;
      const dy = y - sign * centre;
      return -(dx * dx + dy * dy) / (2 * SPREAD * SPREAD);
    };
    const ratio = (maths.exp(near(1) - hay) + maths.exp(near(-1) - hay)) / (2 * SPREAD * SPREAD);
    logOdds[row] = maths.log(prior * ((1 - noise) * ratio + noise) + 1e-300);
  }
  return { values, labels, logOdds };
}
