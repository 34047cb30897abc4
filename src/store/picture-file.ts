import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrontierScope, Scope } from '../core/scope.js';
import { guard } from './disk.js';
import { decodeNumber, encodeJson } from './number-json.js';
import { writeWhole } from './whole-file.js';

/** The last picture of a run over answers that are all known: its way along the frontier and its likeliest answers. */
export const PICTURE_FILE = 'picture.json';

/** Leaves the picture in the folder of a run, if it is one that cannot be drawn from the metrics. */
export function writePicture(folder: string, scope: Scope | null): void {
  if (scope?.kind !== 'frontier') return;
  const { anatomy: _, ...picture } = scope;
  guard(folder, () => writeWhole(join(folder, PICTURE_FILE), `${encodeJson(picture)}\n`));
}

export type KeptPicture = FrontierScope & Pick<Scope, 'errors'>;

/** What {@link writePicture} left; null where there is none, or none that can be read. */
export function readPicture(folder: string): KeptPicture | null {
  const file = join(folder, PICTURE_FILE);
  if (!existsSync(file)) return null;
  try {
    const picture = JSON.parse(readFileSync(file, 'utf8'), revived) as KeptPicture;
    return isPicture(picture) ? picture : null;
  } catch {
    return null;
  }
}

/** Figures that may be NaN or infinite, which JSON has as texts. */
const FIGURES = ['kl', 'reward', 'policy', 'reference', 'belowFrontier', 'klOptimum'];
const revived = (key: string, value: unknown) => (FIGURES.includes(key) ? (decodeNumber(value) ?? value) : value);

const isPoint = (point: unknown) =>
  typeof (point as { kl?: unknown } | null)?.kl === 'number' &&
  typeof (point as { reward?: unknown }).reward === 'number';

/** Whether a file that somebody may have changed can be drawn. */
function isPicture(picture: KeptPicture): boolean {
  const lists = [picture.frontier, picture.bestOf, picture.path, picture.proxy ?? []];
  const rows = Array.isArray(picture.prompts) ? picture.prompts : [null];
  return (
    picture.kind === 'frontier' &&
    lists.every((list) => Array.isArray(list) && list.every(isPoint)) &&
    picture.path.length > 0 &&
    isPoint(picture.optimum) &&
    rows.every(
      (answers) =>
        Array.isArray(answers) && answers.every((row) => typeof row.text === 'string' && Number.isFinite(row.policy)),
    )
  );
}
