import { show, UserError } from '../../core/errors.js';
import { problemOf } from '../../store/disk.js';
import { encodeNumber } from '../../store/number-json.js';
import { openTarget, type Target } from '../../store/whole-file.js';
import { type Point, pointsOf } from './points.js';
import type { RunSource } from './sources.js';

/** Text is gathered up to this length before it is written. */
const PIECE = 1 << 16;

export const COLUMNS = ['run', 'scenario', 'variant', 'seed', 'metric', 'step', 'value'] as const;

/** What a run is called in its rows. */
export type NamedRun = Pick<RunSource, 'id' | 'scenario' | 'seed'>;
type Value = Pick<Point, 'metric' | 'step' | 'value'>;

/** Writes every point of the runs as CSV (RFC 4180); returns their number. */
export function writeCsv(runs: readonly RunSource[], file: string): number {
  return writeLines(runs, pointsOf, file, '--csv', CSV);
}

/** How far the writing is: points written, and the run that they are of, counted from 0. */
export interface Written {
  readonly points: number;
  readonly run: number;
}

/**
 * {@link writeCsv} of points from anywhere into an open file, a piece at each step. Ended early (by `return`) or by an error,
 * it discards the file; else the file is whole and still to be finished.
 */
export function* writingCsv<R extends NamedRun>(
  runs: readonly R[],
  valuesOf: (run: R) => Iterable<Value>,
  file: Pick<Target, 'write' | 'discard'>,
): Generator<Written, number, void> {
  return yield* writing(runs, valuesOf, file, CSV);
}

/** What the lines of a format look like. */
interface Format<R extends NamedRun> {
  readonly first: string;
  /** What all lines of a run begin with. */
  headOf(run: R): string;
  lineOf(head: string, value: Value): string;
}

const CSV: Format<NamedRun> = {
  first: `${COLUMNS.join()}\r\n`,
  headOf: csvHead,
  lineOf: (head, { metric, step, value }) => `${head},${csvText(metric)},${step},${numberText(value)}\r\n`,
};

const JSONL: Format<NamedRun> = {
  first: '',
  headOf: jsonHead,
  lineOf: (head, { metric, step, value }) =>
    `${head},"metric":${JSON.stringify(metric)},"step":${step},"value":${encodeNumber(value)}}\n`,
};

/** Writes every point of the runs as a JSON object a line; returns their number. */
export function writeJsonl(runs: readonly RunSource[], file: string): number {
  return writeLines(runs, pointsOf, file, '--jsonl', JSONL);
}

function csvHead({ id, scenario, seed }: NamedRun): string {
  return `${csvText(id)},${csvText(scenario.name)},${csvText(scenario.variant)},${seed}`;
}

function jsonHead({ id, scenario, seed }: NamedRun): string {
  return JSON.stringify({ run: id, scenario: scenario.name, variant: scenario.variant, seed }).slice(0, -1);
}

/** A number that reads back as the same bits in most languages. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * A text as a CSV field. One that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets
 * take for the sign of a text.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A regular file is there whole or not at all. */
function writeLines<R extends NamedRun>(
  runs: readonly R[],
  valuesOf: (run: R) => Iterable<Value>,
  file: string,
  option: string,
  format: Format<NamedRun>,
): number {
  return refusing(option, file, () => {
    const target = openTarget(file);
    const steps = writing(runs, valuesOf, target, format);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    target.finish();
    return step.value;
  });
}

/** Never holds more than a piece in memory. */
function* writing<R extends NamedRun>(
  runs: readonly R[],
  valuesOf: (run: R) => Iterable<Value>,
  file: Pick<Target, 'write' | 'discard'>,
  { first, headOf, lineOf }: Format<NamedRun>,
): Generator<Written, number, void> {
  let whole = false;
  try {
    let points = 0;
    let piece = first;
    for (const [run, one] of runs.entries()) {
      const head = headOf(one);
      for (const value of valuesOf(one)) {
        piece += lineOf(head, value);
        points++;
        if (piece.length < PIECE) continue;
        file.write(piece);
        piece = '';
        yield { points, run };
      }
    }
    file.write(piece);
    whole = true;
    return points;
  } finally {
    if (!whole) file.discard();
  }
}

/** What goes wrong with the file system in `write` as a {@link UserError} about this option. */
export function refusing<T>(option: string, given: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({ path: option, message: `cannot be written: ${problemOf(error)}`, given: show(given) });
  }
}
