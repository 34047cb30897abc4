import { show } from '../../../core/errors.js';
import { lexNumber } from '../../../core/number-lexer.js';
import { type Problems, rowPath } from '../problems.js';
import { CSV_LIMITS } from './csv.js';
import { type Encoding, textOf } from './source.js';

/** A line of SVMLight or LETOR: a target, maybe a query, numbered features, maybe a comment. */
const LINE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:\s+qid:\S+)?(?:\s+\d+:\S+)+\s*(?:#.*)?$/;

/** What stands for a missing value, as in LETOR 4.0. */
const MISSING = /^(?:null|nan|na)$/i;

export interface LetorRow {
  readonly row: number;
  readonly line: number;
  readonly target: string;
  readonly query: string | null;
  /** Features that the line names, from 0. */
  readonly at: readonly number[];
  readonly values: readonly string[];
}

export function looksLikeLetor(head: string): boolean {
  const lines = head
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .slice(0, 5);
  return lines.length > 0 && lines.every((line) => LINE.test(line.trim()));
}

/** The lines of a SVMLight or LETOR file (Joachims 1999; Qin et al. 2010): `2 qid:10 1:0.5 3:1 #docid = x`. */
export function* letorRows(problems: Problems, encoding: Encoding): Generator<LetorRow, void, undefined> {
  let row = 0;
  let line = 0;
  let held = '';
  const parse = (text: string): LetorRow | null => {
    line++;
    const content = text.replace(/#.*$/, '').trim();
    if (content === '') return null;
    row++;
    if (row > CSV_LIMITS.rows)
      problems.fatal({ path: rowPath(row), line, message: 'is one more than the rows allowed' });
    const [target, ...parts] = content.split(/\s+/);
    let query: string | null = null;
    const at: number[] = [];
    const values: string[] = [];
    for (const part of parts) {
      const colon = part.indexOf(':');
      const [name, value] = [part.slice(0, colon), part.slice(colon + 1)];
      if (name === 'qid') query = value;
      else if (colon > 0 && /^\d+$/.test(name) && (isNumber(value) || MISSING.test(value))) {
        at.push(Number(name));
        values.push(isNumber(value) ? value : '');
      } else problems.add({ path: rowPath(row), line, message: 'must be number:value', given: show(part) });
    }
    return { row, line, target: target!, query, at, values };
  };
  for (const text of textOf(problems, () => ({ path: rowPath(row), line }), { encoding })) {
    const lines = (held + text).split('\n');
    held = lines.pop()!;
    for (const content of lines) {
      const parsed = parse(content);
      if (parsed !== null) yield parsed;
    }
  }
  const last = parse(held);
  if (last !== null) yield last;
}

function isNumber(text: string): boolean {
  const bytes = Buffer.from(text);
  return !Number.isNaN(lexNumber(bytes, 0, bytes.length));
}
