import { join } from 'node:path';
import type { MetricSpec } from '../../core/learner.js';
import type { Arm, Better } from '../../experiment/arm.js';
import { type SeedCurves, seedCurves } from '../../experiment/seed-curves.js';
import { decisive } from '../../scenario/canonical.js';
import type { Scenario } from '../../scenario/scenario.js';
import { regressionOf } from '../../scenario/usual.js';
import type { SeriesView } from '../../session/curve.js';
import { Series } from '../../session/curve.js';
import { readConfig } from '../../store/config-file.js';
import { readMetrics } from '../../store/metrics-file.js';
import { pluginsOf, readCode, versionsOf } from '../../store/run-code.js';
import { listRuns, type RunRecord } from '../../store/run-list.js';
import { quickDoubt } from '../../store/verification/verification.js';
import { variantName } from '../summary.js';

/** Run folders below a root. */
export interface Recorded {
  readonly root: string;
  /** Ids of the runs; null for all of them. */
  readonly ids: readonly string[] | null;
}

/**
 * The run folders grouped by scenario, variant and configuration: an arm each, in the order in which they began. Of two
 * runs with the same seed the newer one counts. Damaged folders, and those whose points or weights are not what their digest
 * was made of, are left out and told to `warn`.
 */
export function armsOfFolders({ root, ids }: Recorded, warn: (text: string) => void): readonly Arm[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of listRuns(root).filter(({ id }) => ids === null || ids.includes(id))) {
    if (run.status === 'damaged') {
      warn(`${run.id}: left out: ${run.reason}`);
      continue;
    }
    const doubt = quickDoubt(run.folder);
    if (doubt !== null) {
      warn(`${run.id}: left out: ${doubt}`);
      continue;
    }
    const { hash } = readConfig(run.folder);
    // Other code is another arm: nothing is averaged over versions, or over what a plug-in was and is.
    const key = JSON.stringify([run.scenario, run.variant, hash, versionsOf(run.folder), pluginsOf(run.folder)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()].map((runs) => armOf(root, newest(runs, warn)));
}

function newest(runs: readonly RunRecord[], warn: (text: string) => void): readonly RunRecord[] {
  const bySeed = new Map<number | null, RunRecord>();
  for (const run of runs) {
    const before = bySeed.get(run.seed);
    if (before !== undefined) warn(`${before.id}: left out: ${run.id} ran the same seed later`);
    bySeed.set(run.seed, run);
  }
  return [...bySeed.values()].sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0));
}

function armOf(root: string, runs: readonly RunRecord[]): Arm {
  const [first] = runs;
  const { hash, scenario } = readConfig(first!.folder);
  return {
    label: variantName(scenario),
    source: root,
    scenario: scenario.name,
    variant: scenario.variant,
    version: versionsOf(first!.folder).join(' and ') || null,
    plugins: readCode(first!.folder).begun.plugins === null ? null : pluginsOf(first!.folder),
    hash,
    decides: decisive(scenario),
    regression: regressionOf(scenario),
    better: betterIn(runs),
    dependsOn: dependsOnIn(runs),
    seeds: runs.map(({ seed, status, digest, final }) => ({ seed: seed ?? 0, status, digest, final: { ...final } })),
    curves: (metric) => curvesIn(runs, scenario, metric),
  };
}

/** Directions of the metrics, as the first run that recorded any tells them; they come before its points. */
export function betterIn(runs: readonly Pick<RunRecord, 'folder'>[]): Readonly<Record<string, Better>> {
  return Object.fromEntries(specsIn(runs).map(({ name, better }) => [name, better]));
}

function dependsOnIn(runs: readonly Pick<RunRecord, 'folder'>[]): NonNullable<Arm['dependsOn']> {
  return Object.fromEntries(specsIn(runs).map(({ name, dependsOn = [] }) => [name, dependsOn]));
}

function specsIn(runs: readonly Pick<RunRecord, 'folder'>[]): readonly MetricSpec[] {
  for (const { folder } of runs) {
    const specs: MetricSpec[] = [];
    try {
      for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
        if (entry.kind !== 'metric') break;
        specs.push(entry.spec);
      }
    } catch {
      // A run that failed before its first point has none.
    }
    if (specs.length > 0) return specs;
  }
  return [];
}

function curvesIn(runs: readonly RunRecord[], { steps }: Scenario, metric: string): SeedCurves | null {
  const all = runs.flatMap(({ folder, seed }) => {
    const series = seriesIn(folder, metric, steps);
    return series === null ? [] : [{ seed: seed ?? 0, series }];
  });
  return seedCurves(metric, all, steps);
}

function seriesIn(folder: string, metric: string, steps: number): SeriesView | null {
  let series: Series | null = null;
  let wanted: number | null = null;
  try {
    for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
      if (entry.kind === 'metric' && entry.spec.name === metric) {
        wanted = entry.id;
        series = new Series(entry.spec, steps);
      } else if (entry.kind === 'point' && entry.id === wanted) series?.add(entry.step, entry.value);
    }
  } catch {
    // Without its curve the run still counts by its last values.
  }
  return series;
}
