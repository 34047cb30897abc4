import { show } from '../../../core/errors.js';
import { type Problems, rowPath } from '../problems.js';
import { type Encoding, textOf } from './source.js';

/** Limits of a JSONL file; what goes beyond is an error that says so. */
export const JSONL_LIMITS = { rows: 5_000_000, line: 1 << 22, array: 1 << 28 } as const;

export interface JsonRow {
  /** From 1; blank lines do not count. */
  readonly row: number;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Texts, and outside of them what Python writes but JSON does not know, and whole numbers that a double would round. */
const SPECIAL = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** JSON in which NaN is null; whole numbers of 16 digits and more come as texts, infinities as "Infinity". */
export function parseJson(text: string): unknown {
  if (!/NaN|Infinity|\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(
    text.replace(SPECIAL, (found) => {
      if (found.endsWith('NaN')) return 'null';
      return found.startsWith('"') || (!found.endsWith('y') && String(Number(found)) === found) ? found : `"${found}"`;
    }),
  );
}

/**
 * The objects of a JSONL file (one JSON object a line; an optional byte order mark), or of a file that is one JSON array of
 * objects, one at a time. Blank lines are skipped; NaN, as Python writes it, is null. Notes a problem for what is not a JSON
 * object; throws a UserError for a file that cannot be read on.
 */
export function* jsonlRows(
  problems: Problems,
  { rows: most = JSONL_LIMITS.rows, encoding = 'auto', bytes }: JsonlOptions = {},
): Generator<JsonRow, void, undefined> {
  let row = 1;
  let line = 1;
  let held = '';
  let isArray = false;
  let isFirst = true;
  const objectAt = (value: unknown): JsonRow | null => {
    if (row > most) problems.fatal({ path: rowPath(row), line, message: `is one more than the ${most} rows allowed` });
    row++;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.add({ path: rowPath(row - 1), line, message: 'must be a JSON object', given: show(value) });
      return null;
    }
    return { row: row - 1, line, value: value as Record<string, unknown> };
  };
  const parse = (text: string): JsonRow | null => {
    if (text.length > JSONL_LIMITS.line)
      problems.fatal({
        path: rowPath(row),
        line,
        message: `is longer than ${JSONL_LIMITS.line} characters`,
      });
    if (text.trim() === '') return null;
    let value: unknown;
    try {
      value = parseJson(text);
    } catch {
      problems.add({ path: rowPath(row), line, message: 'is not JSON', given: show(text) });
      row++;
      return null;
    }
    return objectAt(value);
  };

  const options = { encoding, ...(bytes === undefined ? {} : { most: bytes }) };
  for (const text of textOf(problems, () => ({ path: rowPath(row), line }), options)) {
    if (isFirst && text.trimStart().startsWith('[')) isArray = true;
    if (text.trim() !== '') isFirst = false;
    if (isArray) {
      held += text;
      if (held.length > JSONL_LIMITS.array)
        problems.fatal({
          path: '',
          message: `is a JSON array of more than ${JSONL_LIMITS.array} characters`,
          hint: 'Write it as JSON Lines, one object a line',
        });
      continue;
    }
    const lines = text.split('\n');
    lines[0] = held + lines[0];
    held = lines.pop()!;
    for (const content of lines) {
      const parsed = parse(content);
      if (parsed !== null) yield parsed;
      line++;
    }
    if (held.length > JSONL_LIMITS.line) parse(held);
  }
  if (!isArray) {
    const last = parse(held);
    if (last !== null) yield last;
    return;
  }
  let values: unknown;
  try {
    values = parseJson(held);
  } catch (error) {
    problems.fatal({ path: '', message: `is not JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
  for (const value of values as readonly unknown[]) {
    const parsed = objectAt(value);
    if (parsed !== null) yield parsed;
  }
}

export interface JsonlOptions {
  readonly rows?: number;
  readonly encoding?: Encoding;
  readonly bytes?: number;
}
