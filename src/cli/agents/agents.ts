import { addPluginOption, type EnvOptions, usePluginFiles } from '../envs/plugins.js';
import { type AddCommand, examples } from '../kit/command.js';
import { addLearnerContract } from '../kit/learner-contract.js';

interface Options extends Pick<EnvOptions, 'plugin'> {
  readonly json?: boolean;
}

export const addAgents: AddCommand = (program, context) => {
  const { terminal } = context;
  const command = program
    .command('agents')
    .description('list the agents, or show one with its settings, losses, source and deviations')
    .argument('[name]', 'an agent')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(['losscope agents', 'all of them'], ['losscope agents dqn', 'every setting with range and help']),
    )
    .action(async (name: string | undefined, { json, plugin = [] }: Options) => {
      await usePluginFiles({ plugin });
      const { agents } = await import('../../agents/registry.js');
      const { jsonDocument } = await import('../../report/json-document.js');
      const page = await import('../../report/envs/agent-page.js');
      if (name === undefined) {
        if (json === true) terminal.out(jsonDocument('agents', page.agentListDocument(agents.list())));
        else terminal.out(...page.agentTable(agents.list()));
        return;
      }
      const { scenariosUsing } = await import('../../report/envs/scenarios.js');
      const { pageWidth } = await import('../envs/settings.js');
      const agent = agents.get(name);
      const scenarios = scenariosUsing('agent', name);
      if (json === true) terminal.out(jsonDocument('agent', page.agentDocument(agent, scenarios)));
      else terminal.out(...page.agentPage(agent, scenarios, pageWidth()));
    });
  addPluginOption(command, 'agents');
  addLearnerContract('agents')(command, context);
};
