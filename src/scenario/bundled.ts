import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../core/package.js';

/** scenarios/ of the package; src/scenario and dist/scenario are equally far from it. */
const FOLDER = fileURLToPath(packageFile('scenarios/'));

/** The four scenarios that the program opens with. */
export const TOUR = ['gridworld-dqn', 'cartpole-reinforce', 'retrieval-mnr', 'imbalanced-focal'] as const;

const ENDINGS: readonly string[] = ['.yaml', '.yml'];

/** Names of the bundled scenarios, those of the tour first. */
export function bundledNames(): readonly string[] {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER)
    .filter((file) => ENDINGS.includes(extname(file)))
    .map(stemOf)
    .sort();
  const tour: readonly string[] = TOUR;
  return [...tour.filter((name) => names.includes(name)), ...names.filter((name) => !tour.includes(name))];
}

/** File of a bundled scenario; the name must be one of {@link bundledNames}. */
export function bundledFile(name: string): string {
  const file = join(FOLDER, `${name}.yaml`);
  return existsSync(file) ? file : join(FOLDER, `${name}.yml`);
}

/** A file's name without folder and ending. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

/** Whether what a user gave is meant as a file rather than as the name of a bundled scenario. */
export function looksLikeFile(reference: string): boolean {
  return /[\\/]/.test(reference) || ENDINGS.includes(extname(reference));
}
