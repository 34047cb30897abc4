import { closeSync, readSync } from 'node:fs';
import { UserError } from '../core/errors.js';
import type { MetricSpec } from '../core/learner.js';
import { openRegular } from '../core/regular-file.js';
import { decodeNumber, encodeNumber } from './number-json.js';

const CHUNK_BYTES = 1 << 20;

/** Points of a block: its text stays under the size from which V8 handles strings several times slower. */
const BLOCK = 2048;

/**
 * The text of `metrics.jsonl`, the lossless record of a run's curves, gathered in memory until it is taken. A line is
 * either a metric, `{"define":0,"name":"loss","help":"...","better":"lower"}`, or a block of points as three columns,
 * `{"metric":[0,1],"step":[5,5],"value":[0.25,1]}`, in the order of recording. Columns cost a fifth of a line per
 * point: JSON.stringify writes an array of numbers without making a string of each.
 */
export class MetricsText {
  #lines: string[] = [];
  #blocks: string[] = [];
  readonly #ids = Array.from({ length: BLOCK }, () => 0);
  readonly #steps = Array.from({ length: BLOCK }, () => 0);
  /** Begins as doubles: an array that began with whole numbers would be converted on the way. */
  readonly #values = Array.from({ length: BLOCK }, () => 0.5);
  #used = 0;
  /** Whether JSON would lose a value: NaN, an infinity, -0. */
  #odd = false;

  define(id: number, { name, help, better, dependsOn }: MetricSpec): void {
    const text = JSON.stringify({ define: id, name, help, better, dependsOn });
    // All of the file is ASCII, which is written several times faster.
    const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this.#lines.push(`${ascii}\n`);
  }

  point(id: number, step: number, value: number): void {
    const at = this.#used;
    this.#ids[at] = id;
    this.#steps[at] = step;
    this.#values[at] = value;
    if (value - value !== 0 || (value === 0 && 1 / value < 0)) this.#odd = true;
    this.#used = at + 1;
    if (this.#used === BLOCK) this.#close();
  }

  /** Whether a whole block waits to be taken. */
  get full(): boolean {
    return this.#blocks.length > 0;
  }

  /** The lines for what has gathered, in ASCII. Only between steps, when every metric of a waiting point is defined. */
  take(): readonly string[] {
    if (this.#used > 0) this.#close();
    const lines = [...this.#lines, ...this.#blocks];
    this.#lines = [];
    this.#blocks = [];
    return lines;
  }

  #close(): void {
    const column = (numbers: number[]) => (this.#used === BLOCK ? numbers : numbers.slice(0, this.#used));
    const values = column(this.#values);
    const text = this.#odd ? `[${values.map(encodeNumber).join()}]` : JSON.stringify(values);
    const metric = JSON.stringify(column(this.#ids));
    this.#blocks.push(`{"metric":${metric},"step":${JSON.stringify(column(this.#steps))},"value":${text}}\n`);
    this.#used = 0;
    this.#odd = false;
  }
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
    const { metric, step, value } = entry as { metric: number[]; step: number[]; value: unknown[] };
    for (let i = 0; i < metric.length; i++) {
      yield { kind: 'point', id: metric[i]!, step: step[i]!, value: decodeNumber(value[i]) ?? Number.NaN };
    }
  }
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
