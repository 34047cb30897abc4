import { type AddCommand, collect, examples } from './kit/command.js';
import { addPluginOptions, type PluginOptions, usePlugins } from './kit/plugins.js';

interface Options extends PluginOptions {
  readonly set?: readonly string[];
}

export const addShow: AddCommand = (program, { terminal }) => {
  const command = program
    .command('show')
    .description('print a scenario with every setting, its help and its range, as YAML')
    .argument('<scenario>', 'a name or a file')
    .option('--set <path=value>', 'override a setting (repeatable)', collect)
    .addHelpText(
      'after',
      examples(
        ['losscope show imbalanced-focal', 'all its settings'],
        ['losscope show imbalanced-focal > my.yaml', 'a file to change and run'],
        ['losscope show gridworld-dqn --set agent.lr=3e-4', 'the effect of an override'],
      ),
    )
    .action(async (reference: string, options: Options) => {
      const { loadScenarios } = await import('../scenario/loader.js');
      const { writeScenario } = await import('../scenario/yaml/writer.js');
      const { registries } = await import('../train/registries.js');
      const plugins = await usePlugins([reference], options, registries);
      const { set = [] } = options;
      const loaded = loadScenarios([reference], { catalogues: registries, set, allowPlugins: plugins });
      const texts = loaded.map(({ scenario }) => writeScenario(scenario, registries, plugins));
      terminal.out(texts.join('---\n').trimEnd());
    });
  addPluginOptions(command);
};
