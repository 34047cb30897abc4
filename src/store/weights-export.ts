import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { lastWhole } from './checkpoint.js';
import { problemOf } from './disk.js';
import { readWeights } from './initial-weights.js';
import { encodeSafetensors } from './safetensors.js';
import { writeDocument } from './whole-file.js';

/** What was exported: how many arrays, and the step of the checkpoint that they are from; null for the end of the run. */
export interface Exported {
  readonly arrays: number;
  readonly step: number | null;
  readonly warnings: readonly string[];
}

/** Writes a run's weights to a file. Throws a {@link UserError} when it has none, or when the file cannot be written. */
export function exportWeights(root: string, id: string, file: string): Exported {
  const folder = join(root, id);
  const final = join(folder, 'weights.safetensors');
  if (existsSync(final)) {
    const { arrays } = readWeights(final);
    write(file, readFileSync(final));
    return { arrays: arrays.size, step: null, warnings: [] };
  }
  const { found, warnings } = lastWhole(folder);
  if (found === null) {
    throw new UserError({ path: '', file: folder, message: 'has neither weights nor a whole checkpoint yet' });
  }
  const { progress, shapes } = found.checkpoint;
  const { weights, step } = progress;
  write(file, ...encodeSafetensors(weights, { run: id, step: String(step) }, shapes));
  return { arrays: weights.size, step, warnings };
}

function write(file: string, ...content: readonly Uint8Array[]): void {
  try {
    writeDocument(file, ...content);
  } catch (error) {
    throw new UserError({ path: '--weights', message: `cannot be written: ${problemOf(error)}`, given: file });
  }
}
