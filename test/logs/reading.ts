import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Choice } from '../../src/logs/placing/placement.js';
import { LogReader } from '../../src/logs/reading/log-reader.js';

export const folder = join(import.meta.dirname, 'cases');
export const ALL: Choice = { x: null, metrics: null };

/** The points of one metric in the order in which they came, one that is printed again at its place replaced. */
export interface Curve {
  readonly xs: number[];
  readonly values: number[];
  readonly points: number;
  readonly last: number;
  readonly x: number;
}

/** What a reader makes of a log, or of pieces of it, to its end. Runs of one file stand before the names of their metrics. */
export function curvesIn(
  file: string,
  { pieces, choice = ALL, finish = true }: { pieces?: Iterable<Uint8Array>; choice?: Choice; finish?: boolean } = {},
): ReadonlyMap<string, Curve> {
  return readAll(file, pieces ?? [readFileSync(join(folder, file))], choice, finish).curves;
}

export function readAll(
  file: string,
  pieces: Iterable<Uint8Array>,
  choice: Choice = ALL,
  finish = true,
): { readonly curves: ReadonlyMap<string, Curve>; readonly reader: LogReader } {
  const all = new Map<string, { xs: number[]; values: number[] }>();
  const reader = new LogReader({ path: join(folder, file) }, choice, {
    point: (run, metric, x, value, _wall, _epoch, again) => {
      const name = run === '' ? metric : `${run} ${metric}`;
      const curve = all.get(name) ?? { xs: [], values: [] };
      all.set(name, curve);
      if (again && curve.xs.at(-1) === x) curve.values[curve.values.length - 1] = value;
      else {
        curve.xs.push(x);
        curve.values.push(value);
      }
    },
  });
  for (const piece of pieces) reader.push(piece);
  if (finish) reader.finish();
  const curves = new Map(
    [...all].map(([name, { xs, values }]) => [
      name,
      { xs, values, points: xs.length, last: values.at(-1)!, x: xs.at(-1)! },
    ]),
  );
  return { curves, reader };
}

/** The same of a text. */
export const linesOf = (lines: readonly string[], choice: Choice = ALL): ReadonlyMap<string, Curve> =>
  readAll('text', [Buffer.from(lines.map((line) => `${line}\n`).join(''))], choice).curves;
