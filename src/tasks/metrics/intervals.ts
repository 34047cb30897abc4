/** Deviations on either side of a normal mean that hold nine in ten. */
const NINETY = 1.6448536269514722;

export interface Intervals {
  readonly targets: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  /** Deviation that is claimed for each row. */
  readonly deviations: ArrayLike<number>;
  /** True deviation of each row, where it is known. */
  readonly truth: ArrayLike<number> | null;
  /** By which rows are put into parts. */
  readonly input: ArrayLike<number>;
}

/**
 * How honest claimed deviations are: the share of targets within the central 90 % of the normal distributions that they
 * claim; over `parts` equal parts of the rows by `input` the largest distance of that share from 0.9, and the mean relative
 * error of the mean deviation (NaN where the truth is not known).
 */
export function judgeIntervals({ targets, predictions, deviations, truth, input }: Intervals, parts = 10) {
  const rows = Array.from(predictions as ArrayLike<number>, (_, i) => i).sort((a, b) => input[a]! - input[b]!);
  const holds = (i: number) => Math.abs(targets[i]! - predictions[i]!) <= NINETY * deviations[i]!;
  const shareOf = (some: readonly number[]) => some.filter(holds).length / some.length;
  const meanOf = (all: ArrayLike<number>, some: readonly number[]) =>
    some.reduce((sum, i) => sum + all[i]!, 0) / some.length;
  let [gap, error] = [0, 0];
  for (let part = 0; part < parts; part++) {
    const own = rows.slice(Math.floor((part * rows.length) / parts), Math.floor(((part + 1) * rows.length) / parts));
    if (own.length === 0) continue;
    gap = Math.max(gap, Math.abs(shareOf(own) - 0.9));
    error += truth === null ? Number.NaN : Math.abs(meanOf(deviations, own) / meanOf(truth, own) - 1) / parts;
  }
  return { coverage: shareOf(rows), gap, error };
}
