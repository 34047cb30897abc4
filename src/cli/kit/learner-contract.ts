import { resolve } from 'node:path';
import type { LearnerReport } from '../../train/contract/learner-contract.js';
import { type AddCommand, collect, examples } from './command.js';

interface Options {
  readonly set?: readonly string[];
  readonly env?: string;
  readonly steps: string;
  readonly json?: boolean;
}

/** `losscope agents check-contract` or `losscope tasks check-contract`. */
export const addLearnerContract =
  (kind: 'agents' | 'tasks'): AddCommand =>
  (parent, { terminal, exit }) => {
    const one = kind === 'agents' ? 'agent' : 'task';
    const command = parent
      .command('check-contract')
      .description(`train a module's ${kind} and check what runs, resume and replay rely on; runs the module`)
      .argument(
        '<module>',
        `a file such as ./my-${one}.mjs with export default define${one === 'agent' ? 'Agent' : 'Task'}({ ... })`,
      )
      .option('--set <path=value>', `change a setting, such as ${one}.lr=0.01 (repeatable)`, collect)
      .option('--steps <number>', 'the budget of each training', '2000')
      .option('--json', 'print one JSON document')
      .addHelpText(
        'after',
        examples(
          [`losscope new ${one} my-${one}`, 'a working start'],
          [`losscope ${kind} check-contract ./my-${one}.mjs`, 'every rule; exit 1 when one is broken'],
        ),
      );
    if (kind === 'agents') command.option('--env <name>', 'the env that it is trained in', 'gridworld');
    command.action(async (file: string, own: Options, self: { optsWithGlobals(): Options }) => {
      // The command above has --json too, and takes it.
      const options = { ...own, ...self.optsWithGlobals() };
      const reports = await check(kind, resolve(file), options);
      if (options.json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('contract', { module: file, reports }));
      } else {
        const { learnerContractLines } = await import('../../report/envs/contract-page.js');
        const { pageWidth } = await import('../envs/settings.js');
        for (const report of reports) terminal.out(...learnerContractLines(report, one, pageWidth()));
      }
      if (reports.some(({ checks }) => checks.some(({ outcome }) => outcome === 'fail'))) exit(1);
    });
  };

async function check(
  kind: 'agents' | 'tasks',
  file: string,
  { set = [], env = 'gridworld', steps }: Options,
): Promise<readonly LearnerReport[]> {
  const { UserError } = await import('../../core/errors.js');
  const { loadPlugins, namesIn } = await import('../../train/plugins/plugins.js');
  const { registries } = await import('../../train/registries.js');
  const { parseScenario } = await import('../../scenario/loader.js');
  const { checkLearner } = await import('../../train/contract/learner-contract.js');
  const { guardPlugins } = await import('./plugin-guard.js');
  const budget = Number(steps);
  if (!Number.isInteger(budget) || budget < 10 || budget > 1e7) {
    throw new UserError({
      path: '--steps',
      message: 'must be a whole number from 10 to 10,000,000',
      given: `"${steps}"`,
    });
  }
  const names = await guardPlugins([file], async () => {
    const found = await namesIn(file, kind);
    await loadPlugins([file], registries);
    return found;
  });
  return names.map((name) => {
    const learner = kind === 'agents' ? { env: { name: env }, agent: { name } } : { task: { name } };
    const document = {
      name: `check-${name}`,
      ...learner,
      steps: budget,
      evaluateEvery: Math.max(1, Math.floor(budget / 4)),
    };
    const { scenario } = parseScenario(JSON.stringify(document), file, { catalogues: registries, set });
    return checkLearner(name, { ...scenario, title: kind === 'agents' ? `in ${env}` : 'on its own data' }, registries);
  });
}
