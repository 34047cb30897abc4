import type { AddCommand } from '../kit/command.js';
import { addNewEnv } from './env.js';
import { addNewLearner } from './learner.js';
import { addNewLoss } from './loss.js';

export const addNew: AddCommand = (program, context) => {
  const command = program.command('new').description('write a working template of a loss, env, agent or task');
  addNewEnv(command, context);
  addNewLoss(command, context);
  addNewLearner('agent')(command, context);
  addNewLearner('task')(command, context);
};
