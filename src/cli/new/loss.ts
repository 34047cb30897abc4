import { type AddCommand, examples } from '../kit/command.js';

export const addNewLoss: AddCommand = (parent, { terminal }) => {
  parent
    .command('loss')
    .description('write a working loss of your own, to change from there')
    .argument('<name>', 'its name, such as my-loss')
    .option('--out <folder>', 'where to write', '.')
    .addHelpText('after', examples(['losscope new loss my-loss', 'writes my-loss.mjs']))
    .action(async (name: string, { out }: { readonly out: string }) => {
      const { newLossFile } = await import('../../report/losses/start-file.js');
      const { writeNew } = await import('../../report/envs/new-env.js');
      const { projectFiles, projectText } = await import('../../report/new/project-files.js');
      const { losses } = await import('../../losses/registry.js');
      const file = newLossFile(name, out, losses.names());
      const beside = projectFiles('loss', name, out);
      writeNew([file, ...beside], out);
      const module = /^[./]/.test(file.path) ? file.path : `./${file.path}`;
      terminal.out(
        `wrote ${module}`,
        `  losscope losses check-gradient ${module}`,
        `  losscope losses ${name} --plugin ${module}`,
        `  losscope run imbalanced-focal --plugin ${module} --set loss=${name}`,
        ...projectText(beside),
      );
    });
};
