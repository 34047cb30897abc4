import type { Command } from 'commander';
import type { LogOptions } from '../../report/compare/arm-logs.js';

/** What the commands take that read logs of other programs. */
export interface LogFlags {
  readonly x?: string;
  readonly group?: string;
  readonly better?: readonly string[];
  readonly figure?: string;
}

/** Adds the options that say how logs of other programs are read. */
export function addLogOptions(command: Command): Command {
  return command
    .option('--group <pattern>', "of logs: how paths tell variants and seeds, '{variant}/seed_{seed}/metrics.csv'")
    .option('--better <metric=direction>', 'of logs: which direction is better, such as reward=higher', collect)
    .option(
      '--figure <figure>',
      'of logs: what counts of a curve: last, best, mean-last:10, at:50000, auc (default: last)',
    )
    .option('--x <name>', 'of logs: the axis, a column or key, or step, epoch, time, relative (default: by its name)');
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Reads the options. Throws a UserError for what is wrong with them. */
export async function logOptions({ x, group, better, figure = 'last' }: LogFlags): Promise<LogOptions> {
  const { figureIn } = await import('../../logs/foreign/figure.js');
  const { directionsIn } = await import('../../logs/grouping/direction.js');
  const directions = directionsIn(better ?? []);
  return { x: x ?? null, metrics: null, group: group ?? null, better: directions, figure: figureIn(figure) };
}
