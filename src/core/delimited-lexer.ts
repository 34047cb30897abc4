/** How a delimited text is cut. */
export interface Delimiting {
  /** One ASCII character: a comma, a semicolon, a tab, a bar, a blank. */
  readonly separator: string;
  /** Several separators in a row count as one, and those at either end of a row as none: columns set with blanks. @default false */
  readonly merge?: boolean;
  /** Most bytes of one field; a longer one is told to `tooLong` and ends the reading. @default 65,536 */
  readonly field?: number;
}

export const PLAIN = 0;
/** In quotes. */
export const QUOTED = 1;
/** In quotes, with doubled quotes inside. */
export const DOUBLED = 2;
/** Text follows the closing quote. */
export const BROKEN = 3;

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
const FIELD = 65_536;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** One row as places in a buffer; it is used again for the next row, so what is kept of it must be copied. */
export class DelimitedRow {
  bytes: Uint8Array = new Uint8Array(0);
  /** Fields of the row. */
  count = 0;
  /** Where each field begins and ends, its quotes left out. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** {@link PLAIN}, {@link QUOTED}, {@link DOUBLED} or {@link BROKEN}. */
  forms = new Uint8Array(64);
  /** Line of the text on which the row begins, from 1. */
  line = 1;

  /** A field as text, its doubled quotes made single. */
  text(field: number): string {
    const text = decoder.decode(this.bytes.subarray(this.starts[field]!, this.ends[field]!));
    return this.forms[field] === DOUBLED || this.forms[field] === BROKEN ? text.replaceAll('""', '"') : text;
  }

  texts(): string[] {
    return Array.from({ length: this.count }, (_, i) => this.text(i));
  }

  add(start: number, end: number, form: number): void {
    const at = this.count++;
    if (at === this.starts.length) {
      for (const key of ['starts', 'ends'] as const) {
        const larger = new Int32Array(2 * at);
        larger.set(this[key]);
        this[key] = larger;
      }
      const forms = new Uint8Array(2 * at);
      forms.set(this.forms);
      this.forms = forms;
    }
    this.starts[at] = start;
    this.ends[at] = end;
    this.forms[at] = form;
  }
}

/** What a lexer tells while it reads. */
export interface RowSink {
  /** A row that is not blank. False ends the reading. */
  row(row: DelimitedRow): boolean | undefined;
  /** Room for the bytes that rows are cut from next, where they shall not stand in the lexer's own. */
  room?(length: number): Uint8Array;
  /**
   * Takes rows of a line each that begin at `from`, as many as it can, and returns where the next one begins and how many it took;
   * 0 where the next row is not one of these. False ends the reading. `bytes`: what rows are cut from now.
   */
  take?(from: number, line: number, bytes: Uint8Array): { readonly next: number; readonly rows: number } | false;
  /** A field is too long or a quoted one is never closed; `line` is where the field begins. Reading ends. */
  bad?(what: 'too-long' | 'unclosed', line: number, quoted: boolean): void;
}

/**
 * Cuts delimited text (RFC 4180: quotes, doubled quotes inside, line ends LF, CR LF or CR) into rows, from bytes of UTF-8 or
 * any other encoding that keeps ASCII, in pieces of any size. Blank lines are skipped; a quote inside an unquoted field is
 * an ordinary character. Each byte is looked at about once and no text is made unless it is asked for.
 */
export class DelimitedLexer {
  readonly #sink: RowSink;
  readonly #separator: number;
  readonly #merge: boolean;
  readonly #field: number;
  readonly #row = new DelimitedRow();
  #carry: Uint8Array = new Uint8Array(0);
  /** What was carried and the bytes behind it; used again for the next bytes. */
  #joined: Uint8Array = new Uint8Array(0);
  #line = 1;
  #afterReturn = false;
  #ended = false;

  constructor({ separator, merge = false, field = FIELD }: Delimiting, sink: RowSink) {
    this.#separator = separator.charCodeAt(0);
    this.#merge = merge;
    this.#field = field;
    this.#sink = sink;
  }

  /** Line at which the next row begins. */
  get line(): number {
    return this.#line;
  }

  /** Bytes of a row that is not complete. */
  get held(): Uint8Array {
    return this.#carry;
  }

  /** The next bytes; with `last` a row without a line end is one too. False when the reading has ended. */
  push(bytes: Uint8Array, last = false): boolean {
    if (this.#ended) return false;
    const carried = this.#carry.length;
    const length = carried + bytes.length;
    let buffer = this.#sink.room?.(length) ?? bytes;
    if (buffer === bytes && carried > 0) {
      if (this.#joined.length < length) this.#joined = new Uint8Array(2 * length);
      buffer = this.#joined.subarray(0, length);
    }
    if (buffer !== bytes) {
      buffer.set(this.#carry);
      buffer.set(bytes, carried);
    }
    let from = 0;
    const end = buffer.length;
    while (from < end) {
      if (this.#afterReturn) {
        this.#afterReturn = false;
        if (buffer[from] === NEWLINE) {
          from++;
          continue;
        }
      }
      const taken = this.#sink.take?.(from, this.#line, buffer);
      if (taken === false) {
        this.#ended = true;
        return false;
      }
      if (taken !== undefined && taken.rows > 0) {
        from = taken.next;
        this.#line += taken.rows;
        continue;
      }
      const next = this.#cut(buffer, from, last);
      if (this.#ended) return false;
      if (next < 0) break;
      from = next;
    }
    // A copy, which `slice` of a Buffer is not: whoever reads a file may read the next bytes into the same memory.
    this.#carry = from >= end ? new Uint8Array(0) : new Uint8Array(buffer.subarray(from));
    return true;
  }

  /** Cuts the row that begins at `from`; -1 when it is not complete, else where the next one begins. */
  #cut(bytes: Uint8Array, from: number, last: boolean): number {
    const row = this.#row;
    const separator = this.#separator;
    const end = bytes.length;
    row.bytes = bytes;
    row.count = 0;
    row.line = this.#line;
    let line = this.#line;
    let at = from;
    for (;;) {
      if (this.#merge) while (at < end && bytes[at] === separator) at++;
      let start = at;
      let stop: number;
      let form = PLAIN;
      if (bytes[at] === QUOTE && at < end) {
        form = QUOTED;
        start = ++at;
        const begun = line;
        for (;;) {
          while (at < end && bytes[at] !== QUOTE) {
            const byte = bytes[at++];
            // CR LF counts once.
            if (byte === NEWLINE ? bytes[at - 2] !== RETURN : byte === RETURN) line++;
          }
          if (at - start > this.#field) return this.#fail('too-long', begun, true);
          if (at >= end) return last ? this.#fail('unclosed', begun, true) : -1;
          if (at + 1 >= end && !last) return -1;
          if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
          form = DOUBLED;
          at += 2;
        }
        stop = at++;
        const byte = bytes[at];
        if (at < end && byte !== separator && byte !== NEWLINE && byte !== RETURN) {
          form = BROKEN;
          while (at < end && bytes[at] !== separator && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
          stop = at;
        }
      } else {
        for (; at < end; at++) {
          const byte = bytes[at];
          if (byte === separator || byte === NEWLINE || byte === RETURN) break;
        }
        stop = at;
        if (stop - start > this.#field) return this.#fail('too-long', line, false);
      }
      if (at >= end && !last) return -1;
      row.add(start, stop, form);
      if (at < end && bytes[at] === separator) {
        at++;
        if (this.#merge) {
          while (at < end && bytes[at] === separator) at++;
          if (at >= end && !last) return -1;
        }
        if (!this.#merge || (at < end && bytes[at] !== NEWLINE && bytes[at] !== RETURN)) continue;
      }
      break;
    }
    if (at < end) {
      this.#afterReturn = bytes[at] === RETURN;
      line++;
      at++;
    }
    this.#line = line;
    const blank = row.count === 1 && row.forms[0] === PLAIN && row.starts[0] === row.ends[0];
    if (!blank && this.#sink.row(row) === false) this.#ended = true;
    return at;
  }

  #fail(what: 'too-long' | 'unclosed', line: number, quoted: boolean): number {
    this.#ended = true;
    this.#sink.bad?.(what, line, quoted);
    return -1;
  }
}
