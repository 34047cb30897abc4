import { UserError } from '../../core/errors.js';
import { type AddCommand, examples } from '../kit/command.js';
import { addModelOptions, type ModelOptions, runsFolder } from './runs-folder.js';

export const addPredict: AddCommand = (program, { terminal }) => {
  const command = program
    .command('predict')
    .description('score new rows with the model of a run on your own file')
    .argument('<run>', 'id of a run or the beginning of it')
    .argument('<file>', 'new rows, with the columns of the training file; - for the standard input')
    .addHelpText(
      'after',
      examples(
        ['losscope predict mine-0 new.csv --out predictions.csv', 'a row of predictions for each row'],
        ['losscope export mine-0 --model model', 'or take the model away: JSON, safetensors, ONNX, Python'],
      ),
    )
    .action(async (run: string, file: string, options: ModelOptions) => {
      const { out: to } = options;
      const out = await runsFolder(options);
      const { join } = await import('node:path');
      const { findRun } = await import('../../store/run-list.js');
      const { readModel } = await import('../../store/kept-model.js');
      const { csvPieces, writeCsv } = await import('../../store/own-data-files.js');
      const { predictRows } = await import('../../tasks/model/new-rows.js');
      const { dataFile } = await import('./guessing.js');
      const id = findRun(out, run);
      const { model, weights, step } = readModel(join(out, id));
      if (model.format !== 'losscope-model')
        throw new UserError({ path: id, message: 'is a run of retrieval', hint: 'Ask it with losscope retrieve' });
      const { columns, rows, notes } = predictRows(model, weights, await dataFile(file));
      for (const note of notes) terminal.err(note);
      if (step !== null) terminal.err(`${id} has not ended: the weights are those of step ${step}`);
      if (to === undefined) {
        for (const piece of csvPieces(columns)) terminal.out(piece.replace(/\n$/, ''));
        return;
      }
      writeCsv(to, columns);
      terminal.out(`${to}: ${rows} rows`);
    });
  addModelOptions(command, 'a CSV file of the predictions');
};
