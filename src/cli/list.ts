import { type AddCommand, examples } from './kit/command.js';

export const addList: AddCommand = (program, { terminal }) => {
  program
    .command('list')
    .description('list the bundled scenarios')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(['losscope list', 'by topic, one line each'], ['losscope list --json', 'for scripts']),
    )
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { outlines } = await import('../scenario/outline.js');
      const all = outlines();
      if (json === true) {
        const { jsonDocument } = await import('../report/json-document.js');
        terminal.out(jsonDocument('scenarios', { scenarios: all }));
        return;
      }
      const { losses } = await import('../losses/registry.js');
      const { scenarioList } = await import('../report/scenario-list.js');
      const familyOf = (name: string) => losses.list().find((loss) => loss.name === name)?.family;
      terminal.out(...scenarioList(all, familyOf, process.stdout.columns || Number.POSITIVE_INFINITY));
    });
};
