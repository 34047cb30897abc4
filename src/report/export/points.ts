import { join } from 'node:path';
import { readMetrics } from '../../store/metrics-file.js';
import type { RunSource } from './sources.js';

export interface Point {
  readonly run: RunSource;
  readonly metric: string;
  readonly step: number;
  readonly value: number;
}

/** Every recorded point of a run in the order of recording, read in pieces. */
export function* pointsOf(run: RunSource): Generator<Point, void, void> {
  for (const point of pointsIn(run.folder)) yield { run, ...point };
}

/** The same of a run folder, of the first `size` bytes of its record. */
export function* pointsIn(folder: string, size?: number): Generator<Omit<Point, 'run'>, void, void> {
  const names = new Map<number, string>();
  for (const entry of readMetrics(join(folder, 'metrics.jsonl'), size)) {
    if (entry.kind === 'metric') names.set(entry.id, entry.spec.name);
    else yield { metric: names.get(entry.id) ?? '?', step: entry.step, value: entry.value };
  }
}
