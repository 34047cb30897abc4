import type { Command } from 'commander';
import { addLogOptions } from '../kit/log-options.js';

/** Adds the options of baselines of logs that another program wrote. */
export function addFromOptions(command: Command): void {
  command
    .option('--from <source...>', 'take the seeds from logs of another program; nothing is trained')
    .option('--metric <name>', 'of logs: the metric that decides (default: the first with a direction)')
    .option('--margin <number>', 'of logs: a drop up to this much is not a regression (default: 0)')
    .option('--alpha <number>', 'of logs: accepted probability of a false alarm (default: 0.01)');
  addLogOptions(command);
}
