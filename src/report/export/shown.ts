import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bucketOf } from '../../run/fold.js';
import { BUCKETS, type RunView } from '../../run/view.js';
import { firstFree } from './free-file.js';
import { pointsIn } from './points.js';
import { writeCsvOf } from './text.js';

export interface WrittenShown {
  readonly file: string;
  readonly points: number;
  /** Runs that nothing but what is drawn is known of. */
  readonly folded: number;
}

/**
 * Writes runs as CSV with the columns of `losscope export --csv`, to a file of a folder that is not there yet:
 * every recorded point of a run that has a folder, else one row per metric and bucket, with the mean of its points. Throws a
 * `UserError` when it cannot be written.
 */
export function writeShown(
  folder: string,
  title: string,
  runs: readonly RunView[],
  folderOf: (run: RunView) => string | null,
): WrittenShown {
  const recorded = new Map(runs.flatMap((run) => [[run, recordOf(folderOf(run))] as const]));
  const file = firstFree(title, 'csv', (name) => closeSync(openSync(join(folder, name), 'wx')));
  try {
    const valuesOf = (run: RunView) => {
      const record = recorded.get(run) ?? null;
      return record === null ? bucketsOf(run) : pointsIn(record);
    };
    const points = writeCsvOf(runs, valuesOf, join(folder, file));
    return { file, points, folded: runs.filter((run) => recorded.get(run) === null).length };
  } catch (error) {
    rmSync(join(folder, file), { force: true });
    throw error;
  }
}

const recordOf = (folder: string | null): string | null =>
  folder !== null && existsSync(join(folder, 'metrics.jsonl')) ? folder : null;

/** The curves as they are drawn: the mean of each bucket at its middle, a single point where it was. */
function* bucketsOf({ series, steps }: RunView) {
  for (const [metric, { count, sum, lastStep }] of series) {
    const last = bucketOf(lastStep, steps);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const n = count[bucket]!;
      if (n === 0) continue;
      // With fewer steps than buckets a bucket is a step.
      const middle =
        steps <= BUCKETS ? Math.ceil((bucket * steps) / BUCKETS) : Math.round(((bucket + 0.5) * steps) / BUCKETS);
      yield { metric, step: n === 1 && bucket === last ? lastStep : middle, value: sum[bucket]! / n };
    }
  }
}
