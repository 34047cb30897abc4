import { closeSync, readSync } from 'node:fs';
import { UserError } from '../core/errors.js';
import type { MetricSpec } from '../core/learner.js';
import { openRegular } from '../core/regular-file.js';
import { decodeNumber, encodeNumber } from './number-json.js';

const CHUNK_BYTES = 1 << 20;

/** Points of a block: its text stays under the size from which V8 handles strings several times slower. */
const BLOCK = 2048;

/** Blocks of a run at least, so that somebody who reads the file while it grows sees its curves grow. */
const BLOCKS = 128;

/**
 * The text of `metrics.jsonl`, the lossless record of a run's curves, gathered in memory until it is taken. A line is
 * either a metric, `{"define":0,"name":"loss","help":"...","better":"lower"}`, or a block of points as three columns,
 * `{"metric":[0,1],"step":[5,5],"value":[0.25,1]}`, in the order of recording. Columns cost a fifth of a line per
 * point: JSON.stringify writes an array of numbers without making a string of each.
 *
 * A block ends where the steps pass a multiple of a fixed spacing, or at the first step behind {@link BLOCK} points. The clock
 * decides only when lines are taken: the same run has the same bytes.
 */
export class MetricsText {
  /** Metrics and whole blocks that wait to be taken. */
  #lines: string[] = [];
  /** Points in them. */
  #waiting = 0;
  readonly #spacing: number;
  readonly #ids = Array.from({ length: BLOCK }, () => 0);
  readonly #steps = Array.from({ length: BLOCK }, () => 0);
  /** Begins as doubles: an array that began with whole numbers would be converted on the way. */
  readonly #values = Array.from({ length: BLOCK }, () => 0.5);
  #used = 0;
  #lastStep = 0;
  /** The first step that no longer belongs to the open block, however few points that has. */
  #nextAt = 0;
  /** Whether JSON would lose a value: NaN, an infinity, -0. */
  #odd = false;

  /** @param steps of the whole run: they decide where blocks end. */
  constructor(steps = BLOCKS * BLOCK) {
    this.#spacing = Math.ceil(steps / BLOCKS);
  }

  define(id: number, { name, help, better, dependsOn }: MetricSpec): void {
    const text = JSON.stringify({ define: id, name, help, better, dependsOn });
    // All of the file is ASCII, which is written several times faster.
    const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this.#lines.push(`${ascii}\n`);
  }

  point(id: number, step: number, value: number): void {
    if (step !== this.#lastStep && this.#used > 0 && (step >= this.#nextAt || this.#used >= BLOCK)) this.#close();
    const at = this.#used;
    if (at === 0) this.#nextAt = (Math.floor(step / this.#spacing) + 1) * this.#spacing;
    this.#ids[at] = id;
    this.#steps[at] = step;
    this.#values[at] = value;
    if (value - value !== 0 || (value === 0 && 1 / value < 0)) this.#odd = true;
    this.#used = at + 1;
    this.#lastStep = step;
  }

  /** Whether as many points wait to be taken as a large block has. */
  get full(): boolean {
    return this.#waiting >= BLOCK;
  }

  /** The lines of whole blocks that have gathered, in ASCII. */
  takeWhole(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#waiting = 0;
    return lines;
  }

  /** All lines; the open block ends here. Only between steps, when every metric of its points is defined. */
  take(): readonly string[] {
    if (this.#used > 0) this.#close();
    return this.takeWhole();
  }

  /** The line of the open block as it is now; empty when it has no points. */
  get open(): string {
    return this.#used === 0 ? '' : this.#text();
  }

  /** Goes on with what {@link open} gave. */
  reopen(open: string): void {
    for (const { id, step, value } of pointsIn(open)) this.point(id, step, value);
  }

  #close(): void {
    this.#lines.push(this.#text());
    this.#waiting += this.#used;
    this.#used = 0;
    this.#odd = false;
  }

  #text(): string {
    const column = (numbers: number[]) => (this.#used === numbers.length ? numbers : numbers.slice(0, this.#used));
    const values = column(this.#values);
    const text = this.#odd ? `[${values.map(encodeNumber).join()}]` : JSON.stringify(values);
    const metric = JSON.stringify(column(this.#ids));
    return `{"metric":${metric},"step":${JSON.stringify(column(this.#steps))},"value":${text}}\n`;
  }
}

/** What of a run's metrics was recorded until a checkpoint: bytes of the file, and the block that was open then. */
export interface RecordedMetrics {
  readonly metricsBytes: number;
  /** The line of the open block, which is in no file yet. */
  readonly openBlock: string;
}

export type MetricsEntry =
  | { readonly kind: 'metric'; readonly id: number; readonly spec: MetricSpec }
  | { readonly kind: 'point'; readonly id: number; readonly step: number; readonly value: number };

/**
 * Reads a `metrics.jsonl` in pieces, in the order of recording, at most its first `size` bytes. A last line that was torn
 * off is left out. Throws a {@link UserError} at a line that is none of ours.
 */
export function* readMetrics(file: string, size = Number.POSITIVE_INFINITY): Generator<MetricsEntry, void, void> {
  let number = 0;
  for (const line of lines(file, size)) {
    number++;
    const entry = parseLine(line);
    if (entry === null) throw new UserError({ path: '', file, line: number, message: 'is not a line of metrics' });
    if ('define' in entry) {
      const { define: id, name, help, better, dependsOn } = entry as unknown as MetricSpec & { define: number };
      const definition = Array.isArray(dependsOn) ? { dependsOn: dependsOn.map(String) } : {};
      yield { kind: 'metric', id, spec: { name, help, better, ...definition } };
      continue;
    }
    yield* pointsOf(entry);
  }
}

/** What {@link readMetrics} gives for the part of a file that was recorded until a checkpoint, and the open block. */
export function* readRecorded(file: string, { metricsBytes, openBlock }: RecordedMetrics): Generator<MetricsEntry> {
  if (metricsBytes > 0) yield* readMetrics(file, metricsBytes);
  yield* pointsIn(openBlock);
}

type Point = Extract<MetricsEntry, { kind: 'point' }>;

function* pointsOf(entry: Record<string, unknown>): Generator<Point, void, void> {
  const { metric, step, value } = entry as { metric: number[]; step: number[]; value: unknown[] };
  for (let i = 0; i < metric.length; i++) {
    yield { kind: 'point', id: metric[i]!, step: step[i]!, value: decodeNumber(value[i]) ?? Number.NaN };
  }
}

/** The points of the line of a block; none of an empty text. */
function pointsIn(block: string): Iterable<Point> {
  if (block === '') return [];
  const entry = parseLine(block);
  if (entry === null || 'define' in entry) throw new Error('the open block of metrics is damaged');
  return pointsOf(entry);
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    if ('define' in entry) return Number.isSafeInteger(entry.define) && typeof entry.name === 'string' ? entry : null;
    const columns = [entry.metric, entry.step, entry.value];
    const lengths = columns.map((column) => (Array.isArray(column) ? column.length : -1));
    return lengths[0]! >= 0 && lengths.every((length) => length === lengths[0]) ? entry : null;
  } catch {
    return null;
  }
}

/** Complete lines of a file, without their line feeds. */
function* lines(file: string, most: number): Generator<string, void, void> {
  const descriptor = openRegular(file, { follow: false });
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(CHUNK_BYTES);
    let rest = '';
    let left = most;
    const read = () => readSync(descriptor, chunk, 0, Math.min(chunk.length, left), null);
    for (let size = read(); size > 0; size = read()) {
      left -= size;
      const parts = (rest + decoder.decode(chunk.subarray(0, size), { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } finally {
    closeSync(descriptor);
  }
}
