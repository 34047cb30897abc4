import type { MetricSpec } from '../core/learner.js';
import { canonical } from '../scenario/canonical.js';
import { isRecord } from '../scenario/record.js';

type Defined = Pick<MetricSpec, 'name' | 'better' | 'dependsOn'>;

/**
 * Why a metric of two configurations cannot be compared: a setting that defines it differs, such as the loss of a
 * `test_loss`. In words, `loss differs`, `agent.nStep and agent.gamma differ`; null where it is the same quantity, and
 * where a side does not tell its settings. A configuration is a `Scenario`, or what `decisive` makes of it.
 */
export function whyNotComparable(
  { dependsOn = [] }: Pick<MetricSpec, 'dependsOn'>,
  a: unknown,
  b: unknown,
): string | null {
  if (!isRecord(a) || !isRecord(b)) return null;
  const differing = [...new Set(dependsOn.flatMap((path) => differences(path, a, b)))];
  if (differing.length === 0) return null;
  const last = differing.pop()!;
  return differing.length === 0 ? `${last} differs` : `${differing.join(', ')} and ${last} differ`;
}

/** The metrics that are the same quantity in all these configurations and of which one direction is better, in their order. */
export function comparableMetrics(metrics: readonly Defined[], configurations: readonly unknown[]): readonly string[] {
  const [first, ...others] = configurations;
  return metrics
    .filter((metric) => metric.better !== 'neither')
    .filter((metric) => others.every((other) => whyNotComparable(metric, first, other) === null))
    .map(({ name }) => name);
}

/** The paths at or below this one whose values differ; of a block that is another one altogether, its own path. */
function differences(path: string, a: Record<string, unknown>, b: Record<string, unknown>): readonly string[] {
  const [before, now] = [valueAt(path, a), valueAt(path, b)];
  if (canonical(before) === canonical(now)) return [];
  if (!isRecord(before) || !isRecord(now) || before.name !== now.name) return [path.replace(/\.name$/, '')];
  const [left, right] = [paramsOf(before), paramsOf(now)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((key) => canonical(left[key]) !== canonical(right[key]))
    .map((key) => `${path}.${key}`);
}

/** A block, `{ name, params }`, or one of its settings; undefined where there is none. */
function valueAt(path: string, { learner, ...rest }: Record<string, unknown>): unknown {
  const [head = '', key] = path.split('.');
  const block = { ...rest, ...(isRecord(learner) ? learner : {}) }[head];
  if (key === undefined || !isRecord(block)) return block;
  return key === 'name' ? block.name : paramsOf(block)[key];
}

const paramsOf = ({ params }: Record<string, unknown>): Record<string, unknown> => (isRecord(params) ? params : {});
