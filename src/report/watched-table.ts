import type { RunView } from '../session/run-view.js';
import { asciiJson } from './document.js';
import type { Line } from './lines.js';
import { formatCount, formatNumber } from './numbers.js';
import { alignTable } from './text-table.js';

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

/** The same as one JSON document. */
export function watchedDocument(runs: readonly RunView[]): string {
  return asciiJson({
    runs: runs.map((run) => ({
      id: run.id,
      status: run.status,
      metrics: [...run.series.values()].map(({ spec, points, lastStep, last, lowest, highest, firstNonFinite }) => ({
        name: spec.name,
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
