import { DelimitedLexer, type DelimitedRow, PLAIN } from '../../core/delimited-lexer.js';
import type { MetricSpec } from '../../core/learner.js';
import { DelimitedReader } from '../formats/delimited.js';
import type { ByteReader, LineReader, Place, Row, Sink } from '../formats/format.js';
import { byteFormats, lineFormats } from '../formats/registry.js';
import { cellsOf, type Table } from '../formats/table.js';
import { axisName } from '../placing/axis-names.js';
import { type Choice, Placement, type Target } from '../placing/placement.js';
import { unpacked, withoutEscapes, withoutWrappers } from '../text/clean.js';
import { encodingOf, whyBinary } from './encoding.js';
import { Holding } from './holding.js';
import { SteadyRows } from './steady-rows.js';
import { TornLine } from './torn-line.js';

/** A line longer than this is none that a training program writes; it is left out. */
const LONGEST = 1 << 22;
/** Unless it is a document, which may stand in one line. */
const LONGEST_DOCUMENT = 1 << 28;
/** The head of a file that tells its format. */
const HEAD = 12;
const LF = 10;
const CR = 13;
/** Characters of a line that is shown. */
const SHOWN = 120;

/** Axes that are asked for by what they are, whatever their name. */
export const KINDS: readonly string[] = ['step', 'epoch', 'time', 'relative'];

/** Something that was not understood. */
export interface Unread {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Makes points of the bytes of one log, whatever it is. Each line goes to the first format that takes it, so that a banner,
 * a comment or a line of JSON among text spoils nothing. What no format takes is counted.
 */
export class LogReader {
  /** Lines with something in them that no format took. */
  unread = 0;
  /** The first of them. */
  firstUnread: Unread | null = null;
  /** What was left out, by kind. */
  readonly leftOut = new Map<string, number>();
  /** What the file says of its metrics. */
  readonly specs = new Map<string, MetricSpec>();
  /** Names of the formats that have given figures. */
  readonly formats = new Set<string>();
  /** Why it cannot be read at all; null when it can. */
  refused: string | null = null;
  /** Whether the file says that the run has ended. */
  ended = false;
  /** The last line, which has no end and may be torn off. */
  tornOff: string | null = null;
  readonly #place: Place;
  readonly #choice: Choice;
  readonly #target: Target;
  #placement: Placement;
  #holding: Holding;
  #lineReaders: readonly { readonly name: string; readonly reader: LineReader }[] = [];
  #delimited: DelimitedReader | null = null;
  #bytes: { readonly name: string; readonly reader: ByteReader } | null = null;
  #decided = false;
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #carry: Buffer = Buffer.alloc(0);
  #lexer: DelimitedLexer | null = null;
  /** What follows the row at which another table began. */
  #rest: Uint8Array | null = null;
  #line = 0;
  #skipping = false;
  /** A line that no format took: it may be the header of a table. */
  #pending: Unread | null = null;
  #wasHeader = false;
  #wasQuiet = false;
  #directAxis: string | null = null;
  /** What a scalar `epoch` beside the others says. */
  #epoch = Number.NaN;
  /** Whether the whole log has given no figure. */
  #isNowhere = false;
  #torn = new TornLine();
  #format = '';

  constructor(place: Place, choice: Choice, target: Target) {
    this.#place = place;
    this.#choice = choice;
    this.#target = target;
    this.#placement = new Placement(choice);
    this.#holding = new Holding(this.#placement, target);
  }

  /** What the last points lie on; null for the number of the row. */
  get axis(): string | null {
    return this.#directAxis ?? this.#placement.axis;
  }

  /** Names that any row has a number under. */
  get names(): ReadonlySet<string> {
    return this.#placement.names;
  }

  /** What was asked for by name and is nowhere so far. */
  get missing(): { readonly x: string | null; readonly metrics: readonly string[] } {
    const { x, metrics } = this.#choice;
    const isThere = (name: string) => [...this.names].some((one) => one === name || name.endsWith(`/${one}`));
    return {
      // Whether any row tells an axis that is known by its kind shows at the end.
      x: x === null || this.names.has(x) || (KINDS.includes(x) && !this.#isNowhere) ? null : x,
      metrics: (metrics ?? []).filter((name) => !isThere(name)),
    };
  }

  /** Counts something that is left out. */
  leaveOut(kind: string): void {
    this.leftOut.set(kind, (this.leftOut.get(kind) ?? 0) + 1);
  }

  /** Forgets everything: the file begins anew. */
  reset(): void {
    this.unread = 0;
    this.firstUnread = null;
    this.leftOut.clear();
    this.specs.clear();
    this.formats.clear();
    this.refused = null;
    this.ended = false;
    this.tornOff = null;
    this.#placement = new Placement(this.#choice);
    this.#holding = new Holding(this.#placement, this.#target);
    this.#lineReaders = [];
    this.#delimited = null;
    this.#bytes = null;
    this.#decided = false;
    this.#decoder = null;
    this.#carry = Buffer.alloc(0);
    this.#lexer = null;
    this.#line = 0;
    this.#skipping = false;
    this.#pending = null;
    this.#directAxis = null;
    this.#epoch = Number.NaN;
    this.#isNowhere = false;
    this.#torn = new TornLine();
  }

  /** The next bytes. */
  push(bytes: Uint8Array): void {
    if (this.refused !== null || bytes.length === 0) return;
    const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#decided) this.#take(given);
    else {
      this.#carry = Buffer.concat([this.#carry, given]);
      if (this.#carry.length >= HEAD) this.#decide();
    }
  }

  /**
   * Nothing more comes: gives what the formats still hold. A last line without an end counts where it cannot be torn off: a
   * number at its end has as many characters as others there.
   */
  finish(): void {
    if (!this.#decided && this.#carry.length > 0) this.#decide();
    if (this.refused !== null || this.#bytes !== null) return;
    const tail = Buffer.from(this.#lexer?.held ?? this.#carry).toString();
    this.#carry = Buffer.alloc(0);
    if (this.#lexer !== null) this.#lexer = null;
    if (tail.trim() !== '') {
      if (this.#isWhole(tail.trimEnd())) {
        for (const line of tail.split('\r')) this.#read(line);
      } else this.tornOff = tail.trimEnd().slice(-SHOWN);
    }
    for (const { reader } of this.#lineReaders) reader.end?.(this.#sink);
    this.#settle();
    this.#holding.end();
    this.#isNowhere = this.#holding.given === 0;
  }

  #isWhole(tail: string): boolean {
    if (/^\s*[{[]/.test(tail) && /[}\]]$/.test(tail)) return true;
    const table = this.#delimited?.table ?? null;
    if (table === null || !/^[\s"]*[-+.\d]/.test(tail))
      return this.#torn.isWholeLine(tail.slice(tail.lastIndexOf('\r') + 1));
    const cells = cellsOf(tail, table.layout);
    return cells !== null && cells.length >= table.names.length && this.#torn.isWholeRow(cells.at(-1)!);
  }

  #decide(): void {
    const head = this.#carry;
    this.#carry = Buffer.alloc(0);
    this.#decided = true;
    const format = byteFormats.find(({ needs, recognises }) => head.length >= needs && recognises(head));
    if (format !== undefined) {
      this.#bytes = { name: format.name, reader: format.open(this.#place) };
      this.#take(head);
      return;
    }
    const { encoding, mark } = encodingOf(head.subarray(0, 256));
    if (encoding !== 'utf-8') this.#decoder = new TextDecoder(encoding);
    else this.refused = whyBinary(head.subarray(0, 4096));
    if (this.refused !== null) return;
    this.#lineReaders = lineFormats.map(({ name, open }) => ({ name, reader: open(this.#place) }));
    const found = this.#lineReaders.find(({ reader }) => reader instanceof DelimitedReader)?.reader;
    this.#delimited = found instanceof DelimitedReader ? found : null;
    this.#take(head.subarray(mark));
  }

  #take(bytes: Buffer): void {
    if (this.#bytes !== null) {
      this.#takeRecords(bytes);
      return;
    }
    const text = this.#decoder === null ? bytes : Buffer.from(this.#decoder.decode(bytes, { stream: true }));
    let rest = this.#carry.length > 0 ? Buffer.concat([this.#carry, text]) : text;
    this.#carry = Buffer.alloc(0);
    for (;;) {
      const at = this.#lexer === null ? this.#takeLines(rest) : 0;
      if (this.#lexer === null) {
        // What is kept outlives the buffer that it came in.
        this.#carry = Buffer.from(rest.subarray(at));
        this.#limit();
        return;
      }
      this.#rest = null;
      this.#lexer.push(rest.subarray(at));
      if (this.#rest === null) {
        if (this.#lexer.held.length > LONGEST) this.#dropLine();
        return;
      }
      const next: Uint8Array = this.#rest;
      rest = Buffer.from(next.buffer, next.byteOffset, next.byteLength);
      this.#lexer = null;
      this.#watchTable();
    }
  }

  #takeRecords(bytes: Buffer): void {
    const { name, reader } = this.#bytes!;
    const all = this.#carry.length > 0 ? Buffer.concat([this.#carry, bytes]) : bytes;
    this.#format = name;
    const taken = reader.read(all, this.#sink);
    this.#carry = Buffer.from(all.subarray(taken));
    if (reader.broken !== null && !this.leftOut.has(reader.broken)) this.leftOut.set(reader.broken, 1);
    if (reader.broken !== null) this.#carry = Buffer.alloc(0);
  }

  /** Reads lines until a table begins; returns how far it came. */
  #takeLines(bytes: Buffer): number {
    let from = 0;
    let lf = bytes.indexOf(LF);
    let cr = bytes.indexOf(CR);
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
      if (end === lf) this.#line++;
      if (this.#skipping) this.#skipping = false;
      else if (end > from) this.#read(bytes.toString('utf8', from, end));
      from = end + 1;
      if (end === lf) lf = bytes.indexOf(LF, from);
      else cr = bytes.indexOf(CR, from);
      if (this.#watchTable()) return from;
    }
    return from;
  }

  #limit(): void {
    const { length } = this.#carry;
    if (length <= LONGEST) return;
    const first = this.#carry.toString('latin1', 0, 64).trimStart()[0];
    if (length <= LONGEST_DOCUMENT && (first === '{' || first === '[')) return;
    this.#carry = Buffer.alloc(0);
    this.#dropLine();
  }

  #dropLine(): void {
    this.#lexer = null;
    if (!this.#skipping) this.#sink.leftOut('lines longer than 4 MB');
    this.#skipping = true;
  }

  /** Lets the lexer of a table cut what follows, once there is one. */
  #watchTable(): boolean {
    const table = this.#delimited?.table ?? null;
    if (table === null || table.layout.style !== 'plain') return false;
    // A row that never ends is noticed by what the lexer holds.
    const layout = { ...table.layout, field: LONGEST_DOCUMENT };
    const row = (one: DelimitedRow) => this.#takeRow(one, table);
    const [delimited, placement, target] = [this.#delimited!, this.#placement, this.#target];
    const steady = SteadyRows.of(table, { delimited, placement, target, took: this.#took });
    this.#lexer = new DelimitedLexer(layout, steady === null ? { row } : steady.sinkWith(row));
    return true;
  }

  readonly #took = (rows: number, lastCell: number, figures = 0): void => {
    this.#line += rows;
    this.#holding.given += figures;
    this.#settle();
    this.formats.add('delimited');
    this.#torn.row(lastCell);
  };

  #takeRow(row: DelimitedRow, table: Table): boolean | undefined {
    const last = row.count - 1;
    this.#format = 'delimited';
    if (this.#delimited!.takeRow(row, this.#sink)) {
      this.#took(1, row.ends[last]! - row.starts[last]!);
      return true;
    }
    this.#line++;
    const from = row.starts[0]! - (row.forms[0] === PLAIN ? 0 : 1);
    const end = row.ends[last]! + (row.forms[last] === PLAIN ? 0 : 1);
    this.#read(Buffer.from(row.bytes.buffer, row.bytes.byteOffset + from, end - from).toString());
    const now = this.#delimited!.table;
    if (now === table || (now !== null && now.layout.style === 'plain' && now.layout === table.layout)) return true;
    let next = end;
    while (next < row.bytes.length && (row.bytes[next] === LF || row.bytes[next] === CR)) next++;
    this.#rest = row.bytes.subarray(next);
    return false;
  }

  #read(given: string): void {
    const line = withoutWrappers(unpacked(withoutEscapes(given)));
    if (line.trim() === '') return;
    const before = this.#pending;
    this.#pending = null;
    this.#wasHeader = false;
    this.#wasQuiet = false;
    if (!this.#offer(line) && /[\p{L}\d]/u.test(line)) this.#pending = { line: this.#line, text: line };
    if (before === null || this.#wasHeader) return;
    // A rule may stand between a header and its rows.
    if (this.#pending === null && this.#wasQuiet) this.#pending = before;
    else this.#count(before);
  }

  /** Asks the formats in turn; false when none takes the line. */
  #offer(line: string): boolean {
    const holder = this.#lineReaders.find(({ reader }) => reader.holds === true);
    const order =
      holder === undefined ? this.#lineReaders : [holder, ...this.#lineReaders.filter((one) => one !== holder)];
    for (const { name, reader } of order) {
      this.#format = name;
      const taken = reader.read(line, this.#sink);
      if (taken === 'no') continue;
      this.#wasQuiet = taken === 'quiet';
      if (taken === 'figures') {
        this.formats.add(name);
        this.#torn.line(line);
      }
      return true;
    }
    return false;
  }

  /** The line before was not understood, and no header has come to explain it. */
  #settle(): void {
    const before = this.#pending;
    this.#pending = null;
    if (before !== null) this.#count(before);
  }

  #count({ line, text }: Unread): void {
    this.unread++;
    this.firstUnread ??= { line, text: text.trim().slice(0, SHOWN) };
  }

  readonly #sink: Sink = {
    row: (row: Row) => this.#holding.row(row),
    point: (metric, x, value, wall) => {
      if (this.#placement.names.size < 1000) this.#names(metric);
      if (this.#choice.metrics === null && axisName(metric)?.kind === 'epoch') {
        this.#epoch = value;
        return;
      }
      if (this.#choice.metrics !== null && !this.#choice.metrics.includes(metric)) return;
      this.#holding.given++;
      const place = this.#choice.x === 'time' ? wall : x;
      this.#target.point('', metric, place, value, wall, this.#epoch, false);
      this.formats.add(this.#format);
    },
    spec: (spec) => {
      this.specs.set(spec.name, spec);
      this.#names(spec.name);
    },
    axis: (name) => {
      this.#directAxis = name;
    },
    finished: () => {
      this.ended = true;
    },
    leftOut: (kind) => this.leaveOut(kind),
    headerWas: () => {
      this.#wasHeader = true;
    },
  };

  #names(name: string): void {
    this.#placement.names.add(name);
  }
}
