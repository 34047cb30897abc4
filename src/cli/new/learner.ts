import { type AddCommand, examples } from '../kit/command.js';

/** `losscope new agent` or `losscope new task`. */
export const addNewLearner =
  (kind: 'agent' | 'task'): AddCommand =>
  (parent, { terminal }) => {
    parent
      .command(kind)
      .description(`write a working ${kind} of your own, and a scenario that trains it`)
      .argument('<name>', `its name, such as my-${kind}`)
      .option('--out <folder>', 'where to write', '.')
      .addHelpText('after', examples([`losscope new ${kind} my-${kind}`, `writes my-${kind}.mjs and my-${kind}.yaml`]))
      .action(async (name: string, { out }: { readonly out: string }) => {
        const { newLearnerFiles } = await import('../../report/new/learner-files.js');
        const { writeNew } = await import('../../report/envs/new-env.js');
        const { projectFiles, projectText } = await import('../../report/new/project-files.js');
        const { registries } = await import('../../train/registries.js');
        const taken = kind === 'agent' ? registries.agents.names() : registries.tasks.names();
        const files = newLearnerFiles(kind, name, out, taken);
        const beside = projectFiles(kind, name, out);
        writeNew([...files, ...beside], out);
        const [module = '', scenario = ''] = files.map(({ path }) => (/^[./]/.test(path) ? path : `./${path}`));
        terminal.out(
          `wrote ${module} and ${scenario}`,
          `  losscope ${kind}s check-contract ${module}`,
          `  losscope run ${scenario} --plugin ${module}`,
          ...projectText(beside),
        );
      });
  };
