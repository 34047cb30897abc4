import { UserError } from '../../core/errors.js';
import { type AddCommand, collect, examples } from '../kit/command.js';
import { addPluginOption, blamingPlugins, type EnvOptions, usePluginFiles } from './plugins.js';

interface Options extends EnvOptions {
  readonly gamma?: string;
  readonly json?: boolean;
}

/** What plain `losscope envs` and `losscope envs NAME` mean. */
export const addEnvsShow: AddCommand = (envsCommand, { terminal }) => {
  const command = envsCommand
    .command('show', { isDefault: true })
    .description('list all, or show one: spaces, rewards, settings, optimum (what envs NAME does)')
    .argument('[name]', 'an environment')
    // A mistyped subcommand comes here with its arguments.
    .allowExcessArguments()
    .option('--set <key=value>', 'change a setting of the env, such as isSlippery=false (repeatable)', collect)
    .option('--gamma <number>', 'discount of the optimum (default: 0.99)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope envs gridworld --set layout=maze', 'one, with another map'],
        ['losscope envs cliff-walking --gamma 0.9', 'another discount, another optimum'],
        ['losscope envs --json', 'for scripts'],
      ),
    )
    .action(async (name: string | undefined, options: Options) => {
      const { envs } = await import('../../env/registry.js');
      const { jsonDocument } = await import('../../report/json-document.js');
      await usePluginFiles(options);
      if (name === undefined) {
        const { envListDocument, envTable } = await import('../../report/envs/env-page.js');
        if (options.json === true) terminal.out(jsonDocument('envs', envListDocument(envs.list())));
        else terminal.out(...envTable(envs.list()));
        return;
      }
      const { findEnv, pageWidth, parseGamma, parseSettings } = await import('./settings.js');
      const { envPage, startEnv } = await import('../../report/envs/env-page.js');
      const { optimumOf } = await import('../../report/envs/optimum.js');
      const { scenariosUsing } = await import('../../report/envs/scenarios.js');
      const subcommands = envsCommand.commands.map((sub) => sub.name());
      const definition = findEnv(envs, name, subcommands);
      if (command.args.length > 1) {
        const given = `${name}, and then ${command.args.slice(1).join(' ')}`;
        throw new UserError({ path: 'envs', message: 'takes the name of one env', given });
      }
      const gamma = parseGamma(options.gamma);
      const params = parseSettings(definition.params, options.set ?? []);
      const scenarios = scenariosUsing('env', name);
      await blamingPlugins(name, options, async () => {
        const started = startEnv(definition, params);
        const optimum = optimumOf(started.env, gamma);
        if (options.json === true) {
          const { envDocument } = await import('../../report/envs/env-document.js');
          terminal.out(jsonDocument('env', envDocument(started, optimum, scenarios)));
        } else terminal.out(...envPage(started, optimum, scenarios, pageWidth()));
      });
    });
  addPluginOption(command);
};
