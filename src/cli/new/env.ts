import { type AddCommand, examples } from '../kit/command.js';

export const addNewEnv: AddCommand = (parent, { terminal }) => {
  parent
    .command('env')
    .description('write a working environment of your own, and a scenario that trains in it')
    .argument('<name>', 'its name, such as my-env')
    .option('--out <folder>', 'where to write', '.')
    .addHelpText('after', examples(['losscope new env my-env', 'writes my-env.mjs and my-env.yaml']))
    .action(async (name: string, { out }: { readonly out: string }) => {
      const { newEnvFiles, writeNew } = await import('../../report/envs/new-env.js');
      const { projectFiles, projectText } = await import('../../report/new/project-files.js');
      const { envs } = await import('../../env/registry.js');
      const files = newEnvFiles(name, out, envs.names());
      const beside = projectFiles('env', name, out);
      writeNew([...files, ...beside], out);
      const [module = '', scenario = ''] = files.map(({ path }) => (/^[./]/.test(path) ? path : `./${path}`));
      terminal.out(
        `wrote ${module} and ${scenario}`,
        `  losscope envs check-contract ${module}`,
        `  losscope run ${scenario} --plugin ${module}`,
        ...projectText(beside),
      );
    });
};
