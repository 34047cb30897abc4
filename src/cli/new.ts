import type { AddCommand } from './command.js';
import { addNewEnv } from './new-env.js';
import { addNewLoss } from './new-loss.js';

export const addNew: AddCommand = (program, context) => {
  const command = program.command('new').description('write a working start of something of your own');
  addNewEnv(command, context);
  addNewLoss(command, context);
};
