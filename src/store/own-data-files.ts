import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { OwnData, ResultColumn } from '../core/learner.js';
import { guard, problemOf } from './disk.js';
import { encodeJson } from './number-json.js';
import { writeDocument, writeWhole } from './whole-file.js';

/** Files of a run on a user's data: what was understood, how new rows become predictions, what it says of held-out rows. */
export const DATA_FILE = 'data.json';
export const MODEL_FILE = 'model.json';
export const PREDICTIONS_FILE = 'predictions.csv';
export const EVALUATION_FILE = 'evaluation.json';

/** Puts what was understood and how new rows are read into the folder of a run. */
export function writeUnderstood(folder: string, { report, model }: OwnData): void {
  guard(folder, () => {
    writeWhole(join(folder, DATA_FILE), `${encodeJson(report)}\n`);
    if (model !== null) writeWhole(join(folder, MODEL_FILE), `${encodeJson(model)}\n`);
  });
}

export function writePredictions(folder: string, own: OwnData): void {
  guard(folder, () => {
    writeWhole(join(folder, PREDICTIONS_FILE), ...csvPieces(own.predictions()));
    const evaluation = own.evaluation?.();
    if (evaluation !== undefined) writeWhole(join(folder, EVALUATION_FILE), `${encodeJson(evaluation)}\n`);
  });
}

/** Writes columns as CSV to where a user wants them. Throws a {@link UserError} when it cannot be written. */
export function writeCsv(file: string, columns: readonly ResultColumn[]): void {
  try {
    writeDocument(file, ...csvPieces(columns));
  } catch (error) {
    throw new UserError({ path: '--out', message: `cannot be written: ${problemOf(error)}`, given: file });
  }
}

/** Rows of one piece of text. */
const PIECE = 4096;

/** Columns of one length as CSV, in pieces. */
export function* csvPieces(columns: readonly ResultColumn[]): Generator<string, void, undefined> {
  yield `${columns.map(({ name }) => csvField(name)).join(',')}\n`;
  const rows = columns[0]?.values.length ?? 0;
  for (let from = 0; from < rows; from += PIECE) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + PIECE); row++)
      text += `${columns.map(({ values }) => csvField(values[row]!)).join(',')}\n`;
    yield text;
  }
}

function csvField(value: number | string): string {
  const text = String(value);
  return /[",\n\r]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a run folder holds of the file; null when it does not have it, such as that of a run on generated data. */
export function readOwnJson(folder: string, file: typeof DATA_FILE | typeof MODEL_FILE): unknown {
  const path = join(folder, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : null;
}
