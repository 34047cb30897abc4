import { type AddCommand, collect, examples } from './command.js';

interface Options {
  readonly set?: readonly string[];
}

export const addShow: AddCommand = (program, { terminal }) => {
  program
    .command('show')
    .description('print a scenario with every setting, its help and its range, as YAML')
    .argument('<scenario>', 'a name or a file')
    .option('--set <path=value>', 'override a setting (repeatable)', collect)
    .addHelpText(
      'after',
      examples(
        ['losscope show imbalanced-focal', 'all its settings'],
        ['losscope show imbalanced-focal > my.yaml', 'a file to change and run'],
        ['losscope show gridworld-dqn --set agent.lr=3e-4', 'what an override makes of it'],
      ),
    )
    .action(async (reference: string, { set = [] }: Options) => {
      const { loadScenarios } = await import('../scenario/load.js');
      const { writeScenario } = await import('../scenario/write.js');
      const { registries } = await import('../run/registries.js');
      const texts = loadScenarios([reference], { catalogues: registries, set }).map(({ scenario }) =>
        writeScenario(scenario, registries),
      );
      terminal.out(texts.join('---\n').trimEnd());
    });
};
