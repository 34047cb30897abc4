import { type AddCommand, type Context, examples } from './kit/command.js';
import { addLogOptions, type LogFlags, logOptions } from './kit/log-options.js';
import { RUNS } from './kit/stored-runs.js';

interface Options extends LogFlags {
  readonly out: string;
  readonly name?: string;
  readonly json?: boolean;
}

export const addImport: AddCommand = (program, context) => {
  const command = program
    .command('import')
    .description('convert the logs of other programs to run folders, for compare, report, export and the dashboard')
    .argument('<source...>', 'log files, folders of them, event files')
    .option('--out <folder>', 'where the run folders go', RUNS)
    .option('--name <name>', 'what the runs belong to together (default: the name of the folder or file)')
    .option('--json', 'print one JSON document');
  addLogOptions(command)
    .addHelpText(
      'after',
      examples(
        ['losscope import logs/*/*/metrics.csv --out runs', 'a run folder each, with every point'],
        ["losscope import logs --group '{variant}/seed_{seed}/progress.csv'", 'variants and seeds by their paths'],
        ['losscope import mlruns --figure mean-last:10 --better reward=higher', 'what counts of each curve'],
      ),
    )
    .action((sources: readonly string[], options: Options) => importLogs(sources, options, context));
};

async function importLogs(sources: readonly string[], options: Options, { terminal }: Context): Promise<void> {
  const { basename, dirname, join, resolve } = await import('node:path');
  const { figureText } = await import('../logs/foreign/figure.js');
  const { readForeignRuns } = await import('../logs/foreign/foreign-runs.js');
  const { importRuns } = await import('../logs/foreign/import.js');
  const read = await logOptions(options);
  const { runs, notes } = readForeignRuns(sources, read);
  terminal.err(...notes, `figure: ${figureText(read.figure)} of each curve`);
  const [first] = sources;
  const isLone = sources.length === 1;
  const name =
    options.name ?? (isLone ? basename(resolve(first!)).replace(/\.[\w.]+$/, '') : basename(dirname(resolve(first!))));
  const ids = importRuns(options.out, name || 'logs', runs, { figure: read.figure, notes });
  if (options.json === true) {
    const { jsonDocument } = await import('../report/json-document.js');
    terminal.out(
      jsonDocument('import', {
        notes,
        runs: runs.map(({ id, variant, seed }, i) => ({
          id: ids[i],
          log: id,
          variant,
          seed,
          folder: join(options.out, ids[i]!),
        })),
      }),
    );
    return;
  }
  terminal.out(...runs.map(({ id }, i) => `${join(options.out, ids[i]!)}  ${id}`));
  terminal.out(
    `${ids.length} ${ids.length === 1 ? 'run' : 'runs'} in ${options.out}: losscope compare ${options.out}, losscope watch ${options.out}`,
  );
}
