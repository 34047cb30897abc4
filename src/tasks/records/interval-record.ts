import type { Recorder } from '../../core/learner.js';
import { type Intervals, judgeIntervals } from '../metrics/intervals.js';

/** Declares the metrics of claimed deviations on held-out rows; returns what records them. */
export function intervalRecord(
  recorder: Recorder,
  rows: Pick<Intervals, 'targets' | 'truth' | 'input'>,
): (claimed: Pick<Intervals, 'predictions' | 'deviations'>) => void {
  const coverage = recorder.define({
    name: 'coverage_90',
    help: 'part of the held-out targets within 1.645 claimed deviations of the prediction; 0.9 is right for normal noise',
    better: 'neither',
  });
  const gap = recorder.define({
    name: 'coverage_gap',
    help: 'largest distance of that part from 0.9 over ten equal parts of the rows by the first input',
    better: 'lower',
  });
  const error =
    rows.truth &&
    recorder.define({
      name: 'deviation_error',
      help: 'mean relative error of the claimed deviation over ten equal parts of the rows by the first input',
      better: 'lower',
    });
  return (claimed) => {
    const judged = judgeIntervals({ ...rows, ...claimed });
    coverage(judged.coverage);
    gap(judged.gap);
    if (error !== null) error(judged.error);
  };
}
