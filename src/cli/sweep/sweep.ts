import type { AddCommand } from '../kit/command.js';
import { addSweepMerge } from './merge.js';
import { addSweepPlan } from './plan.js';
import { addSweepRun } from './run.js';
import { addSweepShow } from './show.js';
import { addSweepSubmit } from './submit.js';

export const addSweep: AddCommand = (program, context) => {
  const sweep = program
    .command('sweep')
    .description('run a scenario with many settings on the same seeds, ranked; on one machine or many');
  addSweepRun(sweep, context);
  addSweepPlan(sweep, context);
  addSweepShow(sweep, context);
  addSweepSubmit(sweep, context);
  addSweepMerge(sweep, context);
};
