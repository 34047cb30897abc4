import { resolve } from 'node:path';
import { type AddCommand, collect, examples } from '../kit/command.js';

interface Options {
  readonly set?: readonly string[];
  readonly json?: boolean;
}

export const addEnvsContract: AddCommand = (envs, { terminal, exit }) => {
  envs
    .command('check-contract')
    .description("play a module's environments at random and check what agents rely on; runs the module")
    .argument('<module>', 'a file such as ./my-env.mjs with export default defineEnv({ ... })')
    .option('--set <key=value>', 'change a setting of the env (repeatable)', collect)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope new env my-env', 'a working start'],
        ['losscope envs check-contract ./my-env.mjs', 'every rule; exit 1 when one is broken'],
      ),
    )
    .action(async (file: string, { set = [], json }: Options) => {
      const { envsIn } = await import('../../train/plugins/plugins.js');
      const { checkContract } = await import('../../env/kit/contract.js');
      const { pageWidth, parseSettings } = await import('./settings.js');
      const { guardPlugins } = await import('../kit/plugin-guard.js');
      const definitions = await guardPlugins([resolve(file)], () => envsIn(resolve(file)));
      const reports = definitions.map((definition) =>
        checkContract(definition, set.length === 0 ? {} : parseSettings(definition.params ?? {}, set)),
      );
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('contract', { module: file, reports }));
      } else {
        const { contractLines } = await import('../../report/envs/contract-page.js');
        for (const report of reports) terminal.out(...contractLines(report, pageWidth()));
      }
      if (reports.some(({ checks }) => checks.some(({ outcome }) => outcome === 'fail'))) exit(1);
    });
};
