import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { readFolderText } from '../../core/regular-file.js';
import { maskedCrc32c } from '../../logs/binary/crc32c.js';
import { makeFolders } from '../../store/disk.js';
import { runId } from '../../store/run-id.js';
import { asideOf, WholeFile } from '../../store/whole-file.js';
import { pointsOf } from './points.js';
import type { RunSource } from './sources.js';
import { refusing } from './text.js';

/** Bytes that are gathered before they are written; no record is near as long. */
const PIECE = 1 << 16;
const LONGEST_RECORD = 4096;
/** Tags longer than this are cut: TensorBoard shows them as names. */
const LONGEST_TAG = 512;

/**
 * Writes each run as an event file in a folder of its own below `root`, as TensorBoard reads them: one scalar a point, the
 * metric's name its tag. TensorBoard's scalars have 32 bits; CSV and JSONL keep all 64. Returns the number of points and
 * the folders.
 */
export function writeTensorBoard(runs: readonly RunSource[], root: string) {
  return refusing('--tensorboard', root, () => {
    makeFolders(resolve(root));
    const taken = new Set<string>();
    let points = 0;
    for (const run of runs) {
      const name = runId(run.scenario, run.seed);
      let folder = name;
      for (let n = 2; taken.has(folder); n++) folder = `${name}-${n}`;
      taken.add(folder);
      makeFolders(resolve(root, folder));
      points += writeEvents(run, join(root, folder));
    }
    return { points, folders: [...taken] };
  });
}

/**
 * One event file of the run, in place of one from an earlier export. What is written aside has a name that TensorBoard does
 * not read.
 */
function writeEvents(run: RunSource, folder: string): number {
  const started = startOf(run.folder);
  const seconds = (run.result?.seconds ?? 0) / (run.result?.steps || 1);
  const file = join(
    folder,
    `events.out.tfevents.${String(Math.floor(started)).padStart(10, '0')}.${hostname()}.losscope`,
  );
  const aside = new WholeFile(asideOf(join(folder, '.losscope')));
  const records = new Records((bytes) => aside.write(bytes));
  let points = 0;
  try {
    records.version(started);
    for (const { metric, step, value } of pointsOf(run)) {
      // When a point was recorded stands nowhere: the time of the run, spread evenly over its steps.
      records.scalar(started + seconds * step, step, metric, value);
      points++;
    }
    records.flush();
    aside.replace(file);
  } catch (error) {
    aside.discard();
    throw error;
  }
  return points;
}

/** When the run began, in seconds since 1970. */
function startOf(folder: string): number {
  try {
    const { started } = JSON.parse(readFolderText(join(folder, 'meta.json'))) as { started?: unknown };
    const time = typeof started === 'string' ? Date.parse(started) / 1000 : Number.NaN;
    return Number.isFinite(time) ? time : 0;
  } catch {
    return 0;
  }
}

/** Tag bytes of protobuf fields: number * 8 + wire type (0 varint, 1 64 bits, 2 bytes, 5 32 bits). */
const EVENT_WALL_TIME = 0x09;
const EVENT_STEP = 0x10;
const EVENT_FILE_VERSION = 0x1a;
const EVENT_SUMMARY = 0x2a;
const SUMMARY_VALUE = 0x0a;
const VALUE_TAG = 0x0a;
const VALUE_SIMPLE = 0x15;

/**
 * TFRecords of `Event` messages: length (8 bytes), its masked CRC, the message, its masked CRC. Encoded in place in one
 * buffer.
 */
export class Records {
  readonly #bytes = new Uint8Array(PIECE + LONGEST_RECORD);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #write: (bytes: Uint8Array) => void;
  readonly #tags = new Map<string, Uint8Array>();
  #at = 0;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** The first record of every event file. */
  version(wallTime: number): void {
    const text = Buffer.from('brain.Event:2');
    const start = this.#begin(wallTime);
    this.#byte(EVENT_FILE_VERSION);
    this.#varint(text.length);
    this.#raw(text);
    this.#end(start);
  }

  scalar(wallTime: number, step: number, metric: string, value: number): void {
    const tag = this.#tag(metric);
    const start = this.#begin(wallTime);
    this.#byte(EVENT_STEP);
    this.#varint(step);
    const valueLength = 1 + varintLength(tag.length) + tag.length + 5;
    this.#byte(EVENT_SUMMARY);
    this.#varint(1 + varintLength(valueLength) + valueLength);
    this.#byte(SUMMARY_VALUE);
    this.#varint(valueLength);
    this.#byte(VALUE_TAG);
    this.#varint(tag.length);
    this.#raw(tag);
    this.#byte(VALUE_SIMPLE);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
    this.#end(start);
  }

  flush(): void {
    this.#write(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  #tag(metric: string): Uint8Array {
    let tag = this.#tags.get(metric);
    if (tag === undefined) {
      tag = Buffer.from(metric.slice(0, LONGEST_TAG));
      this.#tags.set(metric, tag);
    }
    return tag;
  }

  #begin(wallTime: number): number {
    const start = this.#at;
    this.#at += 12;
    this.#byte(EVENT_WALL_TIME);
    this.#view.setFloat64(this.#at, wallTime, true);
    this.#at += 8;
    return start;
  }

  #end(start: number): void {
    const view = this.#view;
    const message = start + 12;
    view.setUint32(start, this.#at - message, true);
    view.setUint32(start + 4, 0, true);
    view.setUint32(start + 8, maskedCrc32c(this.#bytes, start, start + 8), true);
    view.setUint32(this.#at, maskedCrc32c(this.#bytes, message, this.#at), true);
    this.#at += 4;
    if (this.#at >= PIECE) this.flush();
  }

  #byte(byte: number): void {
    this.#bytes[this.#at++] = byte;
  }

  #raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A whole number >= 0, also beyond 32 bits. */
  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }
}

function varintLength(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : 3;
}
