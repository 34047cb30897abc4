import { Option } from 'commander';
import type { Precision } from '../../kernels/kernels.js';
import { type AddCommand, examples } from '../kit/command.js';

interface Options {
  readonly precision: Precision;
  readonly json?: boolean;
}

export const addLossesCheck: AddCommand = (losses, { terminal, exit }) => {
  losses
    .command('check')
    .description('compare values, gradients and intermediate results with a golden file')
    .argument('<golden.json>', 'a file with the layout of test/golden/losses.json')
    .addOption(
      new Option('--precision <precision>', 'f64 to 1e-8, or f32, which training uses, to 1e-4')
        .choices(['f64', 'f32'])
        .default('f64'),
    )
    .option('--json', 'print failures and skips as one JSON document; the count goes to the error stream')
    .addHelpText(
      'after',
      examples(
        ['losscope losses check golden.json', 'checked N, skipped K, failed M; exit 1 if M > 0'],
        ['losscope losses check golden.json --precision f32', 'as training computes'],
      ),
    )
    .action(async (file: string, { precision, json }: Options) => {
      const { checkGoldenFile } = await import('../../report/losses/golden-file.js');
      const { checkLines, countLine } = await import('../../report/losses/check-lines.js');
      const report = checkGoldenFile(file, precision);
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('loss-check', { precision, ...report }));
        terminal.err(countLine(report));
      } else terminal.out(...checkLines(report));
      if (report.failed.length > 0) exit(1);
    });
};
