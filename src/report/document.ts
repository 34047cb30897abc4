import { programVersion } from '../core/package.js';
import type { ProfileReport } from '../core/profile.js';
import { canonical, configHash, decisive } from '../scenario/canonical.js';
import type { Scenario } from '../scenario/scenario.js';
import { regressionOf } from '../scenario/usual.js';
import type { SeriesView } from '../session/curve.js';
import type { RunView } from '../session/run-view.js';
import { jsonDocument } from './json-document.js';
import type { Summary } from './summary.js';

type Better = SeriesView['spec']['better'];

/**
 * The results as one JSON document; NaN and the infinities as "NaN", "Infinity" and "-Infinity". With each
 * scenario stand its settings, their hash and how it is compared, which is what `losscope compare` reads. A run that was profiled
 * tells its profile: milliseconds by phase and by kernel. Which way the metrics are better, the views tell, or `better`.
 */
export function resultDocument(
  summaries: readonly Summary[],
  views: readonly RunView[] = [],
  better: Readonly<Record<string, Better>> = {},
): string {
  const profiles = new Map<string, ProfileReport>();
  for (const { id, profile } of views) if (profile != null) profiles.set(id, profile);
  return jsonDocument('run', {
    losscope: programVersion(),
    scenarios: summaries.map(({ scenario, runs, judgements }) => ({
      name: scenario.name,
      variant: scenario.variant,
      hash: configHash(scenario),
      // In one order, whether the scenario was loaded or read from a run folder.
      settings: JSON.parse(canonical(decisive(scenario))),
      regression: regressionOf(scenario),
      better: { ...better, ...betterOf(scenario, views) },
      runs: runs.map(({ id, seed, status, reason, steps, seconds, digest, final, best, alerts = [] }) => ({
        id,
        seed,
        status,
        reason,
        steps,
        seconds,
        digest,
        final,
        ...(best === undefined ? {} : { best }),
        alerts,
        ...(profiles.has(id) ? { profile: profiles.get(id) } : {}),
      })),
      expectations: judgements.map(({ text, measured, pass }) => ({ text, measured, pass })),
    })),
  });
}

/** Which direction is better, by metric, as far as the runs have recorded any. */
function betterOf(scenario: Scenario, views: readonly RunView[]) {
  const series = views.filter((run) => run.scenario === scenario).flatMap((run) => [...run.series.values()]);
  return Object.fromEntries(series.map(({ spec }) => [spec.name, spec.better]));
}
