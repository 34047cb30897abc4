import { statSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { UserError } from '../../core/errors.js';
import type { MetricSpec } from '../../core/learner.js';
import { openWatched, type WatchOptions } from '../open.js';
import { WatchSession } from '../session.js';

/** A whole curve of a run of another program. */
export interface ForeignCurve {
  readonly spec: MetricSpec;
  readonly xs: readonly number[];
  readonly values: readonly number[];
}

/** A run of another program, read to the end of its log. */
export interface ForeignRun {
  readonly id: string;
  readonly variant: string;
  readonly seed: number;
  /** What its places are called; null for the number of the row. */
  readonly axis: string | null;
  /** Seconds from its first figure to its last, where the log tells times; else 0. */
  readonly seconds: number;
  /** The metric that is shown first. */
  readonly focus: string;
  readonly curves: ReadonlyMap<string, ForeignCurve>;
  /** When its log was changed last, in milliseconds since 1970. */
  readonly changed: number;
}

export interface ForeignRuns {
  readonly runs: readonly ForeignRun[];
  /** What was read and what was not, what was guessed, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads logs of other programs whole, all points of them. Seeds that nothing tells are numbered within their variant; of two
 * runs with the same variant and seed the one that was written later counts. Throws a {@link UserError} for what is no log.
 */
export function readForeignRuns(sources: readonly string[], options: WatchOptions): ForeignRuns {
  const watched = openWatched(sources, options, new PassThrough(), '', { keepPoints: true });
  const session = new WatchSession(watched);
  try {
    session.finish();
    const { refused } = session;
    if (refused.length > 0) throw new UserError(refused);
    const missing = session.missing();
    if (missing.length > 0) throw new UserError(missing);
    const notes = [...session.told, ...session.summary()];
    const given = session.runs.filter(({ series }) => series.size > 0);
    // In a folder the newest come first; here their names settle the order.
    if (sources.some(isFolder)) given.sort((a, b) => collator.compare(a.id, b.id));
    if (given.length === 0) {
      const hint = session.summary().join('; ');
      throw new UserError({ path: '', message: 'no metrics found', given: sources.join(', '), ...(hint && { hint }) });
    }
    const used = new Map<string, Set<number>>();
    const runs = given.map((run): ForeignRun => {
      const { variant, focus } = run.scenario;
      const seeds = used.get(variant) ?? new Set<number>();
      used.set(variant, seeds);
      const seed = watched.book.knowsSeed(run) ? run.seed : firstFree(seeds);
      seeds.add(seed);
      const curves = new Map<string, ForeignCurve>();
      for (const [name, { spec }] of run.series) {
        const full = run.full?.get(name);
        if (full !== undefined) curves.set(name, { spec, xs: full.xs, values: full.values });
      }
      return { id: run.id, variant, seed, axis: run.axis, seconds: run.seconds, focus, curves, changed: run.changed };
    });
    return { runs: newest(runs, notes), notes };
  } finally {
    void session.close();
  }
}

const collator = new Intl.Collator('en', { numeric: true });
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function firstFree(seeds: ReadonlySet<number>): number {
  let seed = 0;
  while (seeds.has(seed)) seed++;
  return seed;
}

function newest(runs: readonly ForeignRun[], notes: string[]): readonly ForeignRun[] {
  const kept = new Map<string, ForeignRun>();
  for (const run of runs) {
    const key = JSON.stringify([run.variant, run.seed]);
    const before = kept.get(key);
    const [older, newer] = before !== undefined && before.changed > run.changed ? [run, before] : [before, run];
    if (older !== undefined)
      notes.push(`${older.id}: left out: ${newer.id} has the same variant and seed, and is newer`);
    kept.set(key, newer);
  }
  return [...kept.values()];
}
