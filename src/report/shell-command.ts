import { relative } from 'node:path';
import { bundledFile, bundledNames } from '../scenario/bundled.js';
import type { LoadedScenario } from '../scenario/loader.js';

/** A word as a POSIX shell reads it back, on Windows as PowerShell does. */
export function shellWord(text: string, platform = process.platform): string {
  if (platform === 'win32') return /^[\w./\\:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path below the working folder as seen from there. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : /[\\/]/.test(near) ? near : `./${near}`;
}

/** What a run was started with beside its scenario and seed. */
export interface Started {
  readonly plugins: readonly string[];
  /** File of the weights that it began with. */
  readonly init: string | null;
}

/** What to type to run one seed of a scenario again: it gives the same bits. */
export function runCommand({ scenario, file, set }: LoadedScenario, seed: number, { plugins, init }: Started): string {
  const bundled = bundledNames().find((name) => bundledFile(name) === file);
  const words = [
    ...['losscope', 'run', bundled ?? shortPath(file)],
    ...(scenario.family === undefined ? [] : ['--variant', scenario.family.name]),
    ...set.flatMap((text) => ['--set', text]),
    ...['--seeds', String(seed)],
    ...plugins.flatMap((plugin) => ['--plugin', shortPath(plugin)]),
    ...(init === null ? [] : ['--init', shortPath(init)]),
  ];
  return words.map((word) => shellWord(word)).join(' ');
}
