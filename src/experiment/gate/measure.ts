import { mean, median } from '../../scenario/statistics.js';
import type { Better } from '../arm.js';

/** What of a run is measured: a last value, a curve's area or how soon it meets its threshold, a claim that holds or not, or whether it fails: lies far off. */
export type MeasureKind = 'final' | 'area' | 'time' | 'expect' | 'fails';

/** One quantity that the gate holds, seed by seed on both sides. */
export interface Measure {
  readonly kind: MeasureKind;
  /** Unique among the measures of a decision, in the user's words: `accuracy`, `area of accuracy`. */
  readonly name: string;
  readonly metric: string;
  /** Which way the quantity is better in its own unit. */
  readonly better: Exclude<Better, 'neither'>;
  /** A drop up to this much is none; in the unit of the quantity. */
  readonly margin: number;
  /** What the quantity cannot pass, where that is known: 0 for a regret. In its own unit. */
  readonly best: number | null;
  /** By seed, larger meaning better: with `lower` the signs are turned. -Infinity for a seed that broke. */
  readonly reference: ReadonlyMap<number, number>;
  readonly candidate: ReadonlyMap<number, number>;
}

/** Seeds that both sides have, in the reference's order. */
export function sharedSeeds({ reference, candidate }: Pick<Measure, 'reference' | 'candidate'>): readonly number[] {
  return [...reference.keys()].filter((seed) => candidate.has(seed));
}

/** How far below the middle a seed fails, in robust standard deviations (Iglewicz and Hoaglin 1993). */
const FAR = 3.5;
const MAD_TO_DEVIATION = 1.4826;
const MEAN_TO_DEVIATION = 1.2533;

/**
 * Which seeds fail: those that broke, or lie far below the middle of both sides together in any of the measures. Both
 * sides are looked at alike, so the bound favours neither.
 */
export function failures(measures: readonly Measure[], name: string): Measure {
  const bounds = measures.map(({ reference, candidate }) => lowerBound([...reference.values(), ...candidate.values()]));
  const side = (of: 'reference' | 'candidate') =>
    new Map(
      [...measures[0]![of].keys()].map((seed) => [
        seed,
        measures.some((measure, i) => measure[of].get(seed)! < bounds[i]!) ? -1 : 0,
      ]),
    );
  return {
    ...{ kind: 'fails', name, metric: measures[0]!.metric, better: 'lower', margin: 0, best: null },
    ...{ reference: side('reference'), candidate: side('candidate') },
  };
}

function lowerBound(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return Number.POSITIVE_INFINITY;
  const middle = median(finite);
  const distances = finite.map((value) => Math.abs(value - middle));
  const scale = MAD_TO_DEVIATION * median(distances) || MEAN_TO_DEVIATION * mean(distances);
  return scale === 0 ? middle : middle - FAR * scale;
}
