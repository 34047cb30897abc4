import type { RunView } from '../session/run-view.js';
import { jsonDocument } from './json-document.js';
import type { Line } from './lines.js';
import { formatCount, formatNumber } from './numbers.js';
import { alignTable } from './text-table.js';

/** What a watched run tells besides. */
type WatchedView = RunView & { readonly resumed?: readonly number[] };

/** A row per run and metric: how many points, the first step at which it was not finite, last, lowest and highest. */
export function watchedTable(runs: readonly RunView[]): readonly Line[] {
  const right = 'right' as const;
  return alignTable(
    [
      { title: 'run' },
      { title: 'metric' },
      { title: 'points', align: right },
      { title: 'until', align: right },
      { title: 'last', align: right },
      { title: 'min', align: right },
      { title: 'max', align: right },
      { title: '' },
    ],
    runs.flatMap((run) =>
      [...run.series.values()].map(({ spec, points, lastStep, last, lowest, highest, firstNonFinite }) => [
        run.id,
        spec.name,
        formatCount(points),
        formatNumber(lastStep),
        formatNumber(last),
        lowest <= highest ? formatNumber(lowest) : '-',
        lowest <= highest ? formatNumber(highest) : '-',
        firstNonFinite === null ? '' : `not finite from ${formatNumber(firstNonFinite)} on`,
      ]),
    ),
  );
}

/** The same as one JSON document; `notes`: what was read and what was not. */
export function watchedDocument(runs: readonly WatchedView[], notes: readonly string[]): string {
  return jsonDocument('watch', {
    notes,
    runs: runs.map((run) => ({
      id: run.id,
      status: run.status,
      ended: run.status !== 'running',
      variant: run.scenario.variant,
      seed: run.seed,
      axis: run.axis ?? null,
      resumed: run.resumed ?? [],
      metrics: [...run.series.values()].map(({ spec, points, lastStep, last, lowest, highest, firstNonFinite }) => ({
        name: spec.name,
        better: spec.better,
        points,
        until: lastStep,
        last,
        min: lowest <= highest ? lowest : null,
        max: lowest <= highest ? highest : null,
        firstNonFinite,
      })),
    })),
  });
}
