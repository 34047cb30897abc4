import { relative } from 'node:path';
import type { Plan } from '../../experiment/sweep/plan.js';
import { looksLikeFile } from '../../scenario/bundled.js';
import { formatSeeds } from '../../scenario/seeds.js';

/** A word as a POSIX shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What to type to run a configuration again, on the same seeds: it gives the same bits. */
export function configCommand({ reference, configs, seeds, plugins }: Plan, config: number): string {
  const words = [
    ...['losscope', 'run', looksLikeFile(reference) ? shortPath(reference) : reference],
    ...configs[config]!.set.flatMap((text) => ['--set', text]),
    ...['--seeds', formatSeeds(seeds)],
    ...plugins.flatMap((file) => ['--plugin', shortPath(file)]),
  ];
  return words.map(shellWord).join(' ');
}

/** A path below the working folder as seen from there. */
function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near.includes('/') ? near : `./${near}`;
}
