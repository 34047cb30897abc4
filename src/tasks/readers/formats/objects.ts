import { show } from '../../../core/errors.js';
import { type Problems, rowPath } from '../problems.js';
import { CSV_LIMITS } from './csv.js';
import { type JsonlOptions, jsonlRows } from './jsonl.js';

/** Levels of objects within objects that become columns `a.b.c`. */
const DEEPEST = 8;

type Cells = Map<string, string>;

/**
 * The values of an object as texts by column: an object within it becomes `a.b`, a list of numbers `a.0`, `a.1`, ..., a list
 * of texts one text with bars between. A list of anything else is a problem.
 */
export function flatten(
  value: Readonly<Record<string, unknown>>,
  problems: Problems,
  place: { readonly row: number; readonly line: number },
): Cells {
  const cells: Cells = new Map();
  const put = (name: string, item: unknown, depth: number): void => {
    if (item === undefined || item === null) cells.set(name, '');
    else if (typeof item !== 'object') cells.set(name, String(item));
    else if (Array.isArray(item)) {
      if (item.length > 0 && item.every((one) => typeof one === 'number' || one === null))
        item.forEach((one, i) => {
          put(`${name}.${i}`, one, depth + 1);
        });
      else if (item.every((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean'))
        cells.set(name, item.join('|'));
      else
        problems.add({
          path: rowPath(place.row, name),
          line: place.line,
          message: 'must be a number, a text, true, false, null, or a list of numbers or of texts',
          given: show(item),
        });
    } else if (depth >= DEEPEST)
      problems.add({ path: rowPath(place.row, name), line: place.line, message: `is deeper than ${DEEPEST} levels` });
    else for (const [key, one] of Object.entries(item)) put(`${name}.${key}`, one, depth + 1);
  };
  for (const [name, item] of Object.entries(value)) put(name, item, 0);
  return cells;
}

/** The columns of all objects of a file, in the order in which they first come. */
export function objectNames(problems: Problems, options: JsonlOptions): readonly string[] {
  const names = new Set<string>();
  for (const { row, line, value } of jsonlRows(problems, options)) {
    for (const name of flatten(value, problems, { row, line }).keys()) names.add(name);
    if (names.size > CSV_LIMITS.columns)
      problems.fatal({ path: rowPath(row), line, message: `makes more than ${CSV_LIMITS.columns} columns` });
  }
  return [...names];
}
