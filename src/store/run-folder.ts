import { existsSync, fstatSync, lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import type { NamedArrays, Shapes } from '../core/learner.js';
import { openForAppending, readFolderText } from '../core/regular-file.js';
import { canonical, decisive, hashOf } from '../scenario/canonical.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Checkpoint, encodeCheckpoint, type Origin, placeCheckpoint } from './checkpoint.js';
import { append, codeOf, guard, io, makeFolders, problemOf, sync, syncFolder } from './disk.js';
import { ANEW, type Beginning, decidesOf } from './lineage.js';
import { checkToken } from './lock.js';
import { MetricsText, type RecordedMetrics } from './metrics-file.js';
import { encodeJson } from './number-json.js';
import type { BestEvaluation, RunResult } from './result.js';
import { codeFields, codeNow, identityHash } from './run-code.js';
import { encodeSafetensors } from './safetensors.js';
import { writeQuickly, writeWhole } from './whole-file.js';

/**
 * Creates the folder of a run under `root` and returns its name. Creation is exclusive, so that two programs never share
 * one and a link is never followed: a name that is taken gets a number behind it.
 */
export function reserveFolder(root: string, id: string): string {
  try {
    makeFolders(resolve(root));
    for (let n = 1; ; n++) {
      const name = n === 1 ? id : `${id}-${n}`;
      try {
        io.makeFolder(join(root, name));
        syncFolder(root);
        return name;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new UserError({
      path: 'out',
      message: `cannot hold run folders: ${problemOf(error)}`,
      given: resolve(root),
      hint: 'write elsewhere with --out, or nothing with --no-save',
    });
  }
}

/** Written with --keep-best. */
export const BEST_WEIGHTS = 'best.safetensors';

/** How far the growing files of a run that goes on are kept; what stands behind is written anew. */
export interface Cut extends RecordedMetrics {
  readonly eventsBytes: number;
}

/** What of a run folder is kept: a checkpoint, and what was recorded until then. */
export interface ResumePoint extends Cut {
  /** Step of the checkpoint. */
  readonly step: number;
  /** File of the checkpoint; null to begin anew. */
  readonly checkpoint: string | null;
}

/**
 * The record of one run, written by the run's own thread: `config.json`, `meta.json`, `metrics.jsonl` (every point, see
 * {@link MetricsText}), `events.jsonl`, `checkpoints/`, `weights.safetensors`, `result.json`. The two `.jsonl` grow by
 * appending; the other files appear whole or not at all, the result last: with it the run is complete.
 */
export class RunFolder {
  readonly path: string;
  readonly metrics: MetricsText;
  /** The lock under which this record is written; once it is lost, every write throws a {@link LockLostError}. */
  token: string | null = null;
  readonly #origin: Origin;
  readonly #metricsFile: Growing;
  readonly #eventsFile: Growing;
  #events = '';
  #closed = false;

  /**
   * Begins the record in a folder without one. `meta` tells what does not decide the result: versions, machine, time.
   * With `cut` the record goes on.
   */
  constructor(
    path: string,
    scenario: Scenario,
    seed: number,
    meta: Meta,
    cut: Cut | null = null,
    beginning: Beginning = ANEW,
  ) {
    this.path = path;
    this.metrics = new MetricsText(scenario.steps);
    if (cut !== null) this.metrics.reopen(cut.openBlock);
    this.#origin = originOf(scenario, seed, beginning);
    [this.#metricsFile, this.#eventsFile] = guard(path, () => {
      const open = (name: string, size: number | undefined) => new Growing(join(path, name), size);
      const files = [open('metrics.jsonl', cut?.metricsBytes), open('events.jsonl', cut?.eventsBytes)] as const;
      if (cut === null) {
        writeWhole(join(path, 'config.json'), configText(scenario, seed, beginning));
        writeWhole(join(path, 'meta.json'), `${encodeJson(meta)}\n`);
      }
      return files;
    });
  }

  event(step: number, kind: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#events += `${encodeJson({ step, kind, ...details })}\n`;
  }

  /** Appends what has gathered, of the points whole blocks. Only between steps. */
  flush(): void {
    this.#append(this.metrics.takeWhole());
  }

  #append(metrics: readonly string[]): void {
    const events = this.#events;
    this.#events = '';
    checkToken(this.path, this.token);
    guard(this.path, () => {
      for (const line of metrics) this.#metricsFile.append(Buffer.from(line, 'latin1'));
      if (events !== '') this.#eventsFile.append(Buffer.from(events));
    });
  }

  /**
   * Puts a checkpoint on disk, and before it everything that was recorded until then. Only between steps. What the state of
   * a plug-in's learner throws when it cannot be written passes through.
   */
  checkpoint(taken: Taken): void {
    const pieces = this.encode(taken);
    guard(this.path, () => {
      this.#metricsFile.sync();
      this.#eventsFile.sync();
      checkToken(this.path, this.token);
      placeCheckpoint(this.path, taken.progress.step, pieces);
    });
  }

  /** The pieces of a checkpoint; everything that was recorded until then is in the files. Only between steps. */
  encode(taken: Taken): Uint8Array[] {
    this.flush();
    const sizes = { metricsBytes: this.#metricsFile.size, eventsBytes: this.#eventsFile.size };
    return encodeCheckpoint({ ...taken, ...sizes, openBlock: this.metrics.open, origin: this.#origin });
  }

  /** Puts everything on disk and closes the growing files; nothing may follow. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#append(this.metrics.take());
      guard(this.path, () => {
        this.#metricsFile.sync();
        this.#eventsFile.sync();
      });
    } finally {
      this.#metricsFile.close();
      this.#eventsFile.close();
    }
  }
}

export type Meta = Readonly<Record<string, unknown>>;

type Taken = Pick<Checkpoint, 'progress' | 'shapes' | 'seconds'>;

/** A file that grows at its end. */
class Growing {
  size: number;
  readonly #file: number;

  /**
   * A new file, or one that is there cut back to `size`. One of no bytes may be missing: a process that was killed between
   * making its two files has made only the first.
   */
  constructor(path: string, size?: number) {
    const isNew = size === undefined || (size === 0 && lstatSync(path, { throwIfNoEntry: false }) === undefined);
    this.#file = isNew ? io.open(path, 'ax') : openForAppending(path);
    this.size = size ?? 0;
    if (isNew) return;
    const found = fstatSync(this.#file).size;
    if (found < size) throw new Error(`${path} has ${found} bytes, its checkpoint knows of ${size}`);
    io.truncate(this.#file, size);
  }

  append(bytes: Uint8Array): void {
    append(this.#file, bytes);
    this.size += bytes.length;
  }

  sync(): void {
    sync(this.#file);
  }

  close(): void {
    io.close(this.#file);
  }
}

const decided = new WeakMap<Scenario, unknown>();

/** Reads the user's data once for all runs of a scenario. */
function decisiveOnce(scenario: Scenario): unknown {
  const known = decided.get(scenario) ?? decisive(scenario);
  decided.set(scenario, known);
  return known;
}

/** What the checkpoints of a run belong to. */
export function originOf(scenario: Scenario, seed: number, beginning: Beginning): Origin {
  const decides = decidesOf(scenario, beginning, decisiveOnce);
  const { losscope, plugins } = codeFields(beginning.code ?? codeNow([]));
  return { program: losscope ?? 'unknown', plugins, hash: hashOf(decides), decides, seed };
}

function configText(scenario: Scenario, seed: number, beginning: Beginning): string {
  const { hash } = originOf(scenario, seed, beginning);
  const { code = codeNow([]), ...rest } = beginning;
  const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const identity = identityHash(hash, code);
  return `${canonical({ hash, identity, ...codeFields(code), scenario, seed, ...told })}\n`;
}

/**
 * Says what a run will be before its thread exists, so that a queued run can be taken up after a crash too. Quickly: the
 * thread writes the same again, to last.
 */
export function announceRun(
  path: string,
  scenario: Scenario,
  seed: number,
  meta: Meta,
  beginning: Beginning = ANEW,
): void {
  guard(path, () => {
    writeQuickly(join(path, 'config.json'), configText(scenario, seed, beginning));
    writeQuickly(join(path, 'meta.json'), `${encodeJson(meta)}\n`);
  });
}

export function writeWeights(folder: string, weights: NamedArrays, digest: string, shapes?: Shapes): void {
  guard(folder, () => {
    writeWhole(join(folder, 'weights.safetensors'), ...encodeSafetensors(weights, { digest }, shapes));
  });
}

/** The weights of the best evaluation, beside those of the end. */
export function writeBestWeights(folder: string, weights: NamedArrays, best: BestEvaluation, shapes?: Shapes): void {
  const told = { step: String(best.step), metric: best.metric, value: String(best.value) };
  guard(folder, () => writeWhole(join(folder, BEST_WEIGHTS), ...encodeSafetensors(weights, told, shapes)));
}

/** Whether a run was begun to keep the weights of its best evaluation, or has kept some; then it goes on to when resumed. */
export function keepsBest(folder: string | null): boolean {
  if (folder === null) return false;
  if (existsSync(join(folder, BEST_WEIGHTS))) return true;
  try {
    return (JSON.parse(readFolderText(join(folder, 'meta.json'))) as { keepBest?: unknown }).keepBest === true;
  } catch {
    return false;
  }
}

/** Marks a run as complete; the last file of a folder. */
export function writeResult(folder: string, result: RunResult): void {
  guard(folder, () => writeWhole(join(folder, 'result.json'), `${encodeJson(result)}\n`));
}
