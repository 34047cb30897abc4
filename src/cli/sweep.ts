import type { AddCommand } from './command.js';
import { addSweepPlan } from './sweep-plan.js';
import { addSweepRun } from './sweep-run.js';
import { addSweepShow } from './sweep-show.js';

export const addSweep: AddCommand = (program, context) => {
  const sweep = program
    .command('sweep')
    .description('run a scenario with many settings on the same seeds, ranked; on one machine or many');
  addSweepRun(sweep, context);
  addSweepPlan(sweep, context);
  addSweepShow(sweep, context);
};
