import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { DIGITS } from './sampling.js';
import type { Draw, Range } from './sweep-file.js';

/** A trial that has ended. */
export interface Trial {
  /** What was drawn for each setting, in the order of the draws; undefined for one whose condition did not hold. */
  readonly values: readonly unknown[];
  /** What is to be small; infinite for a trial that broke. */
  readonly score: number;
}

/** Candidates of which the best is taken, and the weight of the prior, as in Optuna's TPESampler. */
const CANDIDATES = 24;
const PRIOR_WEIGHT = 1;
/** The better share of the trials, and how many of them at most. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;
/** Trials that all weigh the same; older ones weigh less. */
const FULL_WEIGHT = 25;

/**
 * The next value of each setting by a tree-structured Parzen estimator (Bergstra et al. 2011) over all settings together, with
 * the details of Optuna 5's TPESampler: of candidates from a density over the better trials, the one that is likeliest there
 * against the density over the others. Bits depend on the trials, in their order, and the stream alone.
 */
export function suggest(
  draws: readonly Draw[],
  trials: readonly Trial[],
  isWhole: (draw: Draw) => boolean,
  stream: Stream,
): readonly unknown[] {
  const order = trials.map(({ score }, i) => ({ score, i })).sort((a, b) => compare(a.score, b.score) || a.i - b.i);
  const count = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * trials.length));
  const isGood = new Set(order.slice(0, count).map(({ i }) => i));
  const axes = draws.map((draw) => axisOf(draw.from, isWhole(draw)));
  const l = densityOf(
    axes,
    trials.filter((_, i) => isGood.has(i)),
  );
  const g = densityOf(
    axes,
    trials.filter((_, i) => !isGood.has(i)),
  );
  let best: readonly unknown[] = [];
  let bestGain = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < CANDIDATES; i++) {
    const kernel = pick(l.weights, stream);
    const candidate = l.columns.map((column) => column.draw(kernel, stream));
    const gain = logDensity(l, candidate) - logDensity(g, candidate);
    if (gain > bestGain || i === 0) [best, bestGain] = [candidate, gain];
  }
  return best;
}

/** Kernels over one setting: one a trial, and one over all of its range. */
interface Column {
  draw(kernel: number, stream: Stream): unknown;
  /** The density, or the mass, of a value under each kernel. */
  at(value: unknown): (kernel: number) => number;
}

type Axis = (observed: readonly unknown[]) => Column;

interface Density {
  readonly weights: readonly number[];
  readonly columns: readonly Column[];
}

function densityOf(axes: readonly Axis[], trials: readonly Trial[]): Density {
  const raw = [...weightsOf(trials.length), PRIOR_WEIGHT];
  const sum = raw.reduce((a, b) => a + b, 0);
  const columns = axes.map((axis, i) => axis(trials.map(({ values }) => values[i])));
  return { weights: raw.map((one) => one / sum), columns };
}

function logDensity({ weights, columns }: Density, values: readonly unknown[]): number {
  const densities = columns.map((column, i) => column.at(values[i]));
  const sum = weights.reduce((all, weight, kernel) => {
    return all + densities.reduce((product, density) => product * density(kernel), weight);
  }, 0);
  return maths.log(Math.max(sum, Number.MIN_VALUE));
}

/** Infinities of one sign are equal. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Weights of observations, the newest last. */
function weightsOf(count: number): readonly number[] {
  if (count <= FULL_WEIGHT) return Array.from({ length: count }, () => 1);
  const ramp = count - FULL_WEIGHT;
  const rising = (i: number) => (ramp === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (ramp - 1));
  return Array.from({ length: count }, (_, i) => (i < ramp ? rising(i) : 1));
}

function axisOf(from: Draw['from'], isWhole: boolean): Axis {
  return from.kind === 'choices' ? choiceAxis(from.values) : rangeAxis(from, from.integer ?? isWhole);
}

/** A kernel a trial, with a little for every choice, and one that has all alike. */
function choiceAxis(choices: readonly unknown[]): Axis {
  return (observed) => {
    const little = PRIOR_WEIGHT / (observed.length + 1);
    const whole = 1 + little * choices.length;
    const seen = observed.map((one) => choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(one)));
    const mass = (kernel: number, choice: number): number => {
      const own = seen[kernel];
      return own === undefined || own === -1 ? 1 / choices.length : (little + (own === choice ? 1 : 0)) / whole;
    };
    return {
      draw: (kernel, stream) =>
        choices[
          pick(
            choices.map((_, i) => mass(kernel, i)),
            stream,
          )
        ],
      at: (value) => {
        const choice = choices.indexOf(value);
        return (kernel) => mass(kernel, choice);
      },
    };
  };
}

function pick(weights: readonly number[], stream: Stream): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  let left = stream.uniform() * sum;
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

/** Normal densities, cut off at the ends of the range; in logarithms on a log scale. */
function rangeAxis({ min, max, scale }: Range, whole: boolean): Axis {
  const into = (x: number) => (scale === 'log' ? maths.log(x) : x);
  // Every whole number has an equal part, half of it on each side.
  const pad = whole ? 0.5 : 0;
  const [low, high] = whole ? [Math.ceil(min), Math.floor(max)] : [min, max];
  const [from, to] = [into(low - pad), into(high + pad)];
  const valueAt = (point: number): number => {
    const plain = scale === 'log' ? maths.exp(point) : point;
    const rounded = whole ? Math.round(plain) : Number(plain.toPrecision(DIGITS));
    return Math.min(high, Math.max(low, rounded));
  };
  return (observed) => {
    const { centres, widths } = kernelsOf(observed, into, from, to);
    const inside = centres.map((centre, k) => {
      const mass = normalMass((from - centre) / widths[k]!, (to - centre) / widths[k]!);
      return Math.max(mass, Number.MIN_VALUE);
    });
    return {
      draw: (kernel, stream) => {
        for (let i = 0; i < MOST_TRIES; i++) {
          const point = centres[kernel]! + widths[kernel]! * stream.normal(maths.log);
          if (point >= from && point <= to) return valueAt(point);
        }
        return valueAt(centres[kernel]!);
      },
      at: (value) => {
        const [a, b] = [into((value as number) - pad), into((value as number) + pad)];
        return (kernel) => {
          const z = (x: number) => (x - centres[kernel]!) / widths[kernel]!;
          const own = whole ? normalMass(z(a), z(b)) : maths.exp(-0.5 * z(a) * z(a)) / (widths[kernel]! * ROOT_2PI);
          return own / inside[kernel]!;
        };
      },
    };
  };
}

/**
 * A kernel a trial, as wide as the larger gap to its neighbours (of the outermost, the gap inwards; of a single one, to the
 * farther end), and one over the whole range. A trial that has no value has the whole range too.
 */
function kernelsOf(observed: readonly unknown[], into: (x: number) => number, from: number, to: number) {
  const range = to - from;
  const least = range / Math.min(100, 2 + observed.length);
  const points = observed.flatMap((value, i) => (value === undefined ? [] : [{ point: into(value as number), i }]));
  const sorted = points.toSorted((a, b) => a.point - b.point || a.i - b.i);
  const centres = [...observed, undefined].map(() => (from + to) / 2);
  const widths = centres.map(() => range);
  for (const [at, { point, i }] of sorted.entries()) {
    const alone = sorted.length === 1;
    const left = at > 0 ? point - sorted[at - 1]!.point : alone ? point - from : 0;
    const right = at < sorted.length - 1 ? sorted[at + 1]!.point - point : alone ? to - point : 0;
    centres[i] = point;
    widths[i] = Math.min(range, Math.max(least, left, right));
  }
  return { centres, widths };
}

/** Draws until one falls inside of the range. */
const MOST_TRIES = 1000;

const ROOT_2PI = Math.sqrt(2 * Math.PI);

/** P(a <= Z <= b), to seven digits (Abramowitz and Stegun 26.2.17). */
function normalMass(a: number, b: number): number {
  // On one side of 0, where the difference keeps its digits.
  if (a > 0) return upper(a) - upper(b);
  if (b < 0) return upper(-b) - upper(-a);
  return 1 - upper(b) - upper(-a);
}

/** P(Z > z) for z >= 0. */
function upper(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (maths.exp(-0.5 * z * z) / ROOT_2PI) * series;
}
