import { Stream } from '../../src/core/random.js';
import type { Interval } from '../../src/experiment/statistics/bootstrap.js';
import { probabilityOfImprovement } from '../../src/experiment/statistics/effect.js';
import {
  differenceInterval,
  improvementInterval,
  iqmDifferenceInterval,
  iqmInterval,
  meanInterval,
} from '../../src/experiment/statistics/intervals.js';
import { normalQuantile } from '../../src/experiment/statistics/special.js';
import { iqm, mean } from '../../src/scenario/statistics.js';
import { type Shape, shapes } from './gate-simulation.js';

/** The middle of each of so many equal parts stands for a whole population. */
const PARTS = 20_000;

type Values = readonly number[];
/** Intervals of one sample, and of two. */
const figures: Readonly<
  Record<
    string,
    { readonly truth: (x: Values, y: Values) => number; readonly interval: (x: Values, y: Values) => Interval | null }
  >
> = {
  mean: { truth: (x) => mean(x), interval: (x) => meanInterval(x) },
  iqm: { truth: (x) => iqm(x), interval: (x) => iqmInterval(x) },
  'difference of means': { truth: (x, y) => mean(x) - mean(y), interval: differenceInterval },
  'difference of iqms': { truth: (x, y) => iqm(x) - iqm(y), interval: iqmDifferenceInterval },
  'probability of improvement': { truth: probabilityOfImprovement, interval: improvementInterval },
};
export const figureNames = Object.keys(figures);

/** What seeds of trainings look like; a Cauchy distribution has no mean to cover. */
export const coveredShapes = [
  'normal',
  'uniform',
  'student 3',
  'negative exponential',
  'bimodal',
  'eleven levels',
  'one in five poor',
  'near the ceiling',
] as const;

/** By figure the share of samples of n seeds a side whose interval holds what it is of, the second side a standard deviation lower. */
export function coverage(name: string, n: number, samples: number): Readonly<Record<string, number>> {
  const shape: Shape = shapes[name]!;
  const stream = Stream.from(`coverage/${name}`, 'eval', n);
  const draw = (count: number, shift: number) =>
    Array.from({ length: count }, () => shape(stream.normal(Math.log) - shift));
  const middles = Array.from({ length: PARTS }, (_, i) => normalQuantile((i + 0.5) / PARTS));
  const whole = [middles.map(shape), middles.map((z) => shape(z - 1))] as const;
  const truths = figureNames.map((figure) => figures[figure]!.truth(...whole));
  const held = figureNames.map(() => 0);
  for (let i = 0; i < samples; i++) {
    const [x, y] = [draw(n, 0), draw(n, 1)];
    figureNames.forEach((figure, k) => {
      const [low, high] = figures[figure]!.interval(x, y)!;
      if (low <= truths[k]! && truths[k]! <= high) held[k]!++;
    });
  }
  return Object.fromEntries(figureNames.map((figure, k) => [figure, held[k]! / samples]));
}
