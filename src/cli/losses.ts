import type { LossDefinition } from '../losses/define.js';
import { type AddCommand, type Context, collect, examples } from './command.js';
import { addLossesCheck } from './losses-check.js';
import { addLossesGradient } from './losses-gradient.js';
import { isInteractive } from './terminal.js';

interface Options {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly svg?: string;
  readonly plugin?: readonly string[];
}

const NARROWEST = 40;
const WIDEST = 100;
/** What a shell reports for a program ended by Ctrl-C, which the explorer reads as a key. */
const INTERRUPTED = 130;

export const addLosses: AddCommand = (program, context) => {
  const { terminal } = context;
  const command = program
    .command('losses')
    .description('list the losses, or show one: formula, gradient, settings, traps, and its curves')
    .argument('[name]', 'a loss')
    // Subcommands have options of the same names, which are their own.
    .enablePositionalOptions()
    .option('--json', 'print one JSON document')
    .option('--plain', 'print text, also on a terminal')
    .option('--svg <file>', 'write the curves as an SVG file')
    .option('--plugin <file>', 'run a module of your own that adds losses (repeatable)', collect)
    .addHelpText(
      'after',
      examples(
        ['losscope losses', 'all of them'],
        ['losscope losses focal', 'one of them, with curves that answer the arrow keys'],
        ['losscope losses huber --plain', 'the same as text'],
        ['losscope losses huber --svg huber.svg', 'a picture'],
        ['losscope losses check test/golden/losses.json', 'golden values'],
        ['losscope losses check-gradient ./my-loss.mjs', 'is my own loss sound?'],
      ),
    )
    .action(async (name: string | undefined, options: Options) => {
      const { registries } = await import('../run/registries.js');
      if (options.plugin !== undefined) {
        const { usePlugins } = await import('./plugins.js');
        await usePlugins([], { plugin: options.plugin }, registries);
      }
      const { losses } = registries;
      if (name !== undefined) {
        const { findLoss } = await import('../report/losses/find.js');
        const subcommands = command.commands.map((sub) => sub.name());
        await showLoss(findLoss(losses, name, subcommands), options, context);
        return;
      }
      if (options.svg !== undefined) {
        const { UserError } = await import('../core/errors.js');
        throw new UserError({ path: '--svg', message: 'needs the name of a loss' });
      }
      if (options.json === true) {
        const { lossListDocument } = await import('../report/losses/document.js');
        const { asciiJson } = await import('../report/document.js');
        terminal.out(asciiJson(lossListDocument(losses.list())));
      } else {
        const { lossList } = await import('../report/losses/page.js');
        terminal.out(...lossList(losses.list()));
      }
    });
  addLossesCheck(command, context);
  addLossesGradient(command, context);
};

async function showLoss(loss: LossDefinition, options: Options, { terminal, exit }: Context): Promise<void> {
  const { registries } = await import('../run/registries.js');
  const { scenariosByLoss } = await import('../report/losses/scenarios.js');
  const { isPlotted } = await import('../report/losses/sample.js');
  const scenarios = scenariosByLoss(registries).get(loss.name) ?? [];
  if (options.svg !== undefined) {
    if (!isPlotted(loss)) {
      const { UserError } = await import('../core/errors.js');
      throw new UserError({ path: '--svg', message: 'this loss says not how it is drawn', given: loss.name });
    }
    const { lossSvg } = await import('../report/losses/svg.js');
    const { writeText } = await import('../report/losses/write-file.js');
    writeText(options.svg, lossSvg(loss));
    terminal.err(`wrote ${options.svg}`);
    if (options.json !== true) return;
  }
  if (options.json === true) {
    const { lossDocument } = await import('../report/losses/document.js');
    const { asciiJson } = await import('../report/document.js');
    terminal.out(asciiJson(lossDocument(loss, scenarios)));
    return;
  }
  if (options.plain !== true && isInteractive() && isPlotted(loss)) {
    const { openExplorer } = await import('../tui/explorer/open.js');
    if ((await openExplorer(loss, scenarios)) === 'interrupt') exit(INTERRUPTED);
    return;
  }
  const width = Math.max(NARROWEST, Math.min(WIDEST, process.stdout.columns || 80));
  const { lossPage } = await import('../report/losses/page.js');
  terminal.out(...lossPage(loss, scenarios, width));
  if (isPlotted(loss)) {
    const { stillPlot } = await import('../tui/explorer/still.js');
    terminal.out('', ...stillPlot(loss, width).slice(0, -1));
  }
}
