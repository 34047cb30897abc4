import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import type { NamedArrays } from '../core/learner.js';
import { canonical, configHash } from '../scenario/canonical.js';
import type { Scenario } from '../scenario/scenario.js';
import { encodeJson } from './json.js';
import { MetricsText } from './metrics-file.js';
import { encodeSafetensors } from './safetensors.js';
import type { RunResult } from './view.js';

/** The run folder cannot be written; the message says why and where. */
export class FolderError extends Error {
  constructor(folder: string, cause: unknown) {
    super(`${problemOf(cause)}: ${folder}`, { cause });
    this.name = 'FolderError';
  }
}

function problemOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EACCES':
    case 'EPERM':
      return 'no right to write there';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function guard<R>(folder: string, write: () => R): R {
  try {
    return write();
  } catch (error) {
    throw new FolderError(folder, error);
  }
}

/**
 * Creates the folder of a run under `root` and returns its name. Creation is exclusive, so that two programs never share
 * one and a link is never followed: a name that is taken gets a number behind it.
 */
export function reserveFolder(root: string, id: string): string {
  try {
    mkdirSync(root, { recursive: true });
    for (let n = 1; ; n++) {
      const name = n === 1 ? id : `${id}-${n}`;
      try {
        mkdirSync(join(root, name));
        return name;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new UserError({ path: 'out', message: `cannot hold run folders: ${problemOf(error)}`, given: resolve(root) });
  }
}

/**
 * The record of one run, written by the run's own thread: `config.json`, `meta.json`, `metrics.jsonl` (every point, see
 * {@link MetricsText}), `events.jsonl`, `weights.safetensors`, `result.json`. The two `.jsonl` grow by appending; the
 * other files appear whole or not at all, the result last: with it the run is complete.
 */
export class RunFolder {
  readonly path: string;
  readonly metrics = new MetricsText();
  readonly #metricsFile: number;
  readonly #eventsFile: number;
  #events = '';
  #closed = false;

  /** Begins the record in an empty folder. `meta` tells what does not decide the result: versions, machine, time. */
  constructor(path: string, scenario: Scenario, seed: number, meta: Readonly<Record<string, unknown>>) {
    this.path = path;
    [this.#metricsFile, this.#eventsFile] = guard(path, () => {
      writeWhole(join(path, 'config.json'), `${canonical({ hash: configHash(scenario), scenario, seed })}\n`);
      writeWhole(join(path, 'meta.json'), `${encodeJson(meta)}\n`);
      return [openSync(join(path, 'metrics.jsonl'), 'ax'), openSync(join(path, 'events.jsonl'), 'ax')];
    });
  }

  event(step: number, kind: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#events += `${encodeJson({ step, kind, ...details })}\n`;
  }

  /** Appends what has gathered. Only between steps. */
  flush(): void {
    const metrics = this.metrics.take();
    const events = this.#events;
    this.#events = '';
    guard(this.path, () => {
      for (const line of metrics) append(this.#metricsFile, Buffer.from(line, 'latin1'));
      if (events !== '') append(this.#eventsFile, events);
    });
  }

  /** Puts everything on disk and closes the growing files; nothing may follow. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.flush();
      guard(this.path, () => {
        fsyncSync(this.#metricsFile);
        fsyncSync(this.#eventsFile);
      });
    } finally {
      closeSync(this.#metricsFile);
      closeSync(this.#eventsFile);
    }
  }
}

export function writeWeights(folder: string, weights: NamedArrays, digest: string): void {
  guard(folder, () => writeWhole(join(folder, 'weights.safetensors'), encodeSafetensors(weights, { digest })));
}

/** Marks a run as complete; the last file of a folder. */
export function writeResult(folder: string, result: RunResult): void {
  guard(folder, () => writeWhole(join(folder, 'result.json'), `${encodeJson(result)}\n`));
}

/** The file is there whole or not at all, also after a power cut. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    append(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(join(path, '..'));
}

function syncDirectory(path: string): void {
  // Windows opens no directory as a file; there a rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function append(file: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
