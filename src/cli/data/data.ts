import { type AddCommand, collect, examples } from '../kit/command.js';
import type { FileOptions } from './guessing.js';

interface Options extends FileOptions {
  readonly json?: boolean;
}

export const addData: AddCommand = (program, context) => {
  program
    .command('data')
    .description('show how a data file is read, without training')
    .argument(
      '<file>',
      'a table (CSV, TSV, JSON, JSON Lines, Parquet, SVMLight, LETOR, gzip), or - for the standard input',
    )
    .option('--target <column>', 'the column to predict (default: by name, else the last one)')
    .option('--task <task>', 'auto, or a task of losscope tasks', 'auto')
    .option('--test <file>', 'a second file whose rows are held out')
    .option('--set <path=value>', 'a setting, such as task.types=zip:category (repeatable)', collect)
    .option('--json', 'print one JSON document, as data.json of a run')
    .addHelpText(
      'after',
      examples(
        ['losscope data mine.csv --target price', 'columns with their kinds, rows left out, split, warnings'],
        ["losscope data eu.csv --set task.separator=';' --set task.decimal=comma", 'say how it is written'],
      ),
    )
    .action(async (file: string, options: Options) => {
      const { draft, endTelling } = await import('./guessing.js');
      const { parseScenario } = await import('../../scenario/loader.js');
      const { registries } = await import('../../train/registries.js');
      const { resolve } = await import('node:path');
      const { guess, text } = await draft(file, options, context);
      const { scenario } = parseScenario(text, resolve('data.yaml'), {
        catalogues: registries,
        set: options.set ?? [],
      });
      if (scenario.learner.kind !== 'task') return;
      const { name, params } = scenario.learner.task;
      const report = registries.tasks.get(name).understand?.(params as never) ?? null;
      await endTelling(context);
      if (options.json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        context.terminal.out(jsonDocument('data', { task: name, why: guess.why, report }));
        return;
      }
      const { reportLines } = await import('../../tasks/readers/data-report.js');
      context.terminal.out(`task      ${name}: ${guess.why}`, ...(report === null ? [] : reportLines(report)));
      if (report === null) context.terminal.out('          the task reads the file; it has no columns to show');
    });
};
