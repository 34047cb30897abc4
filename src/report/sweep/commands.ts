import type { Plan } from '../../experiment/sweep/plan.js';
import { looksLikeFile } from '../../scenario/bundled.js';
import { formatSeeds } from '../../scenario/seeds.js';
import { shellWord, shortPath } from '../shell-command.js';

/** What to type to run a configuration again, on the same seeds: it gives the same bits. */
export function configCommand(
  { reference, configs, seeds: all, plugins }: Plan,
  config: number,
  seeds: readonly number[] = all,
): string {
  const words = [
    ...['losscope', 'run', looksLikeFile(reference) ? shortPath(reference) : reference],
    ...configs[config]!.set.flatMap((text) => ['--set', text]),
    ...['--seeds', formatSeeds(seeds)],
    ...plugins.flatMap((file) => ['--plugin', shortPath(file)]),
  ];
  return words.map((word) => shellWord(word)).join(' ');
}
