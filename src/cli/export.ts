import { type AddCommand, type Context, examples } from './command.js';
import { addStoredOption, type StoredOptions } from './stored.js';

interface Options extends StoredOptions {
  readonly weights: string;
}

export const addExport: AddCommand = (program, context) => {
  const command = program
    .command('export')
    .description('write the weights of a run to a safetensors file: those of its end, or of its last checkpoint')
    .argument('<id>', "the run's id, or the beginning of it (see losscope runs)")
    .requiredOption('--weights <file>', 'the file to write')
    .addHelpText(
      'after',
      examples(
        ['losscope export gridworld-dqn-0 --weights q.safetensors', 'for other programs'],
        ['losscope run gridworld-dqn --init q.safetensors', 'or as a start of another run'],
      ),
    )
    .action((id: string, options: Options) => exportRun(id, options, context));
  addStoredOption(command);
};

async function exportRun(given: string, { out, weights }: Options, { terminal }: Context): Promise<void> {
  const { findRun } = await import('../run/store.js');
  const { exportWeights } = await import('../run/export.js');
  const id = findRun(out, given);
  const { arrays, step, warnings } = exportWeights(out, id, weights);
  for (const warning of warnings) terminal.err(`${id}: ${warning}`);
  const when = step === null ? 'the end' : `step ${step}`;
  terminal.out(`${weights}: ${arrays} arrays as of ${when} of ${id}`);
}
