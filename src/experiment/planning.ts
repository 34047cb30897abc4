import { studentQuantile } from './statistics/special.js';

/** More seeds than this are no plan. */
const MOST = 10_000;
const FEWEST = 5;

/**
 * Seeds per side with which a one-sided test at level `alpha` finds a drop with probability `power`: unpaired for values of
 * this standard deviation, or paired for differences of it. null where that takes more than 10,000.
 */
export function seedsNeeded(
  drop: number,
  deviation: number,
  { alpha, paired, power = 0.8 }: { readonly alpha: number; readonly paired: boolean; readonly power?: number },
): number | null {
  if (!(drop > 0) || !Number.isFinite(deviation)) return null;
  const finds = (n: number) => {
    const df = paired ? n - 1 : 2 * n - 2;
    const error = deviation * Math.sqrt((paired ? 1 : 2) / n);
    return (studentQuantile(1 - alpha, df) + studentQuantile(power, df)) * error <= drop;
  };
  if (!finds(MOST)) return null;
  let [low, high] = [FEWEST - 1, MOST];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (finds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
