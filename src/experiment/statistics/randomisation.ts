import { Stream } from '../../core/random.js';

/** Up to so many pairs all assignments are counted out; beyond, and for groups, they are drawn. */
const MOST_COUNTED = 13;
const DRAWS = 9999;
/** Signs that one draw gives. */
const BITS = 30;
/** Sums that differ by less than this share of their largest value are the same sum in another order. */
const ROUNDING = 1e-9;

/**
 * One measured quantity on both sides, larger meaning better; -Infinity is a seed that broke. In a paired design the i-th
 * values of both sides are those of one seed.
 */
export interface TwoSides {
  readonly reference: readonly number[];
  readonly candidate: readonly number[];
  /** Its p-values are divided by this before the smallest of all is looked for: its share of the level. @default 1 */
  readonly weight?: number;
}

/**
 * How the sides are dealt anew. `paired`: within each seed the two values may change places. `grouped`: any of the values
 * may have been any side's.
 */
export type Design = 'paired' | 'grouped';

export interface Significance {
  /** One-sided p-value of the quantity alone: the smallest of its statistics'. */
  readonly raw: number;
  /** Adjusted for all statistics of all quantities. */
  readonly adjusted: number;
}

export interface Randomised {
  /** Of each quantity: whether the candidate is worse, and whether it is better. */
  readonly worse: readonly Significance[];
  readonly better: readonly Significance[];
  /** The smallest p-value among all quantities under each assignment, ascending; those of `worse`, divided by weights. */
  readonly minima: Float64Array;
  /** Assignments that were looked at, the observed one among them. */
  readonly assignments: number;
  readonly isExact: boolean;
}

/**
 * Randomisation tests of several quantities that were measured on the same seeds, adjusted together by the step-down
 * min-P procedure of Westfall and Young (1993, algorithm 2.8): all quantities are dealt anew at once, so the adjustment knows how they hang
 * together, and ten quantities that say the same cost no more than one. The probability of any false alarm is at most
 * that at which the adjusted p-values are judged, whatever the distributions.
 *
 * Statistics, fixed beforehand. Paired: the sum of the differences (Fisher's sign-flip test), Wilcoxon's signed ranks, and
 * the differences of the ranks among all values. Grouped: the sum of the candidate's values, and of their ranks
 * (Mann-Whitney). A broken seed lies below the worst value by the range of all values.
 */
export function randomisationTest(
  quantities: readonly TwoSides[],
  design: Design,
  { draws = DRAWS, seed = 0 }: { readonly draws?: number; readonly seed?: number } = {},
): Randomised {
  const scores = quantities.map((sides) => (design === 'paired' ? pairedScores(sides) : groupedScores(sides)));
  const [first] = quantities;
  if (first === undefined) return { worse: [], better: [], minima: new Float64Array(0), assignments: 0, isExact: true };
  const [before, now] = [first.reference.length, first.candidate.length];
  const isExact = design === 'paired' && now <= MOST_COUNTED && 2 ** now <= draws + 1;
  const assignments = isExact ? 2 ** now : draws + 1;
  const stream = Stream.from(seed, 'bootstrap');
  const deal =
    design === 'paired'
      ? dealSigns(now, assignments, isExact ? null : stream)
      : dealGroups(before, now, assignments, stream);
  const columns = scores.map((all) => all.map(deal));
  const tolerances = scores.map((all) => all.map((row) => ROUNDING * row.reduce((sum, one) => sum + Math.abs(one), 0)));
  const judge = (sign: 1 | -1) =>
    stepDown(
      columns.map((all, k) => smallest(all.map((column, s) => upperTail(column, sign, tolerances[k]![s]!)))),
      quantities.map(({ weight = 1 }) => weight),
    );
  const [worse, better] = [judge(-1), judge(1)];
  return { worse: worse.found, better: better.found, minima: worse.minima, assignments, isExact };
}

/** Sums of a row's scores under every assignment, the observed one first. */
type Deal = (row: readonly number[]) => Float64Array;

/** Signs of the differences: every combination, or drawn ones. */
function dealSigns(n: number, assignments: number, stream: Stream | null): Deal {
  const signs = new Int8Array(assignments * n).fill(1);
  for (let b = 1; b < assignments; b++) {
    for (let i = 0, bits = 0; i < n; i++, bits >>>= 1) {
      if (i % BITS === 0) bits = stream === null ? b : stream.below(2 ** BITS);
      if ((bits & 1) === 1) signs[b * n + i] = -1;
    }
  }
  return (row) => {
    const sums = new Float64Array(assignments);
    for (let b = 0, at = 0; b < assignments; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += signs[at++]! * row[i]!;
      sums[b] = sum;
    }
    return sums;
  };
}

/** Which of the values are the candidate's: the last `now` of them, or drawn ones. */
function dealGroups(before: number, now: number, assignments: number, stream: Stream): Deal {
  const n = before + now;
  const chosen = new Uint16Array(assignments * now);
  const order = Uint16Array.from({ length: n }, (_, i) => n - 1 - i);
  for (let b = 0, at = 0; b < assignments; b++) {
    for (let i = 0; i < now; i++) {
      const j = b === 0 ? i : i + stream.below(n - i);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
      chosen[at++] = order[i]!;
    }
  }
  return (row) => {
    const sums = new Float64Array(assignments);
    for (let b = 0, at = 0; b < assignments; b++) {
      let sum = 0;
      for (let i = 0; i < now; i++) sum += row[chosen[at++]!]!;
      sums[b] = sum;
    }
    return sums;
  };
}

function pairedScores(sides: TwoSides): readonly (readonly number[])[] {
  const { reference, candidate } = bounded(sides);
  const differences = candidate.map((value, i) => value - reference[i]!);
  const sizes = midRanks(differences.map(Math.abs));
  const ranks = midRanks([...reference, ...candidate]);
  return [
    differences,
    differences.map((d, i) => Math.sign(d) * sizes[i]!),
    differences.map((_, i) => ranks[reference.length + i]! - ranks[i]!),
  ];
}

function groupedScores(sides: TwoSides): readonly (readonly number[])[] {
  const { reference, candidate } = bounded(sides);
  const values = [...reference, ...candidate];
  const middle = values.reduce((sum, one) => sum + one, 0) / values.length;
  return [values.map((value) => value - middle), midRanks(values)];
}

/** Seeds that broke as numbers: below the worst of both sides by the range of all. */
function bounded({ reference, candidate }: TwoSides): TwoSides {
  const finite = [...reference, ...candidate].filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const worst = finite.length === 0 ? 0 : low - (high > low ? high - low : Math.abs(low) || 1);
  const number = (value: number) => (Number.isFinite(value) ? value : worst);
  return { reference: reference.map(number), candidate: candidate.map(number) };
}

/** Ranks from 1; equal values share their mean rank. */
function midRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** For each assignment the share of all whose sum, times `sign`, is as large or larger. */
function upperTail(sums: Float64Array, sign: 1 | -1, tolerance: number): Float64Array {
  const sorted = Float64Array.from(sums, (sum) => sign * sum).sort();
  const n = sorted.length;
  const shares = new Float64Array(n);
  const from = new Float64Array(n);
  // Where the group of equal sums begins that each place of the order belongs to.
  for (let i = 0, start = 0; i < n; i++) {
    if (i > 0 && sorted[i]! - sorted[i - 1]! > tolerance) start = i;
    from[i] = start;
  }
  for (let b = 0; b < n; b++) shares[b] = (n - from[lowerBound(sorted, sign * sums[b]!)]!) / n;
  return shares;
}

/** The first place of ascending values that holds `value` or more. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function smallest(columns: readonly Float64Array[]): Float64Array {
  return columns.reduce((least, column) => least.map((value, b) => Math.min(value, column[b]!)));
}

/** `tails[k][b]`: the p-value of quantity k under assignment b. */
function stepDown(tails: readonly Float64Array[], weights: readonly number[]) {
  const weighted = tails.map((column, k) => column[0]! / weights[k]!);
  const order = tails.map((_, k) => k).sort((a, b) => weighted[a]! - weighted[b]!);
  const n = tails[0]!.length;
  const least = new Float64Array(n).fill(1);
  const adjusted = new Array<number>(tails.length);
  for (const k of order.toReversed()) {
    const [column, weight, observed] = [tails[k]!, weights[k]!, weighted[k]!];
    let count = 0;
    for (let b = 0; b < n; b++) {
      least[b] = Math.min(least[b]!, column[b]! / weight);
      if (least[b]! <= observed) count++;
    }
    adjusted[k] = count / n;
  }
  let before = 0;
  for (const k of order) {
    before = Math.max(before, adjusted[k]!);
    adjusted[k] = before;
  }
  const found = tails.map((column, k): Significance => ({ raw: column[0]!, adjusted: adjusted[k]! }));
  return { found, minima: least.sort() };
}
