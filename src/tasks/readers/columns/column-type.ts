import { show } from '../../../core/errors.js';
import { type Problems, rowPath } from '../problems.js';
import { type ColumnSpec, NUMBER_MISSING_WORDS, SENTINELS, TEXT_BUCKETS } from './column-readers.js';
import { type ColumnScan, SCANNED_TEXTS } from './column-scan.js';
import { DICTIONARY } from './columns.js';
import { type DateOrder, dateOrderOf, dateOrders } from './dates.js';
import { describeSpelling, evidenceIn, numberIn, type Spelling } from './spelling.js';

/** Kinds that a user may give to a column. */
export const columnTypes = [
  'number',
  'category',
  'text',
  'date',
  ...dateOrders.map((o) => `date-${o}`),
  'time',
  'ignore',
] as const;
export type ColumnType = (typeof columnTypes)[number] | `date-${(typeof dateOrders)[number]}`;

/** What a column of a file was taken for, and why. */
export type Decision =
  | { readonly use: 'plain'; readonly spec: ColumnSpec; readonly how: string }
  | { readonly use: 'read'; readonly spec: ColumnSpec; readonly how: string }
  | { readonly use: 'drop'; readonly type: string; readonly how: string };

/** What is known of the file beside the column. */
export interface Surroundings {
  readonly rows: number;
  /** Words for a missing value, in lower case; `isGiven` when the user gave them. */
  readonly words: ReadonlySet<string>;
  readonly wordsAreGiven: boolean;
  readonly decimal: 'auto' | 'point' | 'comma';
  readonly thousands: 'auto' | 'none' | 'comma' | 'point' | 'space' | 'apostrophe';
  /** What other columns show without doubt. */
  readonly usualDecimal: '.' | ',' | null;
  readonly separator: string;
  readonly given: ColumnType | null;
  /** Notes a value that damages a column of numbers. */
  readonly problems: Problems;
  /** Whether the column is the first of the file, and had no name there. */
  readonly isUnnamed: boolean;
}

/** A share of the values from which on a column counts as one of numbers, and of damaged numbers. */
const MOSTLY = 0.8;
const DAMAGED = 0.95;
const DAMAGED_FROM = 20;
/** A column is of numbers, with damage, from this share on whatever the numbers are, where it has so many rows. */
const NEARLY_ALL = 0.99;
const NEARLY_ALL_FROM = 100;
/** Different texts at most among many different numbers that count as damage, where at least half are numbers. */
const FEW_TEXTS = 5;
const THOUSANDS = { comma: ',', point: '.', space: ' ', apostrophe: "'", none: '' } as const;

/** A text of a column, how often it stands there, and its first row. */
interface Found {
  readonly text: string;
  readonly count: number;
  readonly row: number;
}

/** Texts of a scan that do not stand for a missing value. */
export function textsOf(scan: ColumnScan, words: ReadonlySet<string>): readonly Found[] {
  const { texts } = scan;
  const found: Found[] = [];
  for (let code = 0; code < texts.size; code++) {
    const text = texts.text(code);
    if (!words.has(text.toLowerCase())) found.push({ text, count: texts.counts[code]!, row: texts.rows[code]! });
  }
  return found;
}

const sum = (found: readonly Found[]) => found.reduce((total, { count }) => total + count, 0);

/** What a column is: by its own values, by what the user says, by what other columns show. */
export function decideColumn(scan: ColumnScan, around: Surroundings): Decision {
  const { given, words, problems } = around;
  if (given === 'ignore') return { use: 'drop', type: 'ignored', how: 'task.types says ignore' };
  const texts = textsOf(scan, words);
  const textual = sum(texts) + scan.texts.beyond;
  if (given === 'category') return { use: 'read', spec: { kind: 'category', name: scan.name }, how: 'task.types' };
  if (given === 'text')
    return { use: 'read', spec: { kind: 'text', name: scan.name, buckets: TEXT_BUCKETS }, how: 'task.types' };
  if (given === 'time' || given?.startsWith('date')) return givenDate(scan, texts, given, problems);
  if (scan.infinite !== null && given !== 'number') {
    const { row, line, text } = scan.infinite;
    problems.add({ path: rowPath(row, scan.name), line, message: 'must be finite', given: show(text) });
  }
  if (textual === 0) {
    if (scan.numbers === 0) return { use: 'drop', type: 'empty', how: 'no value in any row' };
    const plain = plainNumbers(scan, around);
    if (scan.texts.size === 0 || plain.use === 'drop') return plain;
    const markers = Array.from({ length: scan.texts.size }, (_, code) => show(scan.texts.text(code)));
    let count = 0;
    for (let code = 0; code < scan.texts.size; code++) count += scan.texts.counts[code]!;
    return { use: 'read', spec: plain.spec, how: `numbers; ${markers.join(', ')} is taken as missing (${count})` };
  }
  const weak: ReadonlySet<string> = new Set(around.wordsAreGiven ? [] : NUMBER_MISSING_WORDS);
  const strong = texts.filter(({ text }) => !weak.has(text.toLowerCase()));
  const asNumber = spelledNumbers(scan, strong, texts, around);
  if (asNumber !== null) return asNumber;
  if (given === 'number') {
    const { text, row } = strong[0] ?? texts[0]!;
    problems.add({ path: rowPath(row, scan.name), message: 'must be a number, as task.types says', given: show(text) });
    return { use: 'read', spec: numberSpec(scan.name, null), how: 'task.types' };
  }
  if (scan.numbers === 0) {
    const all = strong.map(({ text }) => text);
    const date = dateOrderOf(all);
    if (date !== null && scan.texts.beyond === 0) {
      const { order, isSure, named } = date;
      if (order === 'time')
        return { use: 'read', spec: { kind: 'date', name: scan.name, order }, how: 'times, as hours' };
      if (named)
        return { use: 'read', spec: { kind: 'date', name: scan.name, order }, how: 'dates with names of months' };
      const doubt = isSure ? '' : `; day and month cannot be told apart: change with task.types=${scan.name}:date-dmy`;
      return { use: 'read', spec: { kind: 'date', name: scan.name, order }, how: `dates, ${order}${doubt}` };
    }
    if (scan.texts.beyond === 0) oddAmongDates(scan.name, strong, problems);
  }
  return textOrCategory(scan, texts, around);
}

const numberSpec = (
  name: string,
  spelling: Spelling | null,
  sentinels: readonly number[] = [],
  missing: readonly string[] = [],
): ColumnSpec => ({
  kind: 'number',
  name,
  spelling,
  sentinels,
  missing,
});

function givenDate(scan: ColumnScan, texts: readonly Found[], given: string, problems: Problems): Decision {
  const order: DateOrder | undefined =
    given === 'time'
      ? 'time'
      : (dateOrders.find((one) => given === `date-${one}`) ?? dateOrderOf(texts.map(({ text }) => text))?.order);
  if (order === undefined) {
    const { text, row } = texts[0] ?? { text: '', row: 1 };
    problems.add({ path: rowPath(row, scan.name), message: 'is no date, as task.types says', given: show(text) });
  }
  return { use: 'read', spec: { kind: 'date', name: scan.name, order: order ?? 'ymd' }, how: 'task.types' };
}

/** Notes what damages a column of dates: a few texts that are none, or dates in another order than most. */
function oddAmongDates(name: string, texts: readonly Found[], problems: Problems): void {
  const total = sum(texts);
  const isDate = (text: string) => dateOrderOf([text]) !== null;
  if (total < 5 || sum(texts.filter(({ text }) => isDate(text))) < MOSTLY * total) return;
  const odd = (order: (typeof dateOrders)[number]) => texts.filter(({ text }) => dateOrderOf([text], [order]) === null);
  const rest = dateOrders.map(odd).reduce((a, b) => (sum(b) < sum(a) ? b : a));
  const { text, row } = rest[0]!;
  problems.add({
    path: rowPath(row, name),
    message: isDate(text)
      ? `is a date in another order than ${total - sum(rest)} other values of this column`
      : `must be a date, as ${total - sum(rest)} other values of this column are`,
    given: show(text),
    hint: `Add task.missing=${text} where it stands for a missing value, or task.types=${name}:category or ${name}:text`,
  });
}

function plainNumbers(scan: ColumnScan, around: Surroundings): Decision {
  const { name } = scan;
  if (around.given !== 'number') {
    const counting = countsRows(scan);
    const named = around.isUnnamed || /^(unnamed: \d+|index|row|rownum|row_?id|row_?number|id)$/i.test(name);
    if (counting && named)
      return {
        use: 'drop',
        type: 'index',
        how: `counts the rows, as an index does; keep with task.types=${name}:number`,
      };
    if (areLargeIds(scan))
      return {
        use: 'drop',
        type: 'id',
        how: `different whole numbers in every row, beyond what a number holds exactly; keep with task.types=${name}:category`,
      };
  }
  const sentinels = around.wordsAreGiven ? [] : sentinelsIn(scan);
  if (sentinels.length > 0)
    return {
      use: 'read',
      spec: numberSpec(name, null, sentinels),
      how: `numbers; ${sentinels.join(' and ')} stands far outside and is taken as missing: keep with task.missing=none`,
    };
  return { use: 'plain', spec: numberSpec(name, null), how: 'all values are numbers' };
}

/** 0, 1, 2, ... or 1, 2, 3, ... */
function countsRows(scan: ColumnScan): boolean {
  const { values } = scan;
  if (values.length < 3 || (values[0] !== 0 && values[0] !== 1)) return false;
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]! + i) return false;
  return true;
}

function areLargeIds({ values }: ColumnScan): boolean {
  if (values.length < 10) return false;
  let large = 0;
  for (const value of values) {
    if (!Number.isInteger(value)) return false;
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) large++;
  }
  return large * 2 > values.length && !values.some((value) => value > 1e19);
}

const SMALLEST_SENTINEL = Math.min(...Array.from(SENTINELS.keys(), Math.abs));

/** Sentinels that stand further outside of the other values than these are wide. */
function sentinelsIn({ values, largest }: ColumnScan): readonly number[] {
  if (largest < SMALLEST_SENTINEL) return [];
  const seen = new Map<number, number>();
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if ((value <= -99 || value >= 999) && SENTINELS.has(value)) seen.set(value, (seen.get(value) ?? 0) + 1);
    else if (!Number.isNaN(value)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > low)) return [];
  return [...seen]
    .filter(([value, count]) => count >= SENTINELS.get(value)!)
    .map(([value]) => value)
    .filter((value) => value < low - 3 * (high - low) || value > high + 3 * (high - low));
}

/** A column of numbers that are written in another way, or among words for missing values; null when it is none. */
function spelledNumbers(
  scan: ColumnScan,
  strong: readonly Found[],
  texts: readonly Found[],
  around: Surroundings,
): Decision | null {
  const { name } = scan;
  const weak = sum(texts) - sum(strong);
  const markers = [...new Set(texts.filter((one) => !strong.includes(one)).map(({ text }) => text))];
  const missing = weak === 0 ? '' : `; ${markers.map(show).join(', ')} is taken as missing (${weak})`;
  if (strong.length === 0 && scan.texts.beyond === 0) {
    if (scan.numbers === 0) return null;
    const { given: _, ...rest } = around;
    const plain = plainNumbers(scan, { ...rest, given: around.given });
    if (plain.use === 'drop') return plain;
    const { spelling, sentinels } = plain.spec as Extract<ColumnSpec, { kind: 'number' }>;
    const spec = numberSpec(name, spelling, sentinels, NUMBER_MISSING_WORDS);
    return { use: 'read', spec, how: `numbers${missing}` };
  }
  const total = scan.numbers + sum(strong) + scan.texts.beyond;
  const found = spellingOf(scan, strong, around);
  const read =
    found.spelling === null ? [] : strong.filter(({ text }) => !Number.isNaN(numberIn(text, found.spelling!)));
  const share = (scan.numbers + sum(read) + (read.length > 0.9 * strong.length ? scan.texts.beyond : 0)) / total;
  if (found.problem !== null && (scan.numbers + found.like) / total >= MOSTLY) {
    around.problems.add({ ...found.problem, path: rowPath(strong[0]!.row, name) });
    return { use: 'read', spec: numberSpec(name, found.spelling), how: 'numbers' };
  }
  const damaged = strong.filter((one) => !read.includes(one));
  if (around.given !== 'number') {
    // Numbers with a few texts among them: damage, or a column of categories.
    const isMany = differentNumbers(scan) + read.length >= DAMAGED_FROM;
    const isDamaged =
      (share >= NEARLY_ALL && total >= NEARLY_ALL_FROM) ||
      (isMany && (share >= DAMAGED || (share >= 0.5 && damaged.length <= FEW_TEXTS)));
    if (!isDamaged && (read.length === 0 || share < MOSTLY)) return null;
  }
  for (const { text, row } of damaged.slice(0, 3))
    around.problems.add({
      path: rowPath(row, name),
      message: `must be a number, as ${total - sum(damaged)} other values of this column are`,
      given: show(text),
      hint: `Leave the field empty where the value is missing, or add task.missing=${text} or task.types=${name}:category`,
    });
  const how = found.spelling === null ? '' : describeSpelling(found.spelling, read);
  return {
    use: 'read',
    spec: numberSpec(name, found.spelling, [], weak === 0 ? [] : NUMBER_MISSING_WORDS),
    how: `numbers${how === '' ? '' : `: ${how}`}${missing}`,
  };
}

function differentNumbers({ values }: ColumnScan): number {
  const seen = new Set<number>();
  for (let i = 0; i < values.length && seen.size < DAMAGED_FROM; i++)
    if (!Number.isNaN(values[i]!)) seen.add(values[i]!);
  return seen.size;
}

interface FoundSpelling {
  readonly spelling: Spelling | null;
  /** Values that look like numbers in some spelling. */
  readonly like: number;
  readonly problem: { readonly message: string; readonly given: string; readonly hint: string } | null;
}

/** How the texts of a column are written as numbers, if they are. */
function spellingOf(scan: ColumnScan, texts: readonly Found[], around: Surroundings): FoundSpelling {
  const { point: shown, comma, either, thousands, units } = evidenceIn(texts);
  const point = shown ?? (scan.decimal === null ? null : `${scan.decimal}`);
  const most = [...units.values()].reduce((a, b) => a + b, 0);
  if (most === 0) return { spelling: null, like: 0, problem: null };
  // A sign of money or percent is one wherever it stands; letters are a unit where most numbers have them.
  const isSign = (unit: string) => /^[\p{Sc}%‰]$|^(USD|EUR|GBP|CHF|JPY|US\$|Rs\.?)$/u.test(unit);
  const own = [...units]
    .filter(([unit, count]) => unit !== '' && (isSign(unit) || 2 * count >= most + scan.numbers))
    .map(([unit]) => unit);
  const given = around.thousands === 'auto' ? null : THOUSANDS[around.thousands];
  const make = (decimal: '.' | ','): Spelling => {
    const seen = [...thousands].filter((mark) => mark !== decimal);
    if (decimal === '.' && either !== null) seen.push(',');
    if (decimal === ',' && scan.points > 0) seen.push('.');
    return { decimal, thousands: given ?? seen[0] ?? '', units: own };
  };
  if (own.length > 1)
    return {
      ...{ spelling: make('.'), like: most },
      problem: {
        message: 'is a column of several units, which are not converted',
        given: own.map(show).join(', '),
        hint: `Write its numbers in one unit, or add task.types=${scan.name}:category or task.ignore=${scan.name}`,
      },
    };
  if (around.decimal !== 'auto')
    return { spelling: make(around.decimal === 'comma' ? ',' : '.'), problem: null, like: most };
  if (given === ',') return { spelling: make('.'), problem: null, like: most };
  if (given === '.') return { spelling: make(','), problem: null, like: most };
  const problem = (message: string, shown: string, hint: string): FoundSpelling => ({
    spelling: make('.'),
    like: most,
    problem: { message, given: show(shown), hint },
  });
  const hint = 'Add task.decimal=comma or task.decimal=point';
  if (point !== null && comma !== null)
    return problem(`is written another way than ${show(point)}: one of the two marks is the decimal`, comma, hint);
  if (comma !== null) return { spelling: make(','), problem: null, like: most };
  if (point !== null) return { spelling: make('.'), problem: null, like: most };
  if (either !== null) {
    // A number such as 1,234 alone tells nothing; plain numbers with a point beside it do, and so do other columns.
    if (scan.points > 0 || around.usualDecimal === '.') return { spelling: make('.'), problem: null, like: most };
    if (around.usualDecimal === ',') return { spelling: make(','), problem: null, like: most };
    if (around.separator === ',') return { spelling: make('.'), problem: null, like: most };
    return problem('may be a number with a decimal comma or one with a comma between thousands', either, hint);
  }
  return { spelling: make('.'), problem: null, like: most };
}

/** Decimal mark that a column's texts show without doubt. */
export function decimalOf(scan: ColumnScan, words: ReadonlySet<string>): '.' | ',' | null {
  if (scan.texts.size === 0) return scan.points > 0 ? '.' : null;
  const { point, comma } = evidenceIn(textsOf(scan, words));
  if ((point === null) === (comma === null)) return null;
  return comma === null ? '.' : ',';
}

const wordsIn = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

function textOrCategory(scan: ColumnScan, texts: readonly Found[], { rows, given: _ }: Surroundings): Decision {
  const { name } = scan;
  const different = texts.length + (scan.texts.beyond > 0 ? scan.texts.beyond : 0) + differentNumbers(scan);
  const present = sum(texts) + scan.texts.beyond + scan.numbers;
  const manyWords = texts.reduce((total, { text }) => total + wordsIn(text), 0) / Math.max(1, texts.length);
  const isMany = different > DICTIONARY || (different > 20 && different > 0.3 * present);
  const count = scan.texts.beyond > 0 ? `more than ${SCANNED_TEXTS}` : `${different}`;
  if (isMany && manyWords >= 2)
    return {
      use: 'read',
      spec: { kind: 'text', name, buckets: TEXT_BUCKETS },
      how: `${count} different texts of ${manyWords.toFixed(1)} words: hashed words and pairs of words`,
    };
  if (different > DICTIONARY || (different > 20 && different > 0.5 * present))
    return {
      use: 'drop',
      type: 'id',
      how: `${count} different texts in ${rows} rows, as an id has; keep with task.types=${name}:category`,
    };
  const mixed = scan.numbers > 0 ? `; ${scan.numbers} of the values are numbers` : '';
  return { use: 'read', spec: { kind: 'category', name }, how: `${count} different texts${mixed}` };
}
