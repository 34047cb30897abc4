import type { MetricSpec } from '../../core/learner.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Registries } from '../../train/registries.js';
import { train } from '../../train/training.js';

/** The metrics that a run of this scenario defines while it is built; nothing is trained. */
export function metricsOf(scenario: Scenario, registries: Registries): readonly MetricSpec[] {
  const metrics: MetricSpec[] = [];
  const events = train(scenario, scenario.seeds[0] ?? 0, { registries, sink: () => {} });
  for (let next = events.next(0); !next.done && next.value.kind !== 'tick'; next = events.next(0)) {
    if (next.value.kind === 'metric') metrics.push(next.value.spec);
  }
  return metrics;
}
