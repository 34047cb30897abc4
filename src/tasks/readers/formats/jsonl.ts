import { show } from '../../../core/errors.js';
import { type Problems, rowPath } from '../problems.js';
import { jsonTable } from './json-tables.js';
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
 * The objects of a JSONL file (one JSON object a line; an optional byte order mark), or the rows of a file that is one JSON document
 * ({@link jsonTable}), one at a time. Blank lines are skipped; NaN, as Python writes it, is null. Notes a problem for what is not a JSON
 * object; throws a UserError for a file that cannot be read on.
 */
export function* jsonlRows(
  problems: Problems,
  { rows: most = JSONL_LIMITS.rows, encoding = 'auto', bytes, told }: JsonlOptions = {},
): Generator<JsonRow, void, undefined> {
  let row = 1;
  let line = 1;
  let held = '';
  /** Whether the file is one document: an array, or an object that goes on behind its first line. */
  let isWhole = false;
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
    if (isFirst) {
      isArray = text.trimStart().startsWith('[');
      isWhole = isArray || goesOn(text);
    }
    if (text.trim() !== '') isFirst = false;
    // The only line of a file may be a table of any size.
    if (row === 1 && !isWhole && !text.includes('\n') && held.length + text.length > JSONL_LIMITS.line) isWhole = true;
    if (isWhole) {
      held += text;
      if (held.length > JSONL_LIMITS.array)
        problems.fatal({
          path: '',
          message: `is a JSON document of more than ${JSONL_LIMITS.array} characters`,
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
  // A file of one object may be a table; one of several objects has been read line by line.
  const document = isWhole || row === 1 ? documentOf(held) : undefined;
  const table = document === undefined ? null : jsonTable(document.value);
  if (typeof table === 'string') problems.fatal({ path: '', message: table });
  if (table === null || document === undefined) {
    if (isArray) problems.fatal({ path: '', message: `is not JSON: ${whyNot(held)}` });
    // Line by line: each that is no object is told.
    for (const content of held.split('\n')) {
      const parsed = parse(content);
      if (parsed !== null) yield parsed;
      line++;
    }
    return;
  }
  if (table.how !== '') told?.(table.how);
  for (const value of table.rows) {
    const parsed = objectAt(value);
    if (parsed !== null) yield parsed;
  }
}

/** Whether the first line of a text that begins with an object is none in itself. */
function goesOn(text: string): boolean {
  const first = text.trimStart();
  const end = first.indexOf('\n');
  return first.startsWith('{') && end >= 0 && documentOf(first.slice(0, end)) === undefined;
}

/** The value of a JSON text; undefined when it is none. */
function documentOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}

function whyNot(text: string): string {
  try {
    parseJson(text);
    return 'it has no rows';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface JsonlOptions {
  readonly rows?: number;
  readonly encoding?: Encoding;
  readonly bytes?: number;
  /** Told how the rows stand in a file that is one document and no list of objects. */
  readonly told?: (how: string) => void;
}
