import { show } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { CSV_LIMITS, type CsvRow } from './csv.js';
import { jsonlRows } from './jsonl.js';
import { type Problems, rowPath } from './problems.js';

/** Whether a data file is read as JSONL, one object a line, and not as CSV. */
export function isJsonl(file: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(file);
}

/**
 * The objects of a JSONL file as rows of a table: first a header of the first object's keys, then the values in that
 * order. A key that is left out is a missing value. Notes a problem for a key that the first object does not have, and for
 * a list or an object as a value.
 */
export function* objectRows(
  problems: Problems,
  limits?: Parameters<typeof jsonlRows>[1],
): Generator<CsvRow, void, undefined> {
  let names: readonly string[] | null = null;
  for (const { row, line, value } of jsonlRows(problems, limits)) {
    if (names === null) {
      names = Object.keys(value);
      if (names.length > CSV_LIMITS.columns)
        problems.fatal({ path: rowPath(row), line, message: `has more than ${CSV_LIMITS.columns} keys` });
      yield { row: 0, line, fields: names };
    }
    const known = new Set(names);
    for (const name of Object.keys(value)) {
      if (known.has(name)) continue;
      const hint = didYouMean(name, names);
      const message = 'has a key that the first row does not have';
      problems.add({ path: rowPath(row), line, message, given: show(name), ...(hint === undefined ? {} : { hint }) });
    }
    yield { row, line, fields: names.map((name) => fieldOf(value[name], problems, rowPath(row, name), line)) };
  }
}

function fieldOf(value: unknown, problems: Problems, path: string, line: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') {
    problems.add({ path, line, message: 'must be a number, a text, true, false or null', given: show(value) });
    return '';
  }
  return String(value);
}
