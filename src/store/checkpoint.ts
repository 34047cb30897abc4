import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NamedArrays, Shapes } from '../core/learner.js';
import { IrregularFileError, readRegular } from '../core/regular-file.js';
import type { PluginFile } from '../train/plugins/plugin-code.js';
import type { NamedTensors, Progress } from '../train/training.js';
import { codeOf, io, removeFiles, syncFolder } from './disk.js';
import type { RecordedMetrics } from './metrics-file.js';
import { decodeSafetensors, encodeSafetensors, LayoutError, readHeader } from './safetensors.js';
import { decodeSaved, encodeSaved } from './state-codec.js';
import { writeWhole } from './whole-file.js';

/** Everything that a run needs to resume: its progress, and how far its records were. */
export interface Checkpoint extends RecordedMetrics {
  readonly progress: Progress;
  readonly shapes: Shapes;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Size of `events.jsonl` when it was taken. */
  readonly eventsBytes: number;
  readonly origin: Origin;
}

/** What a checkpoint belongs to. */
export interface Origin {
  /** Version of the program. */
  readonly program: string;
  /** The plug-ins' file names with their content's hashes; absent in checkpoints of before they were kept. */
  readonly plugins?: readonly PluginFile[];
  /** Hash of {@link decides}. */
  readonly hash: string;
  /** The settings that decide the result. */
  readonly decides: unknown;
  readonly seed: number;
}

/** A file is no checkpoint that this program can use; the message says why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

const FORMAT = 'losscope checkpoint';
const VERSION = 2;
/** Of before blocks of metrics ended by step: none was open at a checkpoint. */
const WITHOUT_OPEN_BLOCK = '1';
const KEPT = 2;
/** Arrays of the state stand under names that no weight has. */
const STATE = 'state';
const UNSEALED = '0'.repeat(64);
const SEAL = '"sha256":"';
const NAME = /^step-(\d{15})\.safetensors$/;

/** The pieces of a checkpoint file: the safetensors layout, whose metadata hold a sha256 over the whole file. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array[] {
  const { progress, shapes, ...rest } = checkpoint;
  const { json, arrays } = encodeSaved(progress.state, STATE);
  const content = JSON.stringify({ ...rest, step: progress.step, state: json });
  const metadata = { sha256: UNSEALED, format: FORMAT, version: String(VERSION), content };
  const pieces = encodeSafetensors(new Map([...progress.weights, ...arrays]), metadata, shapes);
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  const header = Buffer.from(pieces[1]!.buffer, pieces[1]!.byteOffset, pieces[1]!.byteLength);
  header.write(hash.digest('hex'), header.indexOf(SEAL) + SEAL.length, 'latin1');
  return pieces;
}

/** Throws a {@link CheckpointError} for anything but what {@link encodeCheckpoint} gave, to the last bit. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  try {
    checkSeal(bytes);
    const { arrays, shapes, metadata } = decodeSafetensors(bytes);
    const { step, state, ...rest } = JSON.parse(metadata.content!);
    const weights = withoutState(arrays) as NamedArrays;
    const progress = { step, weights, state: decodeSaved(state, arrays) };
    return { openBlock: '', ...rest, progress, shapes: withoutState(shapes) };
  } catch (error) {
    throw error instanceof LayoutError ? new CheckpointError(`is no checkpoint: ${error.message}`) : error;
  }
}

function withoutState<T>(named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...named].filter(([name]) => !name.startsWith(`${STATE}.`)));
}

function checkSeal(bytes: Uint8Array): void {
  const { start, entries } = readHeader(bytes);
  const { format, version, sha256 } = (entries.__metadata__ ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) throw new CheckpointError('is no checkpoint of losscope');
  if (version !== String(VERSION) && version !== WITHOUT_OPEN_BLOCK) {
    throw new CheckpointError(`has version ${version} of the format; this program knows version ${VERSION}`);
  }
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = all.subarray(0, start).indexOf(SEAL) + SEAL.length;
  const hash = createHash('sha256')
    .update(all.subarray(0, at))
    .update(UNSEALED)
    .update(all.subarray(at + UNSEALED.length));
  if (hash.digest('hex') !== sha256) throw new CheckpointError('is damaged: its sha256 differs');
}

/** {@link placeCheckpoint} of one that is not encoded yet. */
export function writeCheckpoint(run: string, checkpoint: Checkpoint): void {
  placeCheckpoint(run, checkpoint.progress.step, encodeCheckpoint(checkpoint));
}

/** Puts an encoded checkpoint into the folder of a run, whole or not at all, and removes all but the last two. */
export function placeCheckpoint(run: string, step: number, pieces: readonly Uint8Array[]): void {
  const folder = join(run, 'checkpoints');
  try {
    io.makeFolder(folder);
    syncFolder(run);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    checkFolder(folder);
  }
  const name = `step-${String(step).padStart(15, '0')}.safetensors`;
  writeWhole(join(folder, name), ...pieces);
  const old = checkpointsOf(run).slice(KEPT);
  removeFiles(...old.map(({ file }) => file));
}

/** Checkpoints go into the run folder itself, and the old ones are removed there: nowhere that a link leads to. */
function checkFolder(folder: string): void {
  if (!lstatSync(folder).isDirectory()) throw new IrregularFileError(folder, 'a link or a file in place of a folder');
}

/** The checkpoints of a run, the newest first. */
export function checkpointsOf(run: string): readonly { readonly file: string; readonly step: number }[] {
  const folder = join(run, 'checkpoints');
  let names: readonly string[];
  try {
    checkFolder(folder);
    names = readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .flatMap((name) => {
      const [, step] = NAME.exec(name) ?? [];
      return step === undefined ? [] : [{ file: join(folder, name), step: Number(step) }];
    })
    .sort((a, b) => b.step - a.step);
}

/** Throws a {@link CheckpointError}, also when the file cannot be read. */
export function readCheckpoint(file: string): Checkpoint {
  let bytes: Uint8Array;
  try {
    bytes = readRegular(file, { follow: false });
  } catch (error) {
    throw new CheckpointError(`cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return decodeCheckpoint(bytes);
}

/** The weights of a safetensors file, of a checkpoint too. Throws a {@link LayoutError}. */
export function weightsIn(bytes: Uint8Array): NamedTensors {
  const { arrays, shapes, metadata } = decodeSafetensors(bytes);
  // Square matrices would fit and be wrong.
  if (metadata.layout === 'torch') {
    throw new Error('has the layout of PyTorch: export the weights without --layout torch');
  }
  return { arrays: withoutState(arrays) as NamedArrays, shapes: withoutState(shapes) };
}

/** The newest checkpoint that is whole and whose records are there, and what was wrong with newer ones. */
export function lastWhole(folder: string): {
  readonly found: { readonly file: string; readonly checkpoint: Checkpoint } | null;
  readonly warnings: string[];
} {
  const warnings: string[] = [];
  for (const { file } of checkpointsOf(folder)) {
    try {
      const checkpoint = readCheckpoint(file);
      checkRecords(folder, checkpoint);
      return { found: { file, checkpoint }, warnings };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      warnings.push(`${basename(file)} ${error.message}; the one before is used`);
    }
  }
  if (warnings.length > 0) warnings.push('no checkpoint is whole: the run starts from the beginning');
  return { found: null, warnings };
}

function checkRecords(folder: string, { metricsBytes, eventsBytes }: Checkpoint): void {
  for (const [name, size] of [
    ['metrics.jsonl', metricsBytes],
    ['events.jsonl', eventsBytes],
  ] as const) {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (found < size) throw new CheckpointError(`knows of ${size} bytes of ${name}, which has ${found}`);
  }
}
