import { bucketOf, type SeriesView } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import { type BandKind, confidence, effectiveBand, moments } from '../charts/curves.js';

/** How far the values around a mean reach, and in which words that is said. */
export interface Spread {
  readonly kind: 'ci' | 'std' | 'range';
  readonly low: number;
  readonly high: number;
}

/** One population of seeds and its figures, all of the same seeds at the same step. */
export interface Summary {
  readonly runs: readonly RunView[];
  /** Seeds in it. */
  readonly n: number;
  /** All seeds of these runs, those without any value among them. */
  readonly of: number;
  /** Seeds that have any value, those that are not as far among them. */
  readonly filled: number;
  /** The step that all of them have reached, and at which they are compared. */
  readonly step: number;
  /** Mean over the seeds of each one's last value up to that step; likewise of its best and its lowest. */
  readonly last: number;
  readonly best: number;
  readonly min: number;
  /** Around the mean of the last values; null for a single seed. */
  readonly spread: Spread | null;
  readonly better: 'lower' | 'higher' | 'neither';
}

/** Live seeds that are less far than this part of the way of the furthest do not count yet. */
const COMPARABLE = 0.8;

/** Whether every run is of a seed of its own: what seeds there are does not change, only how far they are. */
const distinct = new WeakMap<readonly RunView[], { readonly of: number; readonly all: boolean }>();

// Runs of other programs tell no seed.
const seedOf = (run: RunView): number | string => (run.openEnded === true ? run.id : run.seed);

/** One run a seed, the one that has come furthest: a seed that was run again is no further sample of the variant. */
export function samplesOf(runs: readonly RunView[]): readonly RunView[] {
  const known = distinct.get(runs);
  if (known?.of === runs.length && known.all) return runs;
  const furthest = new Map<number | string, RunView>();
  for (const run of runs) {
    const seed = seedOf(run);
    const there = furthest.get(seed);
    if (there === undefined || run.step > there.step) furthest.set(seed, run);
  }
  distinct.set(runs, { of: runs.length, all: furthest.size === runs.length });
  return furthest.size === runs.length ? runs : [...furthest.values()];
}

/**
 * The seeds that figures and mean curves are of: those that are done, once any is, for values from the middle of training
 * are not to be averaged with final ones; until then those that are about as far as the furthest.
 */
export function populationOf(runs: readonly RunView[], metric: string): Pick<Summary, 'runs' | 'of' | 'filled'> {
  const filled: RunView[] = [];
  let furthest = 0;
  let done = 0;
  const samples = samplesOf(runs);
  for (const run of samples) {
    const series = run.series.get(metric);
    if (series === undefined || series.points === 0) continue;
    filled.push(run);
    if (run.step > furthest) furthest = run.step;
    if (run.status === 'done') done++;
  }
  const counted = { of: samples.length, filled: filled.length };
  if (done === filled.length) return { runs: filled, ...counted };
  const counts = ({ status, step }: RunView): boolean => (done > 0 ? status === 'done' : step >= COMPARABLE * furthest);
  return { runs: filled.filter(counts), ...counted };
}

export function summaryOf(runs: readonly RunView[], metric: string, band: BandKind = 'ci'): Summary {
  const population = populationOf(runs, metric);
  let step = Number.POSITIVE_INFINITY;
  for (const run of population.runs) if (run.step < step) step = run.step;
  const counted: RunView[] = [];
  const [values, lows, highs]: [number[], number[], number[]] = [[], [], []];
  for (const run of population.runs) {
    const series = run.series.get(metric)!;
    const value = lastUpTo(series, step, run);
    if (!Number.isFinite(value)) continue;
    counted.push(run);
    values.push(value);
    lows.push(extremeUpTo(series, step, run, 'lowest'));
    highs.push(extremeUpTo(series, step, run, 'highest'));
  }
  const better = population.runs[0]?.series.get(metric)?.spec.better ?? 'neither';
  const of = moments(values);
  const { mean: min } = moments(lows);
  return {
    runs: counted,
    n: of.n,
    of: population.of,
    filled: population.filled,
    step,
    last: of.mean,
    min,
    better,
    best: better === 'neither' ? Number.NaN : better === 'lower' ? min : moments(highs).mean,
    spread: spreadOf(values, of, band),
  };
}

function spreadOf(
  values: readonly number[],
  { n, mean, deviation }: { readonly n: number; readonly mean: number; readonly deviation: number },
  band: BandKind,
): Spread | null {
  if (n < 2) return null;
  const kind = effectiveBand(band, n);
  if (kind === 'range') return { kind, low: Math.min(...values), high: Math.max(...values) };
  // Equal values whose mean does not come out even have no spread to tell of.
  const noise = deviation < 1e-12 * Math.abs(mean);
  const half = noise ? 0 : kind === 'std' ? deviation : confidence(deviation, n);
  return { kind, low: mean - half, high: mean + half };
}

type Axis = Pick<RunView, 'steps' | 'origin'>;

const bucketAt = (step: number, { steps, origin = 0 }: Axis): number => bucketOf(step - origin, steps - origin);

/** The last value up to a step, to the end of its display bucket. */
export function lastUpTo(series: SeriesView, step: number, run: Axis): number {
  if (step >= series.lastStep) return series.last;
  let bucket = bucketAt(step, run);
  while (bucket >= 0 && series.count[bucket] === 0) bucket--;
  return bucket < 0 ? Number.NaN : series.latest[bucket]!;
}

function extremeUpTo(series: SeriesView, step: number, run: Axis, figure: 'lowest' | 'highest'): number {
  if (step >= series.lastStep) return series[figure];
  const end = bucketAt(step, run);
  let extreme = figure === 'lowest' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (let b = 0; b <= end; b++) {
    if (series.count[b] === 0) continue;
    extreme = figure === 'lowest' ? Math.min(extreme, series.min[b]!) : Math.max(extreme, series.max[b]!);
  }
  return extreme;
}
