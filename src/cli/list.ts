import { type AddCommand, examples } from './command.js';

export const addList: AddCommand = (program, { terminal }) => {
  program
    .command('list')
    .description('list the bundled scenarios')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples(['losscope list', 'a table'], ['losscope list --json', 'for scripts']))
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { outlines } = await import('../scenario/outline.js');
      const all = outlines();
      if (json === true) {
        const { asciiJson } = await import('../report/document.js');
        terminal.out(asciiJson({ scenarios: all }));
        return;
      }
      const { alignTable } = await import('../report/align.js');
      const { formatCount } = await import('../report/numbers.js');
      const { tone } = await import('../report/lines.js');
      const heads = [
        { title: 'scenario' },
        { title: 'what it shows' },
        { title: 'learns' },
        { title: 'loss' },
        { title: 'steps', align: 'right' },
        { title: 'seeds' },
      ] as const;
      const rows = all.map(({ name, title, learner, loss, steps, seeds }) => [
        tone('strong', name),
        title,
        learner,
        loss ?? '-',
        steps === null ? '?' : formatCount(steps),
        seeds,
      ]);
      terminal.out(...alignTable(heads, rows));
    });
};
