import { UserError } from '../../core/errors.js';
import { type AddCommand, examples } from '../kit/command.js';

interface Options {
  readonly json?: boolean;
}

const NARROWEST = 40;
const WIDEST = 100;

export const addLossesFind: AddCommand = (losses, { terminal }) => {
  losses
    .command('find')
    .description('the page of a loss by any name that the field uses: CLIP, SVM, TD, L2, hinge')
    .argument('<name...>', 'a name of a loss here or elsewhere')
    .option('--json', 'print the losses that are called so as one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope losses find CLIP', 'opens info-nce'],
        ['losscope losses find nn.SmoothL1Loss', 'the names of PyTorch and other libraries, too'],
      ),
    )
    .action(async (words: readonly string[], { json }: Options) => {
      const { registries } = await import('../../train/registries.js');
      const { lossesCalled } = await import('../../report/losses/loss-lookup.js');
      const name = words.join(' ');
      const found = lossesCalled(registries.losses.list(), name);
      if (found.length === 0) {
        const hint = 'losscope losses lists all of them';
        throw new UserError({ path: 'losses find', message: 'no loss is called so', given: name, hint });
      }
      if (json === true) {
        const { lossListDocument } = await import('../../report/losses/document.js');
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('losses', lossListDocument(found)));
        return;
      }
      const { scenariosByLoss } = await import('../../report/losses/scenarios.js');
      const { lossPage } = await import('../../report/losses/page.js');
      const width = Math.max(NARROWEST, Math.min(WIDEST, process.stdout.columns || 80));
      const [loss, ...others] = found;
      terminal.out(...lossPage(loss!, scenariosByLoss(registries).get(loss!.name) ?? [], width));
      if (others.length > 0) terminal.out('', `Also called so: ${others.map((other) => other.name).join(', ')}`);
    });
};
