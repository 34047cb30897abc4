import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { readRegular } from '../core/regular-file.js';
import type { NamedTensors } from '../train/training.js';
import { weightsIn } from './checkpoint.js';
import { guard } from './disk.js';
import { LayoutError } from './safetensors.js';
import { writeWhole } from './whole-file.js';

/** The weights in a safetensors file, which may be a checkpoint. Throws a {@link UserError} that names the file. */
export function readWeights(file: string): NamedTensors {
  try {
    return weightsIn(readRegular(file, { follow: true }));
  } catch (error) {
    const known = error instanceof LayoutError;
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError({ path: '', file, message: known ? `is not a safetensors file: ${message}` : message });
  }
}

const KEPT = 'init.safetensors';

/** Copies the weights that a run starts with into its folder, since they decide what it computes. */
export function keepInit(folder: string, file: string): void {
  guard(folder, () => writeWhole(join(folder, KEPT), readRegular(file, { follow: true })));
}

/** The weights that a run of this folder starts with: those kept there, else `given`. */
export function initIn(folder: string, given: string | null): string | null {
  const kept = join(folder, KEPT);
  return existsSync(kept) ? kept : given;
}

/** sha256 of the weights that the runs of a folder start with; null without any. */
export function initHash(folder: string): string | null {
  const kept = initIn(folder, null);
  return kept === null
    ? null
    : createHash('sha256')
        .update(readRegular(kept, { follow: false }))
        .digest('hex');
}
