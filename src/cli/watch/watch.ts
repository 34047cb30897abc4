import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { formatIssue, type Issue, UserError } from '../../core/errors.js';
import type { Child } from '../../logs/sources/command.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { addLookOptions, checkLook, type LookOptions, lookOf } from '../kit/look.js';
import { replayCommand } from '../kit/stored-runs.js';
import { isInteractive, type Terminal } from '../kit/terminal.js';

interface Options extends LookOptions {
  readonly x?: string;
  readonly metrics?: string;
  readonly group?: string;
  readonly better?: readonly string[];
  readonly tee?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
}

const WAIT_MS = 100;
/** So many waits pass before they are told: most programs print their first figures at once. */
const WAITS_SILENTLY = 10;
/** And so many before a pipe is said to be held back by its writer. */
const WAITS_BUFFERED = 50;
const UNBUFFERED =
  'nothing has come yet: a program holds its output back when it writes to a pipe. For Python: python -u, or PYTHONUNBUFFERED=1';
/** Python that losscope starts holds nothing back. */
const silent = (command: readonly string[]): string =>
  `${nameOfCommand(command)} has printed nothing yet. Python is told not to hold its output back; other programs may: stdbuf -oL`;

export const addWatch: AddCommand = (program, context) => {
  const command = program
    .command('watch')
    .description('show the curves of any training as they grow: its log files, its folder, its output')
    .argument(
      '<source...>',
      'log files, folders of them, event files, run folders or ids, - for standard input; or -- and a command',
    )
    .option('--x <name>', 'horizontal axis: a column or key, or step, epoch, time, relative (default: by its name)')
    .option('--metrics <names>', 'metrics to show, quotes around one with a comma (default: all)')
    .option('--group <pattern>', "how paths tell variants and seeds, such as '{variant}/seed_{seed}/metrics.csv'")
    .option('--better <metric=direction...>', 'which direction is better, such as reward=higher (default: by its name)')
    .option('--tee <file>', 'write the output of the command, or of the pipe, to a file too')
    .option('--plain', 'no dashboard: read to the end and print a table')
    .option('--json', 'no dashboard: read to the end and print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope watch -- python train.py', 'run a training and watch what it prints'],
        ['losscope watch metrics.csv', 'a file that another training appends to'],
        ['losscope watch lightning_logs wandb mlruns', 'folders, and the runs that appear in them'],
        ['losscope watch logs/*/*/progress.csv', 'several runs: variants and seeds by their paths'],
        ['losscope watch log.jsonl --x epoch --metrics train_loss,val_loss', 'only these'],
        ['python -u train.py | losscope watch -', 'a pipe'],
        ['losscope watch runs', 'all recorded runs'],
      ),
    )
    .action((sources: readonly string[], options: Options) => watch(sources, options, context));
  addLookOptions(command);
};

type Watching = import('../../logs/session.js').WatchSession;

async function watch(given: readonly string[], options: Options, { terminal, exit }: Context): Promise<void> {
  checkLook(options);
  const { command, sources } = await commandIn(given);
  const { openWatched } = await import('../../logs/open.js');
  const { directionsIn } = await import('../../logs/grouping/direction.js');
  const { splitNames } = await import('./names.js');
  const { readSettings } = await import('../kit/settings.js');
  const { WatchSession } = await import('../../logs/session.js');
  const choice = {
    x: options.x ?? null,
    metrics: options.metrics === undefined ? null : splitNames(options.metrics),
    group: options.group ?? null,
    better: directionsIn(options.better ?? []),
  };
  const piped = command !== null || sources.includes('-');
  if (options.tee !== undefined && !piped) {
    throw new UserError({ path: '--tee', message: 'needs a command or a pipe to write down', given: options.tee });
  }
  const child = command === null ? null : await startChild(command);
  const stream = await teed(child?.output ?? process.stdin, options.tee);
  const session = new WatchSession(
    openWatched(
      sources,
      choice,
      stream,
      (await readSettings()).values.out,
      command === null ? {} : { streamName: nameOfCommand(command) },
    ),
  );
  if (child !== null) session.listen(child);
  else if (piped) session.show(stream);
  let code = 0;
  try {
    const keys = options.plain === true || options.json === true ? null : await keyboard(piped);
    const hint = command === null ? UNBUFFERED : silent(command);
    if (keys === null) code = await readToTheEnd(session, hint, options, terminal);
    else code = await showDashboard(session, { title: titleOf(sources, command), hint }, keys, options, terminal);
    if (piped) await outlive(session, child, stream, terminal);
  } finally {
    await session.close();
  }
  exit(child === null ? code : ((await child.code) ?? code));
}

/** Everything behind `--` is a command; commander has taken the dashes away. */
async function commandIn(
  given: readonly string[],
): Promise<{ readonly command: readonly string[] | null; readonly sources: readonly string[] }> {
  const at = process.argv.indexOf('--');
  if (at < 0) return { command: null, sources: given };
  const command = process.argv.slice(at + 1);
  const before = given.slice(0, given.length - command.length);
  if (command.length === 0) throw new UserError({ path: '--', message: 'must be followed by a command' });
  return { command, sources: [...before, '-'] };
}

/** A command in short: the script that an interpreter runs, else the program. */
function nameOfCommand(command: readonly string[]): string {
  const script = command.find((word) => /\.(?:py|sh|jl|R|[cm]?[jt]s)$/.test(word));
  return basename(script ?? command[0]!);
}

async function startChild(command: readonly string[]): Promise<Child> {
  const { start } = await import('../../logs/sources/command.js');
  return start(command);
}

async function teed(stream: Readable, file: string | undefined): Promise<Readable> {
  if (file === undefined) return stream;
  const { teeTo } = await import('../../logs/sources/command.js');
  return teeTo(stream, file);
}

function titleOf(sources: readonly string[], command: readonly string[] | null): string {
  if (command !== null) return command.join(' ');
  if (sources.length > 1) return `${sources.length} sources`;
  return sources[0] === '-' ? 'standard input' : sources[0]!;
}

/** What keys are read from; null where no dashboard can open. Standard input may be the pipe that is watched. */
async function keyboard(piped: boolean): Promise<ReadStream | null> {
  if (!piped) return isInteractive() ? process.stdin : null;
  const { stdout, env } = process;
  if (!isInteractive({ ...process, stdin: { isTTY: true }, stdout, env } as typeof process)) return null;
  const { terminalKeys } = await import('../../logs/sources/keyboard.js');
  return terminalKeys();
}

async function showDashboard(
  session: Watching,
  { title, hint }: { readonly title: string; readonly hint: string },
  stdin: ReadStream,
  look: LookOptions,
  terminal: Terminal,
): Promise<number> {
  const { openDashboard } = await import('../../tui/open.js');
  const { watchSignals } = await import('../kit/signals.js');
  const abort = new AbortController();
  const signals = watchSignals(() => abort.abort());
  try {
    let told = false;
    let waits = 0;
    while (session.runs.length === 0 && !abort.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      session.drain();
      refuse(session);
      if (++waits === WAITS_SILENTLY) terminal.err(`waiting for the first figures in ${title}; Ctrl-C ends`);
      if (waits === WAITS_BUFFERED && session.isPiped && !session.hasHeard) terminal.err(hint);
      const missing = session.missing();
      if (missing.length > 0 && !told) terminal.err(...missing.map(formatIssue));
      told ||= missing.length > 0;
      if (session.runs.length === 0 && session.ended) {
        session.finish();
        if (session.runs.length > 0) break;
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
async function readToTheEnd(session: Watching, hint: string, { json }: Options, terminal: Terminal): Promise<number> {
  if (session.isPiped) {
    let waits = 0;
    const timer = setInterval(() => {
      session.drain();
      if (++waits === WAITS_BUFFERED && !session.hasHeard) terminal.err(hint);
    }, WAIT_MS);
    await session.done;
    clearInterval(timer);
  }
  session.finish();
  refuse(session);
  const missing = session.missing();
  if (missing.length > 0) throw new UserError(missing);
  tellEvents(session, terminal);
  const report = await import('../../report/watched-table.js');
  if (json === true) terminal.out(report.watchedDocument(session.runs, session.summary()));
  else if (session.runs.length > 0) terminal.out(...report.watchedTable(session.runs));
  return 0;
}

/** Files that are no logs, where nothing else is to be seen. */
function refuse(session: Watching): void {
  const refused: readonly Issue[] = session.refused;
  if (refused.length > 0 && session.runs.length === 0) throw new UserError(refused);
}

/** The training outlives the picture: its output is read on until it ends. */
async function outlive(session: Watching, child: Child | null, stream: Readable, terminal: Terminal): Promise<void> {
  if (session.ended) return;
  if (child?.hasEnded === true) return;
  terminal.err(
    `${child === null ? 'the program behind the pipe' : child.name} is still at work: its output is read on until it ends; Ctrl-C ends both`,
  );
  session.letGo();
  stream.resume();
  await new Promise<void>((resolve) => {
    if (stream.readableEnded || stream.destroyed) resolve();
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
}

/** What the dashboard tells beside the curves; where there are none, at least that. */
function tellEvents(session: Watching, terminal: Terminal): void {
  const summary = session.summary();
  const lines = [...session.told, ...summary];
  if (session.runs.length === 0) terminal.err(...lines, 'no metrics found');
  else if (lines.length > 0) terminal.err(...lines);
}
