import { relative, resolve } from 'node:path';
import { type AddCommand, examples } from '../kit/command.js';

interface Options {
  readonly json?: boolean;
}

export const addLossesGradient: AddCommand = (losses, { terminal, exit }) => {
  losses
    .command('check-gradient')
    .description('check your own loss: gradient against central differences, finite values at extremes')
    .argument('<module.mjs>', 'a module whose default export is defineLoss({ ... }), or a list of them')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope new loss my-loss', 'writes my-loss.mjs, a start'],
        ['losscope losses check-gradient my-loss.mjs', 'exit 1 when something is wrong'],
      ),
    )
    .action(async (file: string, { json }: Options) => {
      const path = resolve(file);
      const { lossesIn, placeOf } = await import('../../train/plugins/plugins.js');
      const { examineLoss } = await import('../../losses/tools/contract-check.js');
      const { gradientLines } = await import('../../report/losses/gradient-lines.js');
      const { guardPlugins } = await import('../kit/plugin-guard.js');
      const found = await guardPlugins([path], () => lossesIn(path));
      const results = found.map((loss) => ({ loss, examination: examineLoss(loss) }));
      const where = (error: unknown): string => {
        const { line, column } = placeOf(error, path);
        return line === undefined
          ? ''
          : [relative('', path), line, column].filter((part) => part !== undefined).join(':');
      };
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(
          jsonDocument('loss-gradients', {
            losses: results.map(({ loss, examination: { faults, ...counts } }) => ({
              name: loss.name,
              ok: faults.length === 0,
              ...counts,
              faults: faults.map(({ error, ...fault }) => ({
                ...fault,
                where: error === undefined ? '' : where(error),
              })),
            })),
          }),
        );
      } else {
        for (const { loss, examination } of results) terminal.out(...gradientLines(loss, examination, where));
      }
      if (results.some(({ examination }) => examination.faults.length > 0)) exit(1);
    });
};
