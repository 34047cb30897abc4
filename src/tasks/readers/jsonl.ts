import { show } from '../../core/errors.js';
import { type Problems, rowPath } from './problems.js';
import { textOf } from './text-file.js';

/** Limits of a JSONL file; what goes beyond is an error that says so. */
export const JSONL_LIMITS = { rows: 1_000_000, line: 1 << 20 } as const;

export interface JsonRow {
  /** From 1; blank lines do not count. */
  readonly row: number;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * The objects of a JSONL file (one JSON object a line; UTF-8, an optional byte order mark), one at a time. Blank lines are
 * skipped. Notes a problem for a line that is not a JSON object; throws a UserError for a file that cannot be read on.
 */
export function* jsonlRows(
  problems: Problems,
  limits: { readonly rows: number; readonly bytes?: number } = JSONL_LIMITS,
): Generator<JsonRow, void, undefined> {
  let row = 1;
  let line = 1;
  let held = '';
  const parse = (text: string): JsonRow | null => {
    if (text.length > JSONL_LIMITS.line)
      problems.fatal({ path: rowPath(row), line, message: `is longer than ${JSONL_LIMITS.line} characters` });
    const place = { path: rowPath(row), line };
    if (text.trim() === '') return null;
    if (row > limits.rows) problems.fatal({ ...place, message: `is one more than the ${limits.rows} rows allowed` });
    row++;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      problems.add({ ...place, message: 'is not JSON', given: show(text) });
      return null;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.add({ ...place, message: 'must be a JSON object', given: show(value) });
      return null;
    }
    return { row: row - 1, line, value: value as Record<string, unknown> };
  };

  for (const text of textOf(problems, () => ({ path: rowPath(row), line }), limits.bytes)) {
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
  const last = parse(held);
  if (last !== null) yield last;
}
