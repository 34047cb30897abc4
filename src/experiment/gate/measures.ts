import { holdsIn } from '../../scenario/expectations.js';
import type { Expectation, Regression } from '../../scenario/scenario.js';
import { median } from '../../scenario/statistics.js';
import { type Arm, type Better, metricsOf, orientedValues } from '../arm.js';
import { incomparableIn } from '../comparison.js';
import type { SeedCurve, SeedCurves } from '../seed-curves.js';
import { failures, type Measure, type MeasureKind } from './measure.js';

/** Share of the rise of the reference's curve at which a seed counts as having learned. */
const RISEN = 0.9;
const FEWEST_POINTS = 3;

/** By what a candidate is judged. */
export interface Rule {
  readonly regression: Regression;
  readonly expectations: readonly Expectation[];
}

/** What is not among the measures, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export interface Measured {
  readonly measures: readonly Measure[];
  readonly leftOut: readonly LeftOut[];
  /** Metrics of the reference that no seed of the candidate recorded, though some came to their end. */
  readonly gone: readonly string[];
}

/**
 * Everything that is held: the last value of each metric with a direction, the area under the curve of the metric that
 * decides and the time to its threshold, the claims of the scenario, and which seeds fail.
 */
export function measuresOf(reference: Arm, candidate: Arm, { regression, expectations }: Rule): Measured {
  const leftOut: LeftOut[] = [];
  const [before, now] = [metricsOf(reference), metricsOf(candidate)];
  const directed = before.filter((name) => betterIn(reference, candidate, name) !== 'neither');
  const hasEnded = candidate.seeds.some(({ status }) => status === 'done');
  const gone = hasEnded ? directed.filter((name) => !now.includes(name)) : [];
  const margin = (metric: string) => (metric === regression.metric ? regression.margin : 0);
  const finals = directed
    .filter((name) => {
      const reason = incomparableIn(reference, candidate, name);
      if (reason !== null && !gone.includes(name)) leftOut.push({ name, reason: `not comparable: ${reason}` });
      return reason === null && !gone.includes(name);
    })
    .map((metric): Measure => {
      const better = betterIn(reference, candidate, metric) as Measure['better'];
      const values = (arm: Arm) => bySeed(arm, orientedValues(arm, metric, better));
      return {
        ...{ kind: 'final', name: metric, metric, better, margin: margin(metric), best: bestOf(reference, metric) },
        ...{ reference: values(reference), candidate: values(candidate) },
      };
    });
  for (const name of now.filter((one) => !before.includes(one) && candidate.better[one] !== 'neither')) {
    leftOut.push({ name, reason: 'not in the baseline' });
  }
  const curves = curveMeasures(reference, candidate, { regression, expectations });
  const claims = expectations.flatMap((expectation): readonly Measure[] => {
    if (expectation.versus !== undefined) {
      leftOut.push({ name: expectation.text, reason: 'speaks of another variant' });
      return [];
    }
    const holds = (arm: Arm) => new Map(arm.seeds.map((one) => [one.seed, holdsIn(expectation, one) ? 1 : 0]));
    return [
      {
        ...{
          kind: 'expect',
          name: expectation.text,
          metric: expectation.metric,
          better: 'higher',
          margin: 0,
          best: null,
        },
        ...{ reference: holds(reference), candidate: holds(candidate) },
      },
    ];
  });
  const fails = finals.length === 0 ? [] : [failures(finals, 'failing seeds')];
  return {
    measures: [...finals, ...curves.measures, ...claims, ...fails],
    leftOut: [...leftOut, ...curves.leftOut],
    gone,
  };
}

export function betterIn(reference: Arm, candidate: Arm, metric: string): Better {
  return reference.better[metric] ?? candidate.better[metric] ?? 'neither';
}

function bySeed({ seeds }: Arm, values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(seeds.map(({ seed }, i) => [seed, values[i]!]));
}

/** A regret is exact: what it is the distance from is the best return that there is. */
function bestOf({ seeds }: Arm, metric: string): number | null {
  if (metric === 'regret') return 0;
  if (metric !== 'greedy_return') return null;
  const returns = seeds.map(({ final }) => (final.greedy_return ?? Number.NaN) + (final.regret ?? Number.NaN));
  const known = returns.filter(Number.isFinite);
  return known.length === 0 ? null : Math.max(...known);
}

function curveMeasures(reference: Arm, candidate: Arm, { regression, expectations }: Rule) {
  const { metric, margin } = regression;
  const better = betterIn(reference, candidate, metric);
  const none = (reason: string) => ({ measures: [], leftOut: [{ name: `area and time of ${metric}`, reason }] });
  if (better === 'neither') return none('of this metric no direction is known to be better');
  const incomparable = incomparableIn(reference, candidate, metric);
  if (incomparable !== null) return none(`not comparable: ${incomparable}`);
  const [before, now] = [reference.curves(metric), candidate.curves(metric)];
  if (before === null) return none('the baseline holds no curves of it');
  const hasEnded = candidate.seeds.some(({ status }) => status === 'done');
  if (now === null && hasEnded) return none('the candidate has no curves of it');
  const steps = now === null ? before.steps : before.steps.filter((step) => now.steps.includes(step));
  if (steps.length < FEWEST_POINTS) return none(`fewer than ${FEWEST_POINTS} evaluations at the same steps`);
  if (steps.length < before.steps.length / 2 && hasEnded) return none('the curves end at different steps');
  const sign = better === 'lower' ? -1 : 1;
  const [old, fresh] = [oriented(before, steps, sign), now === null ? [] : oriented(now, steps, sign)];
  const measure = (
    kind: MeasureKind,
    name: string,
    of: (values: readonly number[]) => number,
    more: object,
  ): Measure => ({
    ...{ kind, name, metric, better, margin: 0, best: null },
    ...{ reference: curveValues(reference, old, of), candidate: curveValues(candidate, fresh, of) },
    ...more,
  });
  const measures = [measure('area', `area of ${metric}`, (values) => areaOf(steps, values), { margin })];
  const level = thresholdOf(old, steps, expectations, regression, sign);
  const leftOut: LeftOut[] = [];
  if (level === null) leftOut.push({ name: `time of ${metric}`, reason: 'the curve of the baseline does not improve' });
  else {
    const name = `steps to ${metric} ${Number((sign * level).toPrecision(4))}`;
    measures.push(measure('time', name, (values) => -timeTo(steps, values, level), { better: 'lower' }));
  }
  return { measures, leftOut };
}

/** The curves at these steps, larger meaning better. */
function oriented({ steps, seeds }: SeedCurves, at: readonly number[], sign: 1 | -1): readonly SeedCurve[] {
  const places = at.map((step) => steps.indexOf(step));
  return seeds.map(({ seed, values }) => ({
    seed,
    values: places.map((place) => sign * (values[place] ?? Number.NaN)),
  }));
}

/** A seed that broke or has no curve is worst. */
function curveValues(
  { seeds }: Arm,
  curves: readonly SeedCurve[],
  of: (values: readonly number[]) => number,
): ReadonlyMap<number, number> {
  return new Map(
    seeds.map(({ seed, status }) => {
      const found = curves.find((one) => one.seed === seed);
      const value = status !== 'done' || found === undefined ? Number.NaN : of(found.values);
      return [seed, Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value];
    }),
  );
}

/** Mean height of the curve along the steps, by trapezoids between its finite points. */
function areaOf(steps: readonly number[], values: readonly number[]): number {
  let [sum, width, before] = [0, 0, -1];
  values.forEach((value, k) => {
    if (!Number.isFinite(value)) return;
    if (before >= 0) {
      sum += ((value + values[before]!) / 2) * (steps[k]! - steps[before]!);
      width += steps[k]! - steps[before]!;
    }
    before = k;
  });
  return width === 0 ? Number.NaN : sum / width;
}

/** Steps until the curve first meets the level, in a straight line between points; Infinity where it never does. */
function timeTo(steps: readonly number[], values: readonly number[], level: number): number {
  for (const [k, value] of values.entries()) {
    if (!(value >= level)) continue;
    const before = k === 0 ? Number.NaN : values[k - 1]!;
    if (!Number.isFinite(before)) return steps[k]!;
    return steps[k - 1]! + ((level - before) / (value - before)) * (steps[k]! - steps[k - 1]!);
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * The scenario's own threshold of the metric, where most seeds of the reference meet it; else nine tenths of the way from the median start to the
 * median end. null where the reference does not improve.
 */
function thresholdOf(
  curves: readonly SeedCurve[],
  steps: readonly number[],
  expectations: readonly Expectation[],
  { metric }: Regression,
  sign: 1 | -1,
): number | null {
  const at = (k: number) => curves.map(({ values }) => values[k]!).filter(Number.isFinite);
  const [starts, ends] = [at(0), at(steps.length - 1)];
  if (starts.length === 0 || ends.length === 0) return null;
  const [start, end] = [median(starts), median(ends)];
  if (!(end > start)) return null;
  const own = expectations.find(
    ({ metric: of, op, value, versus, than }) =>
      of === metric &&
      value !== null &&
      versus === undefined &&
      than === null &&
      (op === '>=' || op === '>') === (sign === 1),
  );
  const level = own === undefined ? Number.NaN : sign * own.value!;
  return level > start && level <= end ? level : start + RISEN * (end - start);
}
