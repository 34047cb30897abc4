import { DelimitedLexer } from '../../../core/delimited-lexer.js';
import { show, UserError } from '../../../core/errors.js';
import { lexNumber } from '../../../core/number-lexer.js';

/** Words for separators that are hard to type. */
export const separators: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  space: ' ',
};

/** Tried in this order: the first of equals wins. */
const CANDIDATES = ['\t', ';', '|', ',', ' '] as const;
/** Rows of the head that are looked at. */
const LOOKED_AT = 200;

/** What a file of delimited text looks like. */
export interface Dialect {
  readonly separator: string;
  readonly merge: boolean;
  /** Lines before the header that are no rows: `sep=;`, a preamble, comments. */
  readonly skip: number;
  readonly header: boolean;
  /** Whether the first column has no name in the header, as R writes row names. */
  readonly rowNames: boolean;
}

export interface DialectOptions {
  /** `auto`, a name of {@link separators}, or one ASCII character. */
  readonly separator: string;
  readonly header: 'auto' | 'yes' | 'no';
  /** Lines to skip; -1 finds out. */
  readonly skipLines: number;
  /** Names that the header must hold when there is one. */
  readonly wanted: readonly string[];
}

/** The name of a separator as a setting takes it. */
export function separatorName(separator: string): string {
  return Object.entries(separators).find(([, character]) => character === separator)?.[0] ?? separator;
}

/** The character that a setting names; null for `auto`. Throws a UserError for anything else. */
export function separatorOf(given: string): string | null {
  if (given === 'auto' || given === '') return null;
  const named = Object.hasOwn(separators, given) ? separators[given]! : given === '\\t' ? '\t' : given;
  if (named.length === 1 && named.charCodeAt(0) < 128 && !/["\n\r\w.+-]/.test(named)) return named;
  throw new UserError({
    path: 'separator',
    message: 'must be auto, a name of a separator, or one character',
    given: show(given),
    allowed: `auto, ${Object.keys(separators).join(', ')}, or a character such as ;`,
  });
}

interface HeadRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Finds separator, header and preamble by the first rows of a file. */
export function dialectOf(head: Uint8Array, options: DialectOptions): Dialect {
  const given = separatorOf(options.separator);
  const declared = /^\s*sep=(.)\r?\n/i.exec(new TextDecoder().decode(head.subarray(0, 64)))?.[1] ?? null;
  const separator = given ?? (declared !== null && declared.charCodeAt(0) < 128 ? declared : separatorBy(head));
  const merge = separator === ' ';
  const rows = rowsWith(head, separator, merge);
  const first = declared === null ? 0 : 1;
  const usual = commonest(rows.slice(Math.min(first, rows.length)).map(({ fields }) => fields.length));
  let at = first;
  if (options.skipLines >= 0) {
    const found = rows.findIndex(({ line }) => line > options.skipLines);
    at = found < 0 ? rows.length : found;
  } else {
    // A preamble has fewer fields than the rows, and so have comments; a header may have one field less or an empty one more.
    while (at < rows.length && (isPreamble(rows[at]!, usual) || isTitle(rows, at, usual))) at++;
    if (at >= rows.length) at = Math.min(first, rows.length);
  }
  const top = rows[at];
  const header =
    options.header === 'auto' ? top !== undefined && isHeader(rows, at, options) : options.header === 'yes';
  // A separator at the end of each row makes one field more than the header has, and no names of rows.
  const below = rows.slice(at + 1).filter(({ fields }) => fields.length === usual);
  const isTrailing = below.length > 0 && below.every(({ fields }) => fields.at(-1)!.trim() === '');
  const rowNames = header && top !== undefined && top.fields.length === usual - 1 && usual > 1 && !isTrailing;
  return { separator, merge, skip: top === undefined ? 0 : top.line - 1, header, rowNames };
}

function isPreamble({ fields }: HeadRow, usual: number): boolean {
  if (usual < 2) return fields[0]!.startsWith('#');
  return fields.length < usual - 1 || (fields.length < usual && (fields[0]!.startsWith('#') || fields.length === 1));
}

/** A row with a field less than the rows, and behind it one that names all of their columns: it is no header with row names. */
function isTitle(rows: readonly HeadRow[], at: number, usual: number): boolean {
  const next = rows[at + 1];
  if (
    rows[at]!.fields.length !== usual - 1 ||
    next === undefined ||
    next.fields.length !== usual ||
    at + 2 >= rows.length
  )
    return false;
  const below = rows.slice(at + 2, at + 22).filter(({ fields }) => fields.length === usual);
  const isNumeric = (i: number) => below.length > 0 && below.every(({ fields }) => isNumber(fields[i]!.trim()));
  const names = next.fields.map((field) => field.trim());
  return names.every((name) => name !== '' && !isNumber(name)) && names.some((_, i) => isNumeric(i));
}

/** A row is data when it holds a number in a column in which the next rows hold numbers too. */
function isHeader(rows: readonly HeadRow[], at: number, { wanted }: DialectOptions): boolean {
  const top = rows[at]!.fields.map((field) => field.trim());
  if (wanted.some((name) => top.includes(name))) return true;
  const below = rows.slice(at + 1, at + 21);
  if (below.length === 0) return true;
  // Names of columns are all different; 0, 1, 2, ... is how pandas names columns that have no name.
  if (top.every((field, i) => field === `${i}`) && top.length > 1) return true;
  const isData = top.some(
    (field, i) => isNumber(field) && below.every(({ fields }) => isNumber(fields[i]?.trim() ?? '')),
  );
  return !isData;
}

function isNumber(text: string): boolean {
  const bytes = new TextEncoder().encode(text.replace(/^−/, '-').replace(/^(-?\d+),(\d+)$/, '$1.$2'));
  return !Number.isNaN(lexNumber(bytes, 0, bytes.length));
}

/** The candidate that cuts most rows into one number of fields, two at least. */
function separatorBy(head: Uint8Array): string {
  let [best, score] = [',', 0];
  for (const separator of CANDIDATES) {
    const rows = rowsWith(head, separator, separator === ' ');
    const counts = rows.map(({ fields }) => fields.length);
    const usual = commonest(counts);
    if (usual < 2) continue;
    const share = counts.filter((count) => count === usual).length / counts.length;
    // Blanks stand in texts of any kind; as separators they must cut every row alike.
    if (separator === ' ' && share < 0.95) continue;
    const own = share * (separator === ' ' ? 0.5 : 1) + Math.min(usual, 50) / 1000;
    if (own > score + 1e-9) [best, score] = [separator, own];
  }
  return best;
}

function rowsWith(head: Uint8Array, separator: string, merge: boolean): HeadRow[] {
  const rows: HeadRow[] = [];
  const lexer = new DelimitedLexer(
    { separator, merge },
    {
      row(row) {
        rows.push({ line: row.line, fields: row.texts() });
        return rows.length < LOOKED_AT;
      },
    },
  );
  lexer.push(head);
  // The last row may be cut off where the head ends; without another it is all there is.
  if (rows.length < 2) lexer.push(new Uint8Array(0), true);
  else if (rows.length < LOOKED_AT && lexer.held.length > 0 && lexer.held.length < head.length / 2)
    lexer.push(new Uint8Array(0), true);
  return rows;
}

/** The commonest number; the larger of equals. */
function commonest(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let [winner, most] = [0, 0];
  for (const [count, n] of times) if (n > most || (n === most && count > winner)) [winner, most] = [count, n];
  return winner;
}
