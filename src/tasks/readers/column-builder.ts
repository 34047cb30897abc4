import { show } from '../../core/errors.js';
import { type Column, DICTIONARY, MISSING, RARE } from './columns/columns.js';
import type { CsvRow } from './formats/csv.js';
import { type Problems, rowPath } from './problems.js';

/** What a column is for: an input, the class of a row, or a number that is to be predicted. */
export type ColumnRole = 'input' | 'label' | 'target';

const MISSING_WORDS: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
/** A column with at least this many different numbers and at most 1 text in 20 values is taken for a damaged numeric one. */
const DAMAGED_FROM = 20;

/** Takes the cells of one column as they come; whether an input is numeric is known only at the end. */
export class ColumnBuilder {
  readonly #name: string;
  readonly #role: ColumnRole;
  readonly #dictionary = new Map<string, number>();
  #numbers = new Float64Array(256);
  #codes = new Int32Array(256);
  #size = 0;
  #numeric = 0;
  #texts = 0;
  #firstText: { readonly text: string; readonly row: number; readonly line: number } | null = null;

  constructor(name: string, role: ColumnRole) {
    this.#name = name;
    this.#role = role;
  }

  add(cell: string, { row, line }: CsvRow, problems: Problems): void {
    if (this.#size === this.#codes.length) this.#grow();
    const text = cell.trim();
    const at = this.#size++;
    if (MISSING_WORDS.has(text.toLowerCase())) {
      this.#numbers[at] = Number.NaN;
      this.#codes[at] = MISSING;
      if (this.#role !== 'input')
        problems.add({ path: rowPath(row, this.#name), line, message: `has no ${this.#role}`, given: show(text) });
      return;
    }
    const isNumber = NUMBER.test(text);
    const value = isNumber ? Number(text) : Number.NaN;
    if ((isNumber && !Number.isFinite(value)) || INFINITE.test(text)) {
      problems.add({ path: rowPath(row, this.#name), line, message: 'must be finite', given: show(text) });
      return;
    }
    if (this.#role === 'target' && !isNumber)
      problems.add({ path: rowPath(row, this.#name), line, message: 'must be a number', given: show(text) });
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
    if (text === null || this.#role !== 'input') return;
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
    if (this.#role === 'target' || (this.#role === 'input' && this.#texts === 0))
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
