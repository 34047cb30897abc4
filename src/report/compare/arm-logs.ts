import type { Arm, Better } from '../../experiment/arm.js';
import type { SeedCurves } from '../../experiment/seed-curves.js';
import { type Figure, figureOf, figureText } from '../../logs/foreign/figure.js';
import { type ForeignCurve, type ForeignRun, readForeignRuns } from '../../logs/foreign/foreign-runs.js';
import { WATCH_ALL, type WatchOptions } from '../../logs/open.js';

/** What logs of one comparison belong to: variants of different folders are of one thing. */
const SCENARIO = 'logs';
/** Grid intervals of curves. */
const INTERVALS = 50;
const DIGITS = 6;

export interface LogOptions extends WatchOptions {
  /** Which figure of a curve counts. */
  readonly figure: Figure;
}

export const READ_ALL: LogOptions = { ...WATCH_ALL, figure: { kind: 'last' } };

/**
 * The runs of logs of other programs as arms: one a variant, its seeds by their paths. The figure of each curve stands where
 * the last value of our own runs does. What was read and guessed is told to `warn`.
 */
export function armsOfLogs(
  sources: readonly string[],
  options: LogOptions,
  warn: (text: string) => void,
): readonly Arm[] {
  const { runs, notes } = readForeignRuns(sources, options);
  for (const note of notes) warn(note);
  warn(`figure: ${figureText(options.figure)} of each curve; another one with --figure`);
  const variants = new Map<string, ForeignRun[]>();
  for (const run of runs) variants.set(run.variant, [...(variants.get(run.variant) ?? []), run]);
  return [...variants.values()].map((all) => armOf(sources.join(' '), all, options.figure));
}

function armOf(source: string, given: readonly ForeignRun[], figure: Figure): Arm {
  const runs = [...given].sort((a, b) => a.seed - b.seed);
  const [first] = runs;
  const better: Record<string, Better> = {};
  for (const { curves } of runs) for (const [name, { spec }] of curves) better[name] ??= spec.better;
  const focus = first!.focus;
  return {
    label: first!.variant === '' ? SCENARIO : first!.variant,
    source,
    scenario: SCENARIO,
    variant: first!.variant,
    version: null,
    hash: null,
    decides: null,
    regression: better[focus] === 'neither' ? null : { metric: focus, margin: 0, alpha: 0.01 },
    better,
    seeds: runs.map(({ seed, curves }) => ({
      ...{ seed, status: 'done', digest: null },
      final: Object.fromEntries([...curves].map(([name, curve]) => [name, figureOf(curve, curve.spec.better, figure)])),
    })),
    curves: (metric) => curvesOf(metric, runs),
  };
}

/** The curves of all seeds on one grid from the first place of any to the last. */
function curvesOf(metric: string, runs: readonly ForeignRun[]): SeedCurves | null {
  const own = runs.flatMap(({ seed, curves }) => {
    const curve = curves.get(metric);
    return curve === undefined || !curve.values.some(Number.isFinite) ? [] : [{ seed, curve }];
  });
  if (own.length === 0) return null;
  const from = Math.min(...own.map(({ curve }) => curve.xs[0]!));
  const to = Math.max(...own.map(({ curve }) => curve.xs.at(-1)!));
  const grid = Array.from({ length: INTERVALS + 1 }, (_, k) => from + ((to - from) * k) / INTERVALS);
  const steps = to > from ? grid : [from];
  const seeds = own.map(({ seed, curve }) => ({
    seed,
    values: steps.map((step, k) => meanBetween(curve, steps[k - 1], step)),
  }));
  const reached = steps.map((_, k) => seeds.some(({ values }) => Number.isFinite(values[k])));
  return {
    metric,
    steps: steps.filter((_, k) => reached[k]).map(short),
    seeds: seeds.map(({ seed, values }) => ({
      seed,
      values: bridged(values)
        .filter((_, k) => reached[k])
        .map(short),
    })),
  };
}

const short = (value: number): number => Number(value.toPrecision(DIGITS));

/** The mean of what fell behind `from` and not behind `to`; NaN where nothing did. */
function meanBetween({ xs, values }: ForeignCurve, from: number | undefined, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = lowerBound(xs, from ?? Number.NEGATIVE_INFINITY); i < xs.length && xs[i]! <= to; i++) {
    if ((from !== undefined && xs[i]! <= from) || !Number.isFinite(values[i])) continue;
    sum += values[i]!;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

function lowerBound(xs: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Straight lines over what is empty between two values. */
function bridged(values: readonly number[]): readonly number[] {
  const filled = [...values];
  let before = -1;
  for (const [k, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    for (let j = before + 1; before >= 0 && j < k; j++) {
      filled[j] = values[before]! + ((value - values[before]!) * (j - before)) / (k - before);
    }
    before = k;
  }
  return filled;
}
