import { join } from 'node:path';
import type { MetricSpec } from '../../core/learner.js';
import { meanInterval } from '../../experiment/statistics/intervals.js';
import { mean } from '../../scenario/statistics.js';
import { readMetrics } from '../../store/metrics-file.js';
import type { RunSource } from '../export/sources.js';

/** Points of a drawn curve at most. */
const BUCKETS = 120;

/** The curve of one metric over the seeds of a configuration. */
export interface Curve {
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  /** 95 % interval of the mean (Student's t), where at least five seeds have a value; else the mean itself. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Each seed by itself, on the same steps; NaN where it has no value. */
  readonly seeds: readonly (readonly number[])[];
}

export interface MetricCurves {
  readonly spec: MetricSpec;
  /** Per configuration; null for one that has not recorded the metric. */
  readonly curves: readonly (Curve | null)[];
}

/** A run's metrics folded into buckets of steps. */
interface Folded {
  readonly spec: MetricSpec;
  readonly sum: Float64Array;
  readonly count: Uint32Array;
  readonly steps: Float64Array;
}

/** The curves of all metrics by configuration, each folded to at most 120 points of its mean over the steps between. */
export function curvesOf(groups: readonly (readonly RunSource[])[]): readonly MetricCurves[] {
  const folded = groups.map((runs) => runs.map(fold));
  const specs = new Map<string, MetricSpec>();
  for (const run of folded.flat()) for (const [name, { spec }] of run) if (!specs.has(name)) specs.set(name, spec);
  return [...specs.values()].map((spec) => ({
    spec,
    curves: folded.map((runs) => curveOf(runs.flatMap((run) => run.get(spec.name) ?? []))),
  }));
}

function fold({ folder, scenario: { steps: budget } }: RunSource): ReadonlyMap<string, Folded> {
  const byId: Folded[] = [];
  const byName = new Map<string, Folded>();
  for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
    if (entry.kind === 'metric') {
      const { id, spec } = entry;
      byId[id] = {
        spec,
        sum: new Float64Array(BUCKETS),
        count: new Uint32Array(BUCKETS),
        steps: new Float64Array(BUCKETS),
      };
      byName.set(spec.name, byId[id]);
      continue;
    }
    const metric = byId[entry.id];
    if (metric === undefined || !Number.isFinite(entry.value)) continue;
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.ceil((entry.step / budget) * BUCKETS) - 1));
    metric.sum[bucket]! += entry.value;
    metric.steps[bucket]! += entry.step;
    metric.count[bucket]!++;
  }
  return byName;
}

function curveOf(runs: readonly Folded[]): Curve | null {
  const used = Array.from({ length: BUCKETS }, (_, i) => i).filter((i) => runs.some(({ count }) => count[i]! > 0));
  if (used.length === 0) return null;
  const seeds = runs.map(({ sum, count }) => used.map((i) => (count[i]! > 0 ? sum[i]! / count[i]! : Number.NaN)));
  const columns = used.map((_, k) => seeds.map((seed) => seed[k]!).filter(Number.isFinite));
  const middle = columns.map(mean);
  const intervals = columns.map((values, k) => meanInterval(values) ?? [middle[k]!, middle[k]!]);
  return {
    steps: used.map((i) => {
      const first = runs.find(({ count }) => count[i]! > 0)!;
      return first.steps[i]! / first.count[i]!;
    }),
    mean: middle,
    low: intervals.map(([low]) => low),
    high: intervals.map(([, high]) => high),
    seeds,
  };
}
