import { type AddCommand, examples } from '../kit/command.js';
import { addLossesCheck } from './check.js';
import { addLossesEvaluate } from './evaluate.js';
import { addLossesFind } from './find.js';
import { addLossesGradient } from './gradient.js';
import { addLossesShow } from './show.js';

export const addLosses: AddCommand = (program, context) => {
  const command = program
    .command('losses')
    .usage('[name] [options]')
    .description('list the losses, show one with its curves, check golden values or your own loss')
    .addHelpText(
      'after',
      examples(
        ['losscope losses', 'all of them'],
        ['losscope losses focal', 'one of them, with curves that answer the arrow keys'],
        ['losscope losses huber --svg huber.svg', 'a picture'],
        ['losscope losses find CLIP', 'by a name that the field uses'],
        ["losscope losses evaluate mse --pred '[1]' --target '[3]'", 'on your own numbers'],
        ['losscope losses check test/golden/losses.json', 'golden values'],
        ['losscope losses check-gradient ./my-loss.mjs', 'check your own loss'],
      ),
    );
  for (const add of [addLossesShow, addLossesFind, addLossesEvaluate, addLossesCheck, addLossesGradient])
    add(command, context);
};
