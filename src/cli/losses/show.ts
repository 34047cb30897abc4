import { UserError } from '../../core/errors.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { type AddCommand, type Context, collect, examples } from '../kit/command.js';
import { addLookOptions, checkLook, type LookOptions, pictureLook } from '../kit/look.js';
import { isInteractive } from '../kit/terminal.js';

interface Options extends LookOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly svg?: string;
  readonly plugin?: readonly string[];
}

const NARROWEST = 40;
const WIDEST = 100;
/** What a shell reports for a program ended by Ctrl-C, which the explorer reads as a key. */
const INTERRUPTED = 130;

/** What plain `losscope losses` and `losscope losses NAME` mean. */
export const addLossesShow: AddCommand = (lossesCommand, context) => {
  const command = lossesCommand
    .command('show', { isDefault: true })
    .description('list all, or show one: formula, gradient, settings, traps, curves (what losses NAME does)')
    .argument('[name]', 'a loss')
    // A mistyped subcommand comes here with its arguments.
    .allowExcessArguments()
    .option('--json', 'print one JSON document')
    .option('--plain', 'print text, also on a terminal')
    .option('--svg <file>', 'write the curves as an SVG file')
    .option('--plugin <file>', 'run your own module that adds losses (repeatable)', collect)
    .addHelpText(
      'after',
      examples(
        ['losscope losses huber --plain', 'the page and its curves as text'],
        ['losscope losses my-loss --plugin ./my-loss.mjs', 'one of your own'],
        ['losscope losses --json', 'for scripts'],
      ),
    )
    .action(async (name: string | undefined, options: Options) => {
      checkLook(options);
      const { registries } = await import('../../train/registries.js');
      if (options.plugin !== undefined) {
        const { usePlugins } = await import('../kit/plugins.js');
        await usePlugins([], { plugin: options.plugin }, registries);
      }
      if (name === undefined) {
        if (options.svg !== undefined) throw new UserError({ path: '--svg', message: 'needs the name of a loss' });
        await listLosses(registries.losses.list(), options, context);
        return;
      }
      const { findLoss } = await import('../../report/losses/loss-lookup.js');
      const subcommands = lossesCommand.commands.map((sub) => sub.name());
      const loss = findLoss(registries.losses, name, subcommands);
      if (command.args.length > 1) {
        const given = `${name}, and then ${command.args.slice(1).join(' ')}`;
        throw new UserError({ path: 'losses', message: 'takes the name of one loss', given });
      }
      const { scenariosByLoss } = await import('../../report/losses/scenarios.js');
      await showLoss(loss, scenariosByLoss(registries).get(loss.name) ?? [], options, context);
    });
  addLookOptions(command, { mouse: false });
};

async function listLosses(losses: readonly LossDefinition[], { json }: Options, { terminal }: Context): Promise<void> {
  if (json === true) {
    const { lossListDocument } = await import('../../report/losses/document.js');
    const { jsonDocument } = await import('../../report/json-document.js');
    terminal.out(jsonDocument('losses', lossListDocument(losses)));
  } else {
    const { lossList } = await import('../../report/losses/page.js');
    terminal.out(...lossList(losses, process.stdout.columns || Number.POSITIVE_INFINITY));
  }
}

async function showLoss(
  loss: LossDefinition,
  scenarios: readonly string[],
  options: Options,
  { terminal, exit }: Context,
): Promise<void> {
  const { isPlotted } = await import('../../report/losses/loss-curves.js');
  if (options.svg !== undefined) {
    if (!isPlotted(loss)) {
      throw new UserError({ path: '--svg', message: 'this loss says not how it is drawn', given: loss.name });
    }
    const { lossSvg } = await import('../../report/losses/svg.js');
    const { writeText } = await import('../../report/losses/write-file.js');
    writeText(options.svg, lossSvg(loss));
    terminal.err(`wrote ${options.svg}`);
    if (options.json !== true) return;
  }
  if (options.json === true) {
    const { lossDocument } = await import('../../report/losses/document.js');
    const { jsonDocument } = await import('../../report/json-document.js');
    terminal.out(jsonDocument('loss', lossDocument(loss, scenarios)));
    return;
  }
  if (options.plain !== true && isInteractive() && isPlotted(loss)) {
    const { openExplorer } = await import('../../tui/explorer/open.js');
    if ((await openExplorer(loss, scenarios, pictureLook(options))) === 'interrupt') exit(INTERRUPTED);
    return;
  }
  const width = Math.max(NARROWEST, Math.min(WIDEST, process.stdout.columns || 80));
  const { lossPage } = await import('../../report/losses/page.js');
  terminal.out(...lossPage(loss, scenarios, width));
  if (isPlotted(loss)) {
    const { stillPlot } = await import('../../tui/explorer/still.js');
    terminal.out('', ...stillPlot(loss, width).slice(0, -1));
  }
}
