import { iqm, mean } from '../../scenario/statistics.js';
import { iqmInterval } from './intervals.js';

/**
 * Performance profile (Dolan and Moré 2002; Agarwal et al. 2021): per threshold the share of the values at or above it.
 * Values of runs that broke, -Infinity, are below every threshold.
 */
export function performanceProfile(values: readonly number[], thresholds: readonly number[]): readonly number[] {
  return thresholds.map((threshold) => values.filter((value) => value >= threshold).length / values.length);
}

/** Statistics over seeds along the steps. NaN where no seed has a value. */
export interface Along {
  readonly mean: readonly number[];
  /** Lowest and highest seed. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly iqm: readonly number[];
  /** 95 % interval of the IQM; NaN where fewer than five seeds have a value. */
  readonly iqmLow: readonly number[];
  readonly iqmHigh: readonly number[];
}

/**
 * Sample-efficiency curve (Agarwal et al. 2021): the interquartile mean over seeds at each of the steps with its interval,
 * beside mean and extremes. `curves` are the seeds' values at the same steps, NaN where one has none.
 */
export function sampleEfficiency(curves: readonly (readonly number[])[]): Along {
  const steps = curves[0]?.length ?? 0;
  const columns = Array.from({ length: steps }, (_, i) => curves.map((curve) => curve[i]!).filter(Number.isFinite));
  const along = (figure: (values: readonly number[]) => number) =>
    columns.map((values) => (values.length === 0 ? Number.NaN : figure(values)));
  const intervals = columns.map((values) => iqmInterval(values) ?? [Number.NaN, Number.NaN]);
  return {
    mean: along(mean),
    low: along((values) => Math.min(...values)),
    high: along((values) => Math.max(...values)),
    iqm: along(iqm),
    iqmLow: intervals.map(([low]) => low!),
    iqmHigh: intervals.map(([, high]) => high!),
  };
}
