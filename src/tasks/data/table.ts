import { type Issue, show } from '../../core/errors.js';
import { didYouMean } from '../../core/suggest.js';
import { CSV_LIMITS, type CsvRow, csvRows, type Separator } from './csv.js';
import { Problems, rowPath } from './problems.js';

/** Numbers of a column; NaN where the value is missing. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly values: Float64Array;
}

/** Categories of a column: an index into `texts`, or one of {@link MISSING} and {@link RARE}. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly texts: readonly string[];
  readonly codes: Int32Array;
}

export type Column = NumericColumn | CategoricalColumn;

export const MISSING = -1;
/** The category of values that first appear after {@link DICTIONARY} others did. */
export const RARE = -2;
/** Different texts that a categorical column tells apart. */
export const DICTIONARY = 1_000;

export interface Table {
  readonly rows: number;
  /** The columns in the file's order, the label's and the ignored ones left out. */
  readonly columns: readonly Column[];
  readonly label: CategoricalColumn;
}

export interface TableOptions {
  readonly separator: Separator;
  readonly label: string;
  /** Names of columns to leave out. */
  readonly ignore: readonly string[];
}

/**
 * Reads a CSV file with a header into columns. A column is numeric when each of its values is a number or missing (empty,
 * NA, NaN, null, in any case), else categorical. Cells take 12 bytes each, whatever their text. Throws a UserError that
 * names file, row and column, for up to 20 problems at once.
 */
export function readTable(file: string, options: TableOptions): Table {
  const problems = new Problems(file);
  const rows = csvRows(problems, options.separator);
  const first = rows.next();
  const header =
    first.done === true ? problems.fatal({ path: '', message: 'is empty: it needs a header and rows' }) : first.value;
  const names = header.fields.map((name, i) => (name.trim() === '' ? `column ${i + 1}` : name.trim()));
  checkHeader(problems, header, names, options);

  const builders = names.map((name) =>
    options.ignore.includes(name) ? null : new ColumnBuilder(name, name === options.label),
  );
  let count = 0;
  for (const row of rows) {
    count = row.row;
    const place = { path: rowPath(row.row), line: row.line };
    if (count * names.length > CSV_LIMITS.cells)
      problems.fatal({ ...place, message: `goes beyond the ${CSV_LIMITS.cells} cells (rows times columns) allowed` });
    if (row.fields.length !== names.length) {
      problems.add({ ...place, message: `has ${row.fields.length} fields, the header has ${names.length}` });
      continue;
    }
    for (let i = 0; i < names.length; i++) builders[i]?.add(row.fields[i]!, row, problems);
  }
  if (count === 0) problems.add({ path: '', message: 'has a header but no rows' });
  for (const builder of builders) builder?.judge(problems);
  problems.check();

  const built = builders.flatMap((builder) => (builder === null ? [] : [builder.build()]));
  const label = built.find((column): column is CategoricalColumn => column.name === options.label)!;
  return { rows: count, columns: built.filter((column) => column !== label), label };
}

function checkHeader(problems: Problems, header: CsvRow, names: readonly string[], options: TableOptions): void {
  const place = { path: 'header', line: header.line };
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) problems.add({ ...place, message: 'names a column twice', given: show(name) });
    seen.add(name);
  }
  const lacks = (name: string, what: string): void => {
    const hint = separatorHint(names, options.separator) ?? didYouMean(name, names);
    const issue: Omit<Issue, 'file'> = {
      ...place,
      message: `has no ${what} of this name`,
      given: show(name),
      allowed: listNames(names),
    };
    problems.add(hint === undefined ? issue : { ...issue, hint });
  };
  if (!seen.has(options.label)) lacks(options.label, 'label column');
  for (const name of options.ignore) if (!seen.has(name)) lacks(name, 'column to ignore');
  if (options.ignore.includes(options.label))
    problems.add({ ...place, message: 'has its label column among the ignored ones', given: show(options.label) });
  else if (names.every((name) => name === options.label || options.ignore.includes(name)))
    problems.add({ ...place, message: 'needs at least one column besides the label' });
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => (name.length > 40 ? `${name.slice(0, 37)}...` : name));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function separatorHint(names: readonly string[], separator: Separator): string | undefined {
  if (names.length > 1) return undefined;
  const [name] = names;
  if (separator !== 'semicolon' && name!.includes(';')) return 'The separator seems to be semicolon';
  if (separator !== 'tab' && name!.includes('\t')) return 'The separator seems to be tab';
  if (separator !== 'comma' && name!.includes(',')) return 'The separator seems to be comma';
  return undefined;
}

const MISSING_WORDS: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
/** A column with at least this many different numbers and at most 1 text in 20 values is taken for a damaged numeric one. */
const DAMAGED_FROM = 20;

/** Takes the cells of one column as they come; whether it is numeric is known only at the end. */
class ColumnBuilder {
  readonly #name: string;
  readonly #isLabel: boolean;
  readonly #dictionary = new Map<string, number>();
  #numbers = new Float64Array(256);
  #codes = new Int32Array(256);
  #size = 0;
  #numeric = 0;
  #texts = 0;
  #firstText: { readonly text: string; readonly row: number; readonly line: number } | null = null;

  constructor(name: string, isLabel: boolean) {
    this.#name = name;
    this.#isLabel = isLabel;
  }

  add(cell: string, { row, line }: CsvRow, problems: Problems): void {
    if (this.#size === this.#codes.length) this.#grow();
    const text = cell.trim();
    const at = this.#size++;
    if (MISSING_WORDS.has(text.toLowerCase())) {
      this.#numbers[at] = Number.NaN;
      this.#codes[at] = MISSING;
      if (this.#isLabel)
        problems.add({ path: rowPath(row, this.#name), line, message: 'has no label', given: show(text) });
      return;
    }
    const isNumber = NUMBER.test(text);
    const value = isNumber ? Number(text) : Number.NaN;
    if ((isNumber && !Number.isFinite(value)) || INFINITE.test(text)) {
      problems.add({ path: rowPath(row, this.#name), line, message: 'must be finite', given: show(text) });
      return;
    }
    if (isNumber) {
      this.#numeric++;
    } else {
      this.#texts++;
      this.#firstText ??= { text, row, line };
    }
    this.#numbers[at] = value;
    this.#codes[at] = this.#code(text);
  }

  /** Notes a problem when a few texts stand in a column of numbers: it would turn categorical unseen. */
  judge(problems: Problems): void {
    const text = this.#firstText;
    if (text === null || this.#isLabel) return;
    if (this.#texts * 20 > this.#numeric || this.#dictionary.size < DAMAGED_FROM) return;
    problems.add({
      path: rowPath(text.row, this.#name),
      line: text.line,
      message: `must be a number, as ${this.#numeric} other values of this column are`,
      given: show(text.text),
      hint: 'Leave the field empty where the value is missing',
    });
  }

  build(): Column {
    const name = this.#name;
    if (this.#texts === 0 && !this.#isLabel)
      return { kind: 'numeric', name, values: this.#numbers.slice(0, this.#size) };
    return { kind: 'categorical', name, texts: [...this.#dictionary.keys()], codes: this.#codes.slice(0, this.#size) };
  }

  #code(text: string): number {
    const known = this.#dictionary.get(text);
    if (known !== undefined) return known;
    const code = this.#dictionary.size;
    if (code >= DICTIONARY) return RARE;
    // A copy: a slice would keep the whole piece of the file alive that it was cut from.
    this.#dictionary.set(Buffer.from(text, 'utf8').toString('utf8'), code);
    return code;
  }

  #grow(): void {
    const numbers = new Float64Array(this.#size * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const codes = new Int32Array(this.#size * 2);
    codes.set(this.#codes);
    this.#codes = codes;
  }
}
