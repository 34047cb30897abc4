import { type Arm, orientedValues } from '../../experiment/arm.js';
import type { Comparison, MetricComparison } from '../../experiment/comparison.js';
import { type CurveSummary, summariseCurves } from '../../experiment/curve-summary.js';
import { performanceProfile } from '../../experiment/statistics/curves.js';
import { rankOrder } from './groups.js';

const THRESHOLDS = 60;
/** More lines than this in one chart cannot be told apart. */
const MOST_ARMS = 8;

export interface ChartLine {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

export interface Chart {
  readonly title: string;
  /** What stands on the x axis. */
  readonly x: string;
  readonly lines: readonly ChartLine[];
  /** Fixed ends of the y axis. */
  readonly range?: readonly [number, number];
}

export interface IntervalRow {
  readonly label: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What is drawn of comparisons with one reference and metric: the same data for terminal, SVG and page. */
export interface Charts {
  readonly metric: string;
  /** Variants that are not drawn, since more lines could not be told apart; the best of them are. */
  readonly omitted: number;
  readonly labels: readonly string[];
  /** Seeds of each arm. */
  readonly seeds: readonly number[];
  readonly charts: readonly Chart[];
  /** Means with 95 % intervals, under five seeds with their range; an end may be infinite where seeds broke. */
  readonly intervals: readonly IntervalRow[];
  /** What the bars of `intervals` are. */
  readonly bars: string;
}

/** The comparisons must share their reference and metric. */
export function chartsOf(comparisons: readonly Comparison[]): Charts {
  const [first] = comparisons;
  const { metric, better } = first!.metrics[0]!;
  const best = comparisons
    .toSorted((a, b) => rankOrder(a.metrics[0]!.candidate, b.metrics[0]!.candidate, better))
    .slice(0, MOST_ARMS - 1);
  const shown = comparisons.filter((one) => best.includes(one));
  const arms = [first!.reference, ...shown.map(({ candidate }) => candidate)];
  const told = arms.flatMap((arm) => {
    const curves = arm.curves(metric);
    return curves === null ? [] : [{ label: arm.label, curve: summariseCurves(curves) }];
  });
  const curveCharts: readonly Chart[] = [
    { title: `${metric}: mean, range of seeds`, x: 'steps', lines: told.map(meanLine) },
    iqmChart(metric, told),
  ];
  return {
    metric,
    omitted: comparisons.length - shown.length,
    labels: arms.map(({ label }) => label),
    seeds: arms.map(({ seeds }) => seeds.length),
    charts: [...(told.length === 0 ? [] : curveCharts), profileChart(arms, metric, better)],
    intervals: [
      intervalRow(first!.reference.label, first!.metrics[0]!.reference),
      ...shown.map(({ candidate, metrics }) => intervalRow(candidate.label, metrics[0]!.candidate)),
    ],
    bars: barsOf([first!.metrics[0]!.reference, ...shown.map(({ metrics }) => metrics[0]!.candidate)]),
  };
}

function barsOf(sides: readonly MetricComparison['reference'][]): string {
  const few = sides.filter(({ meanInterval }) => meanInterval === null).length;
  if (few === sides.length) return 'range of seeds';
  return few === 0 ? '95 % interval' : '95 % interval, under 5 seeds their range';
}

function meanLine({ label, curve }: { readonly label: string; readonly curve: CurveSummary }): ChartLine {
  return { label, x: curve.steps, y: curve.mean, low: curve.low, high: curve.high };
}

/** Under five seeds an IQM has no band. */
function iqmChart(metric: string, told: readonly { readonly label: string; readonly curve: CurveSummary }[]): Chart {
  const hasBand = ({ iqmLow }: CurveSummary) => iqmLow.some(Number.isFinite);
  return {
    title: told.some(({ curve }) => hasBand(curve)) ? `${metric}: IQM, 95 % interval` : `${metric}: IQM`,
    x: 'steps',
    lines: told.map(({ label, curve }) => ({
      ...{ label, x: curve.steps, y: curve.iqm },
      ...(hasBand(curve) ? { low: curve.iqmLow, high: curve.iqmHigh } : {}),
    })),
  };
}

function intervalRow(label: string, { mean, meanInterval, values }: MetricComparison['reference']): IntervalRow {
  // Of too few seeds for an interval the range is drawn, which claims nothing.
  const [low, high] = meanInterval ?? [Math.min(...values), Math.max(...values)];
  return { label, mean, low, high };
}

function profileChart(arms: readonly Arm[], metric: string, better: MetricComparison['better']): Chart {
  const values = arms.map((arm) => orientedValues(arm, metric, better));
  const finite = values.flat().filter(Number.isFinite);
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
  // A little beyond both ends, so that the steps there are seen.
  const room = high > low ? (high - low) / 20 : Math.abs(low) / 20 || 1;
  const at = (i: number) => low - room + ((high - low + 2 * room) * i) / (THRESHOLDS - 1);
  const thresholds = Array.from({ length: THRESHOLDS }, (_, i) => at(i));
  const sign = better === 'lower' ? -1 : 1;
  const ordered = <T>(list: readonly T[]) => (sign === 1 ? list : list.toReversed());
  return {
    title: 'share of seeds as good',
    x: metric,
    range: [0, 1],
    lines: arms.map(({ label }, i) => ({
      label,
      x: ordered(thresholds.map((threshold) => sign * threshold)),
      y: ordered(performanceProfile(values[i]!, thresholds)),
    })),
  };
}

/** What is said of variants that no chart has. */
export function omittedText({ omitted, labels }: Pick<Charts, 'omitted' | 'labels'>): string {
  return `charts: the reference and the best ${labels.length - 1} of ${labels.length - 1 + omitted} variants`;
}
