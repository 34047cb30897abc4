import { basename, dirname } from 'node:path';
import type { ReadStream } from 'node:tty';
import { formatIssue, UserError } from '../core/errors.js';
import { type AddCommand, examples } from './kit/command.js';
import { addLookOptions, checkLook, type LookOptions, lookOf } from './kit/look.js';
import { replayCommand } from './kit/stored-runs.js';
import { isInteractive, type Terminal } from './kit/terminal.js';

interface Options extends LookOptions {
  readonly x?: string;
  readonly metrics?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
}

const WAIT_MS = 100;
/** So many waits pass before they are told: most programs print their first figures at once. */
const WAITS_SILENTLY = 10;

export const addWatch: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command('watch')
    .description('show the curves of recorded runs, or of any program that writes figures, as they grow')
    .argument('<source...>', 'run folders or ids, folders of runs, CSV or JSON Lines files, or - for standard input')
    .option('--x <name>', 'column or key of the horizontal axis (default: step, iteration, epoch ... or the row)')
    .option('--metrics <names>', 'columns or keys to show, quotes around one with a comma (default: all)')
    .option('--plain', 'no dashboard: read to the end and print a table')
    .option('--json', 'no dashboard: read to the end and print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope watch runs', 'all recorded runs'],
        ['losscope watch metrics.csv', 'a file that another training appends to'],
        ['losscope watch log.jsonl --x epoch --metrics train_loss,val_loss', 'only these'],
        ['python train.py | losscope watch -', 'what it prints, such as "step 10 loss 0.31"'],
      ),
    )
    .action(async (sources: readonly string[], options: Options) => {
      checkLook(options);
      const { openWatched } = await import('../logs/open.js');
      const { cells } = await import('../logs/rows.js');
      const { readSettings } = await import('./kit/settings.js');
      const { WatchSession } = await import('../logs/session.js');
      const choice = {
        x: options.x ?? null,
        metrics: options.metrics === undefined ? null : cells(options.metrics, ',').map((name) => name.trim()),
      };
      const session = new WatchSession(openWatched(sources, choice, process.stdin, readSettings().values.out));
      try {
        const keys = options.plain === true || options.json === true ? null : await keyboard(sources.includes('-'));
        if (keys === null) await readToTheEnd(session, sources.includes('-'), options, terminal);
        else exit(await showDashboard(session, sources, keys, options, terminal));
      } finally {
        await session.close();
      }
    });
  addLookOptions(command);
};

type Watching = import('../logs/session.js').WatchSession;

/** What keys are read from; null where no dashboard can open. Standard input may be the pipe that is watched. */
async function keyboard(piped: boolean): Promise<ReadStream | null> {
  if (!piped) return isInteractive() ? process.stdin : null;
  const { stdout, env } = process;
  if (!isInteractive({ ...process, stdin: { isTTY: true }, stdout, env } as typeof process)) return null;
  const { terminalKeys } = await import('../logs/keyboard.js');
  return terminalKeys();
}

async function showDashboard(
  session: Watching,
  sources: readonly string[],
  stdin: ReadStream,
  look: LookOptions,
  terminal: Terminal,
): Promise<number> {
  const { openDashboard } = await import('../tui/open.js');
  const { watchSignals } = await import('./kit/signals.js');
  const abort = new AbortController();
  const signals = watchSignals(() => abort.abort());
  try {
    const [first] = sources;
    const title = sources.length > 1 ? `${sources.length} sources` : first === '-' ? 'standard input' : first!;
    let told = false;
    let waits = 0;
    while (session.runs.length === 0 && !abort.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      session.drain();
      if (++waits === WAITS_SILENTLY) terminal.err(`waiting for the first figures in ${title}; Ctrl-C ends`);
      const missing = session.missing();
      if (missing.length > 0 && !told) terminal.err(...missing.map(formatIssue));
      told ||= missing.length > 0;
      if (session.runs.length === 0 && session.ended) {
        tellEvents(session, terminal);
        return 2;
      }
    }
    const end = await openDashboard(session, {
      ...{ title, stdin, signal: abort.signal },
      folderOf: (run) => session.folderOf(run),
      commandOf: (run) => {
        const folder = session.folderOf(run);
        return folder === null ? null : replayCommand(basename(folder), dirname(folder));
      },
      ...(await lookOf(look)),
    });
    return signals.code() ?? (end === 'interrupt' ? 130 : 0);
  } finally {
    signals.end();
    if (stdin !== process.stdin) stdin.destroy();
  }
}

/** Without a dashboard: what there is now, or all that comes through a pipe, and the last figures. */
async function readToTheEnd(session: Watching, piped: boolean, { json }: Options, terminal: Terminal): Promise<void> {
  if (piped) {
    const timer = setInterval(() => session.drain(), WAIT_MS);
    await session.done;
    clearInterval(timer);
  }
  session.finish();
  const missing = session.missing();
  if (missing.length > 0) throw new UserError(missing);
  tellEvents(session, terminal);
  const report = await import('../report/watched-table.js');
  if (json === true) terminal.out(report.watchedDocument(session.runs));
  else if (session.runs.length > 0) terminal.out(...report.watchedTable(session.runs));
}

/** What the dashboard tells beside the curves; where there are none, at least that. */
function tellEvents(session: Watching, terminal: Terminal): void {
  const said = session.events.map(({ text }) => text);
  if (said.length > 0) terminal.err(...said);
  else if (session.runs.length === 0) terminal.err('there are no figures in it');
}
