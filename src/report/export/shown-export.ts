import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { BUCKETS, bucketOf } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import { codeOf, problemOf } from '../../store/disk.js';
import { asideOf, WholeFile } from '../../store/whole-file.js';
import { becomeFree } from './free-file.js';
import { pointsIn } from './points.js';
import { type Written, writingCsv } from './text.js';

export interface WrittenShown {
  readonly file: string;
  readonly points: number;
  /** Runs that nothing but what is drawn is known of. */
  readonly folded: number;
}

/**
 * Writes runs as CSV with the columns of `losscope export --csv`, to a file of a folder that is not there yet:
 * every recorded point of a run that has a folder, else one row per metric and bucket, with the mean of its points. A piece
 * at each step; the file gets its name when it is whole, and ended early (by `return`) there is none. Throws a `UserError`
 * when it cannot be written.
 */
export function* writingShown(
  folder: string,
  title: string,
  runs: readonly RunView[],
  folderOf: (run: RunView) => string | null,
): Generator<Written, WrittenShown, void> {
  // Runs at work record on: what was there at the start is written.
  const recorded = new Map(runs.map((run) => [run, recordOf(folderOf(run))]));
  const valuesOf = (run: RunView) => {
    const record = recorded.get(run) ?? null;
    return record === null ? bucketsOf(run) : pointsIn(record.folder, record.size);
  };
  const { file, points } = yield* refusingIn(title, writingAside(folder, runs, valuesOf));
  const name = becomeFree(file, folder, title, 'csv');
  return { file: name, points, folded: runs.filter((run) => recorded.get(run) === null).length };
}

function* writingAside(
  folder: string,
  runs: readonly RunView[],
  valuesOf: Parameters<typeof writingCsv<RunView>>[1],
): Generator<Written, { readonly file: WholeFile; readonly points: number }, void> {
  const file = new WholeFile(asideOf(join(folder, '.losscope')));
  return { file, points: yield* writingCsv(runs, valuesOf, file) };
}

/** What goes wrong with the file system as a {@link UserError}. */
function* refusingIn<T, R>(title: string, steps: Generator<T, R, void>): Generator<T, R, void> {
  try {
    return yield* steps;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw new UserError({ path: '', file: `${title}.csv`, message: `cannot be written: ${problemOf(error)}` });
  }
}

interface Recorded {
  readonly folder: string;
  readonly size: number;
}

function recordOf(folder: string | null): Recorded | null {
  const status = folder === null ? undefined : statSync(join(folder, 'metrics.jsonl'), { throwIfNoEntry: false });
  return folder === null || status === undefined ? null : { folder, size: status.size };
}

/** The curves as they are drawn: the mean of each bucket at its middle, a single point where it was. */
function* bucketsOf({ series, steps, origin = 0 }: RunView) {
  const width = steps - origin;
  for (const [metric, { count, sum, lastStep }] of series) {
    const last = bucketOf(lastStep - origin, width);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const n = count[bucket]!;
      if (n === 0) continue;
      // With fewer steps than buckets a bucket is a step.
      const middle =
        width <= BUCKETS ? Math.ceil((bucket * width) / BUCKETS) : Math.round(((bucket + 0.5) * width) / BUCKETS);
      yield { metric, step: n === 1 && bucket === last ? lastStep : origin + middle, value: sum[bucket]! / n };
    }
  }
}
