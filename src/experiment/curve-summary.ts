import type { SeedCurves } from './seed-curves.js';
import { sampleEfficiency } from './statistics/curves.js';

const DIGITS = 6;

/** A metric over all seeds along the steps. */
export interface CurveSummary {
  readonly metric: string;
  readonly seeds: number;
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  /** Lowest and highest seed. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Interquartile mean with its 95 % interval, NaN under five seeds. */
  readonly iqm: readonly number[];
  readonly iqmLow: readonly number[];
  readonly iqmHigh: readonly number[];
}

/** Sums up the curves of the seeds of one variant. */
export function summariseCurves({ metric, steps, seeds }: SeedCurves): CurveSummary {
  const along = sampleEfficiency(seeds.map(({ values }) => values));
  const short = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(DIGITS)));
  return {
    metric,
    seeds: seeds.length,
    steps,
    mean: short(along.mean),
    low: short(along.low),
    high: short(along.high),
    iqm: short(along.iqm),
    iqmLow: short(along.iqmLow),
    iqmHigh: short(along.iqmHigh),
  };
}
