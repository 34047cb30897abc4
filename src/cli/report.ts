import type { Sources } from '../report/export/sources.js';
import { type AddCommand, type Context, examples } from './kit/command.js';
import { addLogOptions, type LogFlags } from './kit/log-options.js';
import { addStoredOption, type StoredOptions } from './kit/stored-runs.js';

interface Options extends StoredOptions, LogFlags {
  readonly output: string;
  readonly note?: string;
  readonly svg?: string;
}

const FILE = 'report.html';

export const addReport: AddCommand = (program, context) => {
  const command = program
    .command('report')
    .description('write runs or sweeps as one HTML file: curves, intervals, settings, commands; no network, no script')
    .argument(
      '<run...>',
      'ids of runs or the beginnings of them, run folders, folders of runs or of a sweep, logs of other programs',
    )
    .option('-o, --output <file>', 'the file to write', FILE)
    .option('--note <file>', 'a text file whose paragraphs are shown at the top')
    .option('--svg <file>', 'also write the frontier of reward and divergence of runs over answers as SVG')
    .addHelpText(
      'after',
      examples(
        ['losscope report sweeps/lr', `writes ${FILE}`],
        ['losscope report runs', 'everything in a folder of runs'],
        ['losscope report runs/gridworld-dqn-* -o dqn.html', 'all seeds of a scenario'],
      ),
    )
    .action((given: readonly string[], options: Options) => report(given, options, context));
  addStoredOption(command);
  addLogOptions(command);
};

async function report(given: readonly string[], options: Options, context: Context): Promise<void> {
  const { withLogs } = await import('./kit/imported.js');
  await withLogs(given, options, context.terminal, (names) => write(names, options, context));
}

async function write(
  given: readonly string[],
  { out, output, note, svg }: Options,
  { terminal }: Context,
): Promise<void> {
  const { openSources } = await import('../report/export/sources.js');
  const { reportPage } = await import('../report/html/page.js');
  const { readNote } = await import('../report/html/note-file.js');
  const { writeText } = await import('../report/losses/write-file.js');
  const { formatBytes } = await import('../report/numbers.js');
  const sources = openSources(given, out);
  if (sources.runs.length === 0) {
    const { UserError } = await import('../core/errors.js');
    throw new UserError({ path: '', message: 'no runs to report', given: given.join(', ') });
  }
  // First, so that a report is not written beside a picture that is refused.
  const picture = svg === undefined ? null : await frontierOf(sources, given);
  const page = reportPage(sources, note === undefined ? '' : readNote(note));
  if (svg !== undefined && picture !== null) writeText(svg, picture);
  writeText(output, page);
  terminal.out(`${output}: ${sources.runs.length} runs, ${formatBytes(Buffer.byteLength(page))}`);
  if (svg !== undefined) terminal.out(`${svg}: the frontier`);
}

/** The picture of the first world of the runs. */
async function frontierOf(sources: Sources, given: readonly string[]): Promise<string> {
  const { chaptersOf } = await import('../report/html/model.js');
  const { picturesOf } = await import('../report/html/preferences.js');
  const { frontierSvg } = await import('../report/svg/frontier.js');
  const pictures = chaptersOf(sources, () => null).flatMap((chapter) => picturesOf(chapter));
  if (pictures.length === 1) return frontierSvg(pictures[0]!);
  const { UserError } = await import('../core/errors.js');
  throw new UserError({
    path: '--svg',
    message: pictures.length === 0 ? 'no run has such a picture' : 'the runs are of several worlds',
    given: given.join(', '),
    allowed: 'runs of the tasks alignment and preference and of the env tokens, of one world and to their end',
  });
}
