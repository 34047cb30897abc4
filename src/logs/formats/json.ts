import { axisName } from '../placing/axis-names.js';
import { EvaluationSteps } from '../text/evaluation-steps.js';
import { endOfBracket, parseValue } from '../text/literal.js';
import { columnsIn, historyOf, isFields, rowOf, rowOfTable, stepsIn, tableOf } from '../text/records.js';
import type { LineFormat, LineReader, Row, Sink, Taken } from './format.js';

/** A document that has grown so long without a record in it is none of figures. */
const LONGEST = 1 << 28;

/**
 * JSON and what Python prints of maps: a record a line (JSON Lines), a document over several lines, a list of records, a
 * history of lists. Records of a document count as soon as they are whole, so that a document may be cut off anywhere.
 */
export const json: LineFormat = {
  kind: 'lines',
  name: 'json',
  title: 'JSON Lines, JSON documents, lists of records, histories; trainer_state.json; printed Python dicts',
  example: '{"step": 10, "train": {"loss": 2.4}}',
  open: () => new JsonReader(),
};

class JsonReader implements LineReader {
  #document: Document | null = null;
  /** Names of columns that a line has given. */
  #names: readonly string[] | null = null;
  readonly #steps = new EvaluationSteps();

  get holds(): boolean {
    return this.#document !== null;
  }

  read(line: string, sink: Sink): Taken {
    if (this.#document !== null) return this.#more(line, sink);
    const text = line.trim();
    const first = text[0];
    if (first !== '{' && first !== '[') return 'no';
    if (text.length > 1 && closes(first, text)) {
      const value = parseValue(text);
      if (value !== undefined)
        return this.#columns(value, sink) ?? give(isFields(value) ? this.#steps.placed(value) : value, sink);
      if (first === '{') return giveGlued(text, sink);
    }
    // A text such as `[INFO] ...` or `[10] loss: 0.5` begins with a bracket too.
    if (
      /^(?:\{\}|\[\])\s*\S/.test(text) ||
      !/^(?:\{|\[)\s*(?:$|["'{[]|[-\d.]+\s*,\s*$|\]|\})/.test(text) ||
      /^\[['"]?[\w ]+['"]?\]/.test(text)
    )
      return 'no';
    this.#document = new Document();
    return this.#more(line, sink);
  }

  end(): void {
    this.#document = null;
  }

  /** Lists that are rows of a table, the first of which names its columns; null for anything else. */
  #columns(value: unknown, sink: Sink): Taken | null {
    if (!Array.isArray(value) || value.length < 2) return null;
    if (value.every((item) => typeof item === 'string')) {
      this.#names = value as string[];
      return 'quiet';
    }
    if (this.#names === null || value.length !== this.#names.length) return null;
    const row = rowOfTable(this.#names, value, sink);
    if (row === null) return null;
    sink.row(row);
    return 'figures';
  }

  #more(line: string, sink: Sink): Taken {
    const document = this.#document!;
    const before = document.records;
    document.push(`${line}\n`, sink);
    const found = document.records > before;
    if (document.state !== 'open') this.#document = null;
    if (document.state === 'broken') return found ? 'figures' : 'no';
    return found || document.figures ? 'figures' : 'quiet';
  }
}

const closes = (first: string, text: string): boolean => text.endsWith(first === '{' ? '}' : ']');

/** Records that stand in one line without anything between them. */
function giveGlued(text: string, sink: Sink): Taken {
  const values: unknown[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text[from] === '{' ? endOfBracket(text, from) : -1;
    const value = end < 0 ? undefined : parseValue(text.slice(from, end));
    if (value === undefined) return 'no';
    values.push(value);
    from = end;
    while (from < text.length && /[\s,]/.test(text[from]!)) from++;
  }
  return giveList(values, sink);
}

/** Gives the figures of a whole value. */
function give(value: unknown, sink: Sink): Taken {
  const table = tableOf(value);
  if (table !== null) {
    const rows = table.rows.map((row) => rowOfTable(table.names, row, sink)).filter((row) => row !== null);
    for (const row of rows) sink.row(row);
    return rows.length === 0 ? 'quiet' : 'figures';
  }
  if (Array.isArray(value)) return giveList(value, sink);
  if (!isFields(value)) return 'no';
  const steps = stepsIn(value) ?? columnsIn(value);
  if (steps !== null) return giveList(steps, sink);
  const records = recordsIn(value);
  if (records !== null) return giveList(records, sink);
  const history = historyOf(value, sink);
  if (history !== null) {
    for (const row of history) sink.row(row);
    return 'figures';
  }
  const row = rowOf(value, sink);
  if (row === null) return 'quiet';
  sink.row(row);
  return 'figures';
}

/** The list of records that a document is about: each says itself where it is. */
function recordsIn(document: Readonly<Record<string, unknown>>): readonly unknown[] | null {
  for (const item of Object.values(document)) {
    if (!Array.isArray(item) || item.length === 0 || !item.every(isFields)) continue;
    if (item.every((record) => Object.keys(record).some((name) => axisName(name) !== null))) return item;
  }
  return null;
}

function giveList(items: readonly unknown[], sink: Sink): Taken {
  let taken: Taken = 'no';
  for (const item of items) {
    const row = isFields(item) ? rowOf(item, sink) : tripleOf(item);
    if (row === null) continue;
    sink.row(row);
    taken = 'figures';
  }
  return taken;
}

/** A row of TensorBoard's own download: `[wall time, step, value]`. */
function tripleOf(item: unknown): Row | null {
  if (!Array.isArray(item) || item.length !== 3) return null;
  const [wall, step, value] = item as unknown[];
  if (typeof wall !== 'number' || typeof step !== 'number' || typeof value !== 'number' || wall < 1e9) return null;
  return {
    numbers: new Map([
      ['step', step],
      ['value', value],
    ]),
    wall,
    sure: true,
  };
}

interface Level {
  readonly kind: '{' | '[';
  /** Where it begins in the text that is kept. */
  from: number;
  /** Whether records were found in it. */
  has: boolean;
}

/** A document that comes in pieces: each map that stands in a list is a record, given when it closes and then forgotten. */
class Document {
  records = 0;
  state: 'open' | 'done' | 'broken' = 'open';
  /** Whether the end brought figures. */
  figures = false;
  /** What stands around the records. */
  #around = '';
  #text = '';
  #at = 0;
  readonly #levels: Level[] = [];
  #quote = false;

  push(piece: string, sink: Sink): void {
    this.#text += piece;
    if (this.#text.length + this.#around.length > LONGEST) {
      this.state = 'broken';
      return;
    }
    let kept = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charCodeAt(this.#at);
      if (this.#quote) {
        if (char === BACKSLASH) this.#at++;
        else if (char === QUOTE) this.#quote = false;
      } else if (char === QUOTE) this.#quote = true;
      else if (char === OPEN_MAP || char === OPEN_LIST) {
        this.#levels.push({ kind: char === OPEN_MAP ? '{' : '[', from: this.#at, has: false });
      } else if (char === CLOSE_MAP || char === CLOSE_LIST) {
        kept = this.#close(char === CLOSE_MAP ? '{' : '[', kept, sink);
        if (this.state !== 'open') return;
      }
    }
    this.#text = this.#text.slice(kept);
    this.#at -= kept;
    for (const level of this.#levels) level.from -= kept;
  }

  /** Closes the innermost level; returns from where on the text is still needed. */
  #close(kind: Level['kind'], kept: number, sink: Sink): number {
    const level = this.#levels.pop();
    if (level === undefined || level.kind !== kind) {
      this.state = 'broken';
      return kept;
    }
    const end = this.#at + 1;
    const above = this.#levels.at(-1);
    if (above === undefined) {
      this.state = 'done';
      // Figures beside a list of records say what they all have in common, not what one of them is.
      if (level.has) return kept;
      const value = parseValue((this.#around + this.#text.slice(kept, end)).trim());
      if (value === undefined) this.state = 'broken';
      else this.figures = give(value, sink) === 'figures';
      return kept;
    }
    if (above.kind !== '[' || level.has) return kept;
    if (kind === '[' && this.#levels.length > 1) return kept;
    const value = parseValue(this.#text.slice(level.from, end));
    const row = isFields(value) ? rowOf(value, sink) : tripleOf(value);
    if (row === null) return kept;
    this.records++;
    sink.row(row);
    for (const outer of this.#levels) outer.has = true;
    this.#around += `${this.#text.slice(kept, level.from)}null`;
    return end;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
