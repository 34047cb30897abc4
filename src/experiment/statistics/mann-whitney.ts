import { normalCdf } from './special.js';

/** Up to so many values in both samples together the distribution is counted out; above it is near enough to normal. */
const MOST_EXACT = 60;

export interface MannWhitney {
  /** Pairs (x, y) with x > y, plus half of those with x = y. */
  readonly u: number;
  /** One-sided p-value of "x tends to be less than y". */
  readonly less: number;
  readonly greater: number;
  readonly method: 'exact' | 'normal';
}

/**
 * The Mann-Whitney U test (Wilcoxon 1945, Mann and Whitney 1947) of two samples. It looks at ranks alone, so values may be
 * infinite. Exact: the share of all splits of the pooled values into samples of these sizes with a U as extreme; tied
 * values have their mean rank, so it stays exact with ties. Else the normal approximation with corrections for ties and
 * continuity. NaN has no rank and is a mistake of the caller.
 */
export function mannWhitney(x: readonly number[], y: readonly number[], method?: MannWhitney['method']): MannWhitney {
  const used = method ?? (x.length + y.length <= MOST_EXACT ? 'exact' : 'normal');
  const ranks = doubleRanks([...x, ...y]);
  const sum = ranks.slice(0, x.length).reduce((total, rank) => total + rank, 0);
  const u = sum / 2 - (x.length * (x.length + 1)) / 2;
  const p = used === 'exact' ? countSplits(ranks, x.length, sum) : approximate(ranks, x.length, u);
  return { u, ...p, method: used };
}

/** Twice the mean ranks, which are whole numbers. */
function doubleRanks(values: readonly number[]): readonly number[] {
  if (values.some(Number.isNaN)) throw new Error('a value without a rank: NaN');
  const order = values.map((_, i) => i).sort((a, b) => compare(values[a]!, values[b]!));
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = from + 1 + to;
    from = to;
  }
  return ranks;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Counts the ways to choose `size` of the ranks by their sum: ways[k][s] grows rank by rank, in ascending order, so that
 * the sums of k of them lie between those of the first and of the last k. Counts stay exact up to 2^53 and lose no more
 * than rounding above.
 */
function countSplits(ranks: readonly number[], size: number, sum: number) {
  const sorted = ranks.toSorted((a, b) => a - b);
  const below = [0];
  for (const rank of sorted) below.push(below.at(-1)! + rank);
  const most = below.at(-1)!;
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  sorted.forEach((rank, i) => {
    for (let k = Math.min(size, i + 1); k >= 1; k--) {
      const into = ways[k]!;
      const from = ways[k - 1]!;
      const highest = below[i]! - below[i + 1 - k]!;
      for (let s = below[k - 1]!; s <= highest; s++) into[s + rank]! += from[s]!;
    }
  });
  const counts = ways[size]!;
  const total = counts.reduce((all, one) => all + one, 0);
  const share = (from: number, to: number) => counts.subarray(from, to).reduce((all, one) => all + one, 0) / total;
  return { less: Math.min(1, share(0, sum + 1)), greater: Math.min(1, share(sum, most + 1)) };
}

function approximate(ranks: readonly number[], size: number, u: number) {
  const n = ranks.length;
  const other = n - size;
  const groups = new Map<number, number>();
  for (const rank of ranks) groups.set(rank, (groups.get(rank) ?? 0) + 1);
  const ties = [...groups.values()].reduce((sum, count) => sum + count * (count * count - 1), 0);
  const deviation = Math.sqrt(((size * other) / 12) * (n + 1 - ties / (n * (n - 1))));
  if (!(deviation > 0)) return { less: 1, greater: 1 };
  const distance = u - (size * other) / 2;
  return { less: normalCdf((distance + 0.5) / deviation), greater: normalCdf((0.5 - distance) / deviation) };
}
