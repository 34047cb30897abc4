import { Option } from 'commander';
import type { Precision } from '../../kernels/kernels.js';
import { type AddCommand, collect, examples } from '../kit/command.js';

interface Options {
  readonly set?: readonly string[];
  readonly input?: string;
  readonly variant?: string;
  readonly precision: Precision;
  readonly json?: boolean;
  readonly plugin?: readonly string[];
}

/** Inputs of one call are a few numbers; a batch of training is megabytes. */
const MOST_BYTES = 64 * 2 ** 20;

export const addLossesEvaluate: AddCommand = (losses, { terminal }) => {
  const command = losses
    .command('evaluate')
    .description('value, gradient of each input and parts by row of a loss on your own numbers')
    .usage('<loss> --INPUT <JSON> ... [options]')
    .argument('<loss>', 'a loss')
    // Inputs are options that differ from loss to loss.
    .allowUnknownOption()
    .allowExcessArguments()
    .option('--set <setting=value>', 'a setting of the loss (repeatable)', collect)
    .option('--input <file.json>', 'inputs by name, or { inputs, params, variant }; - reads the standard input')
    .option('--variant <name>', 'a variant, where inputs and settings leave it open')
    .addOption(
      new Option('--precision <precision>', 'f64, or f32 as training computes').choices(['f64', 'f32']).default('f64'),
    )
    .option('--json', 'print one JSON document')
    .option('--plugin <file>', 'run your own module that adds losses (repeatable)', collect)
    .addHelpText(
      'after',
      examples(
        ["losscope losses evaluate focal --logits '[0.3,-1.2]' --targets '[1,0]' --set gamma=2", 'by name'],
        ['losscope losses evaluate cross-entropy --input call.json --json', 'from a file'],
        ['echo \'{"pred":[1],"target":[3]}\' | losscope losses evaluate mse --input -', 'from a pipe'],
      ),
    )
    .action(async (name: string, options: Options) => {
      const { registries } = await import('../../train/registries.js');
      if (options.plugin !== undefined) {
        const { usePlugins } = await import('../kit/plugins.js');
        await usePlugins([], { plugin: options.plugin }, registries);
      }
      const { findLoss } = await import('../../report/losses/loss-lookup.js');
      const { evaluateText, evaluationLines } = await import('../../report/losses/call-text.js');
      const { readJson, readJsonInput } = await import('../../report/json-file.js');
      const loss = findLoss(registries.losses, name, []);
      const words = command.args.filter((_, i) => i > 0);
      const { set = [], input, variant, precision } = options;
      const document =
        input === undefined ? undefined : input === '-' ? readJsonInput() : readJson(input, MOST_BYTES).document;
      const evaluated = evaluateText(loss, { words, settings: set, document, variant, precision });
      for (const warning of evaluated.result.warnings) terminal.err(`warning: ${warning}`);
      if (options.json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        const { value, grads, extra, warnings } = evaluated.result;
        terminal.out(
          jsonDocument('loss-value', {
            loss: loss.name,
            precision,
            value,
            rows: evaluated.rows,
            grads,
            extra,
            warnings,
          }),
        );
      } else terminal.out(...evaluationLines(evaluated));
    });
};
