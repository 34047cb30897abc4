import { InvalidArgumentError, Option } from 'commander';
import type { Precision } from '../../kernels/kernels.js';
import { type AddCommand, collect, examples } from '../kit/command.js';

interface Options {
  readonly precision: Precision;
  readonly json?: boolean;
  readonly tolerance?: Tolerance;
  readonly plugin?: readonly string[];
}

interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

function parseTolerance(text: string): Tolerance {
  const [abs, rel, more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (abs !== undefined && rel !== undefined && more === undefined && abs >= 0 && rel >= 0) return { abs, rel };
  throw new InvalidArgumentError('It must be two numbers >= 0, such as 1e-4,1e-3.');
}

export const addLossesCheck: AddCommand = (losses, { terminal, exit }) => {
  losses
    .command('check')
    .description('compare values, gradients and intermediate results with a golden file')
    .argument('<golden.json>', 'values, and gradients where given; the layout: docs/golden.md')
    .addOption(
      new Option('--precision <precision>', 'f64 to 1e-8, or f32, which training uses, to 1e-4')
        .choices(['f64', 'f32'])
        .default('f64'),
    )
    .option(
      '--tolerance <abs,rel>',
      '|got - expected| <= abs + rel |expected|, for numbers that were rounded',
      parseTolerance,
    )
    .option('--plugin <file>', 'run your own module that adds losses (repeatable)', collect)
    .option('--json', 'print failures and skips as one JSON document; the count goes to the error stream')
    .addHelpText(
      'after',
      examples(
        ['losscope losses check golden.json', 'checked N, skipped K, failed M; exit 1 if M > 0'],
        ['losscope losses check golden.json --precision f32', 'as training computes'],
        ['losscope losses check torch.json --tolerance 1e-4,1e-3', 'values rounded to four digits'],
      ),
    )
    .action(async (file: string, { precision, json, tolerance, plugin }: Options) => {
      if (plugin !== undefined) {
        const { usePlugins } = await import('../kit/plugins.js');
        const { registries } = await import('../../train/registries.js');
        await usePlugins([], { plugin }, registries);
      }
      const { checkGoldenFile } = await import('../../report/losses/golden-file.js');
      const { checkLines, countLine } = await import('../../report/losses/check-lines.js');
      const report = checkGoldenFile(file, precision, tolerance);
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('loss-check', { precision, ...report }));
        terminal.err(countLine(report));
      } else terminal.out(...checkLines(report));
      if (report.failed.length > 0) exit(1);
    });
};
