import { type AddCommand, type Context, examples } from '../kit/command.js';

interface Options {
  readonly out: string;
}

export const addSweepMerge: AddCommand = (program, context) => {
  program
    .command('merge')
    .description('gather the cells of one sweep that ran without a shared file system')
    .argument('<source...>', 'folders of the sweep, or tar archives of them (also .tar.gz)')
    .requiredOption('--out <folder>', 'folder that gets all cells; one with cells of the sweep is added to')
    .addHelpText(
      'after',
      `${examples(
        ['losscope sweep merge node-a.tar.gz node-b.tar.gz --out sweeps/lr', 'all cells in one folder'],
        ['losscope sweep show sweeps/lr', 'then the ranking'],
      )}

Exit codes: 0, 1 when a cell came twice with different results, 2 for bad input.
`,
    )
    .action((sources: readonly string[], options: Options) => merge(sources, options, context));
};

async function merge(sources: readonly string[], { out }: Options, { terminal, exit }: Context): Promise<void> {
  const { mergeSweeps } = await import('../../fleet/merge.js');
  const { plan, taken, same, conflicts, missing } = mergeSweeps(out, sources);
  for (const { message } of conflicts) terminal.err(message);
  const twice = same === 0 ? '' : `, ${same} came again with the same digest`;
  const differ = conflicts.length === 0 ? '' : `, ${conflicts.length} differ`;
  terminal.out(`${taken} of ${plan.cells.length} cells taken${twice}${differ}; ${missing} have no result yet`);
  if (conflicts.length > 0) exit(1);
}
