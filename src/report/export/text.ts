import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { show, UserError } from '../../core/errors.js';
import { isReplaceable, problemOf } from '../../run/disk.js';
import { encodeNumber } from '../../run/json.js';
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
  return writeCsvOf(runs, pointsOf, file);
}

/** {@link writeCsv} of points from anywhere. */
export function writeCsvOf<R extends NamedRun>(
  runs: readonly R[],
  valuesOf: (run: R) => Iterable<Value>,
  file: string,
): number {
  return writeLines(runs, valuesOf, file, '--csv', `${COLUMNS.join()}\r\n`, csvHead, ([head, point]) => {
    return `${head},${csvText(point.metric)},${point.step},${numberText(point.value)}\r\n`;
  });
}

/** Writes every point of the runs as a JSON object a line; returns their number. */
export function writeJsonl(runs: readonly RunSource[], file: string): number {
  return writeLines(runs, pointsOf, file, '--jsonl', '', jsonHead, ([head, { metric, step, value }]) => {
    return `${head},"metric":${JSON.stringify(metric)},"step":${step},"value":${encodeNumber(value)}}\n`;
  });
}

function csvHead({ id, scenario, seed }: NamedRun): string {
  return `${csvText(id)},${csvText(scenario.name)},${csvText(scenario.variant)},${seed}`;
}

function jsonHead({ id, scenario, seed }: RunSource): string {
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

/** A regular file is there whole or not at all; in memory is never more than a piece of it. */
function writeLines<R extends NamedRun>(
  runs: readonly R[],
  valuesOf: (run: R) => Iterable<Value>,
  file: string,
  option: string,
  first: string,
  headOf: (run: R) => string,
  lineOf: (entry: readonly [head: string, value: Value]) => string,
): number {
  return refusing(option, file, () => {
    const whole = isReplaceable(file);
    const temporary = whole ? `${file}.${process.pid}.tmp` : file;
    const descriptor = openSync(temporary, 'w');
    let count = 0;
    try {
      let piece = first;
      for (const run of runs) {
        const head = headOf(run);
        for (const point of valuesOf(run)) {
          piece += lineOf([head, point]);
          count++;
          if (piece.length < PIECE) continue;
          writeAll(descriptor, Buffer.from(piece));
          piece = '';
        }
      }
      writeAll(descriptor, Buffer.from(piece));
      closeSync(descriptor);
      if (whole) renameSync(temporary, file);
    } catch (error) {
      if (whole) rmSync(temporary, { force: true });
      throw error;
    }
    return count;
  });
}

export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
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
