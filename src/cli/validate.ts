import { UserError } from '../core/errors.js';
import { type AddCommand, examples } from './kit/command.js';
import { addPluginOptions, type PluginOptions, usePlugins } from './kit/plugins.js';

export const addValidate: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command('validate')
    .description('check scenario files: syntax, settings, data, metrics of expectations')
    .argument('<file...>', 'scenario files')
    .addHelpText(
      'after',
      examples(['losscope validate my.yaml', 'one file'], ['losscope validate scenarios/*.yaml', 'many, for a CI job']),
    )
    .action(async (files: readonly string[], options: PluginOptions) => {
      const { loadScenarios } = await import('../scenario/loader.js');
      const { rehearse } = await import('../train/rehearsal.js');
      const { registries } = await import('../train/registries.js');
      const allowPlugins = await usePlugins(files, options, registries);
      for (const file of files) {
        try {
          const loaded = loadScenarios([file], { catalogues: registries, allowPlugins, variants: 'all' });
          rehearse(loaded, registries);
          terminal.out(`${file}: ok`);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          terminal.err(error.message);
          exit(2);
        }
      }
    });
  addPluginOptions(command);
};
