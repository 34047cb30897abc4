import { programVersion } from '../../core/package.js';
import type { Arm, Better } from '../../experiment/arm.js';
import { seedCurves } from '../../experiment/seed-curves.js';
import { configHash, decisive } from '../../scenario/canonical.js';
import type { Scenario } from '../../scenario/scenario.js';
import { regressionOf } from '../../scenario/usual.js';
import type { Session } from '../../session/run-view.js';
import { codeFields, codeNow } from '../../store/run-code.js';
import { variantName } from '../summary.js';

/** The seeds of one scenario that a session has just run. */
export function armOfSession(session: Pick<Session, 'runs' | 'results'>, scenario: Scenario): Arm {
  const runs = session.runs.filter((run) => run.scenario === scenario);
  const results = session.results().filter((_, i) => session.runs[i]!.scenario === scenario);
  const better: Record<string, Better> = {};
  const dependsOn: Record<string, readonly string[]> = {};
  for (const { series } of runs) {
    for (const [name, { spec }] of series) {
      better[name] ??= spec.better;
      dependsOn[name] ??= spec.dependsOn ?? [];
    }
  }
  return {
    label: variantName(scenario),
    source: 'this run',
    scenario: scenario.name,
    variant: scenario.variant,
    version: programVersion(),
    plugins: codeFields(codeNow(runs[0]?.plugins ?? [])).plugins,
    hash: configHash(scenario),
    decides: decisive(scenario),
    regression: regressionOf(scenario),
    better,
    dependsOn,
    seeds: results.map(({ seed, status, digest, final }) => ({ seed, status, digest, final })),
    curves: (metric) =>
      seedCurves(
        metric,
        runs.flatMap(({ seed, series: all }) => {
          const series = all.get(metric);
          return series === undefined ? [] : [{ seed, series }];
        }),
        scenario.steps,
      ),
  };
}
