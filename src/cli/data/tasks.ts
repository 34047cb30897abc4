import { addPluginOption, type EnvOptions, usePluginFiles } from '../envs/plugins.js';
import { type AddCommand, examples } from '../kit/command.js';
import { addLearnerContract } from '../kit/learner-contract.js';

interface Options extends Pick<EnvOptions, 'plugin'> {
  readonly json?: boolean;
}

export const addTasks: AddCommand = (program, context) => {
  const { terminal } = context;
  const command = program
    .command('tasks')
    .description('list the tasks, or show one: the files that it takes, its settings, losses and metrics')
    .argument('[name]', 'a task')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(['losscope tasks', 'all of them'], ['losscope tasks classification', 'files, settings, metrics']),
    )
    .action(async (name: string | undefined, { json, plugin = [] }: Options) => {
      await usePluginFiles({ plugin });
      const { tasks } = await import('../../tasks/registry.js');
      const { jsonDocument } = await import('../../report/json-document.js');
      const page = await import('../../report/tasks/task-page.js');
      if (name === undefined) {
        if (json === true) terminal.out(jsonDocument('tasks', page.taskListDocument(tasks.list())));
        else terminal.out(...page.taskTable(tasks.list()));
        return;
      }
      const { scenariosUsing } = await import('../../report/envs/scenarios.js');
      const { pageWidth } = await import('../envs/settings.js');
      const task = tasks.get(name);
      const scenarios = scenariosUsing('task', name);
      if (json === true) terminal.out(jsonDocument('task', page.taskDocument(task, scenarios)));
      else terminal.out(...page.taskPage(task, scenarios, pageWidth()));
    });
  addPluginOption(command, 'tasks');
  addLearnerContract('tasks')(command, context);
};
