import { availableParallelism } from 'node:os';
import { type Issue, UserError } from '../../core/errors.js';
import type { CellState, Claimed } from '../../experiment/sweep/cells.js';
import type { Cell, Plan } from '../../experiment/sweep/plan.js';
import type { RunView, Session } from '../../session/run-view.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { MOST_GRID_RUNS } from '../kit/grid-size.js';
import { addLookOptions, checkLook, type LookOptions, lookOf, pictureLook } from '../kit/look.js';
import { addPluginOptions, askForFiles, askForPlugins, type PluginOptions } from '../kit/plugins.js';
import { isInteractive, type Terminal } from '../kit/terminal.js';
import { checkpointSeconds, INTERRUPTED, opensDashboard } from '../run.js';
import { freezeSweep } from './plan.js';

interface Options extends PluginOptions, LookOptions {
  readonly plan?: string;
  readonly index?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly workers?: string;
  readonly retryFailed?: boolean;
  readonly keepGoing?: boolean;
  readonly failFast?: boolean;
  readonly maxFailures?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
  readonly checkpoint?: string;
}

const MOST_WORKERS = 256;

export const addSweepRun: AddCommand = (program, context) => {
  const command = program
    .command('run')
    .description('run a sweep, or what is left of it: the same command again goes on where it was cut off')
    .argument('[file]', 'a sweep file')
    .option('--plan <file>', 'go on with a frozen plan in place of a sweep file')
    .option('--index <number>', 'run this cell of the plan alone: for Slurm arrays, Kubernetes jobs, GNU parallel')
    .option('--out <folder>', 'folder of the plan and the runs (default: sweeps/<name>)')
    .option('--yes', `start it although it has more than ${MOST_GRID_RUNS} runs`)
    .option('--workers <number>', 'runs at work at a time (default: one per processor)')
    .option('--retry-failed', 'run those again that failed')
    .option('--keep-going', 'run all others when one fails (default)')
    .option('--fail-fast', 'stop at the first run that fails')
    .option('--max-failures <number>', 'stop when more runs than this have failed')
    .option('--checkpoint <seconds>', 'time between two checkpoints (default: 10, more when they cost over 2 %)')
    .option('--plain', 'no dashboard')
    .option('--json', 'no dashboard; print the ranking as one JSON document')
    .addHelpText(
      'after',
      `${examples(
        ['losscope sweep run sweep.yaml', 'all runs, then the ranking'],
        ['losscope sweep run sweep.yaml --workers 2 --max-failures 3', 'two at a time; give up after a fourth failure'],
        ['losscope sweep run --plan sweeps/lr/plan.json --index 7', 'one cell, in a job of its own'],
        ['losscope sweep show sweeps/lr', 'how it stands'],
      )}

A sweep file:
  scenario: imbalanced-focal
  seeds: 0-4
  set: {steps: 1000}
  grid: {loss.gamma: [0, 1, 2]}
  random: {samples: 10, seed: 1, task.lr: {min: 1e-4, max: 1e-2, scale: log}}
  prune: {at: [0.25, 0.5], keep: 0.5}`,
    )
    .action((file: string | undefined, options: Options) => runSweep(file, options, context));
  addLookOptions(command);
  addPluginOptions(command);
};

/** The options of the command line, checked. */
interface Settings {
  readonly workers: number | null;
  readonly index: number | null;
  /** Failed runs at most; more stop the sweep. */
  readonly mostFailures: number;
  readonly checkpoint: number | null;
}

async function runSweep(file: string | undefined, asked: Options, context: Context): Promise<void> {
  checkLook(asked);
  const settings = readOptions(file, asked);
  // A job of its own has nobody to ask.
  const asks = settings.index === null && opensDashboard(asked);
  const options = asks ? await askFor(file, asked) : asked;
  if (options === null) {
    context.exit(INTERRUPTED);
    return;
  }
  const { plan, out } = await planOf(file, options, context);
  const { statesOf } = await import('../../experiment/sweep/cells.js');
  const cells = chosenCells(plan, settings.index, options);
  const states = statesOf(out, plan).filter(({ cell }) => cells.includes(cell));
  tellStart(states, options, context);
  let code: number | null = null;
  for (let first = true; code === null; first = false) {
    await decideAll(out, plan, context);
    const open = await openCells(out, plan, cells, first && options.retryFailed === true, context);
    const end = open.cells.length === 0 ? null : await work(plan, out, open, settings, options, context);
    if (end === null) break;
    code = end.code;
    if (end.stopped) break;
    if (settings.index !== null) {
      // One rung a call: the others may be far behind, or the last one may be waiting for this decision.
      await decideAll(out, plan, context);
      break;
    }
  }
  await report(out, plan, cells, options, context);
  if (code !== null) context.terminal.err('to go on: the same command again');
  context.exit(code ?? 0);
}

function readOptions(file: string | undefined, options: Options): Settings {
  const { plan, index, out, workers, keepGoing, failFast, maxFailures } = options;
  const issues: Issue[] = [];
  if ((file === undefined) === (plan === undefined)) {
    issues.push({
      path: 'file',
      message: file === undefined ? 'is required: a sweep file, or --plan' : 'and --plan exclude each other',
    });
  }
  if (plan !== undefined && out !== undefined)
    issues.push({ path: '--out', message: 'is the folder of the plan with --plan' });
  const chosen = Object.entries({ '--keep-going': keepGoing, '--fail-fast': failFast, '--max-failures': maxFailures });
  const given = chosen.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 1)
    issues.push({ path: given[0]!, message: `and ${given.slice(1).join(' and ')} exclude each other` });
  const whole = (path: string, text: string | undefined, min: number, max: number): number | null => {
    if (text === undefined) return null;
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    issues.push({ path, message: `must be a whole number from ${min} to ${max}`, given: `"${text}"` });
    return null;
  };
  const settings = {
    workers: whole('--workers', workers, 1, MOST_WORKERS),
    index: whole('--index', index, 0, Number.MAX_SAFE_INTEGER),
    mostFailures: failFast === true ? 0 : (whole('--max-failures', maxFailures, 0, 1e9) ?? Number.POSITIVE_INFINITY),
  };
  if (issues.length > 0) throw new UserError(issues);
  return { ...settings, checkpoint: checkpointSeconds(options) };
}

/** Asks for the modules of the sweep's scenario, or of its frozen plan. */
async function askFor(file: string | undefined, options: Options): Promise<Options | null> {
  const look = pictureLook(options);
  if (file !== undefined) {
    const { readSweepFile } = await import('../../experiment/sweep/sweep-file.js');
    return askForPlugins([readSweepFile(file).reference], options, look);
  }
  const { planFile, readPlan } = await import('../../experiment/sweep/plan.js');
  const { file: path } = planFile(options.plan!);
  return askForFiles(path, readPlan(path).plugins, options, look);
}

async function planOf(file: string | undefined, options: Options, { terminal }: Context) {
  if (file !== undefined) {
    const frozen = await freezeSweep(file, options, terminal);
    return frozen;
  }
  const { checkPlan, planFile, readPlan } = await import('../../experiment/sweep/plan.js');
  const { registries } = await import('../../train/registries.js');
  const { loadRecorded } = await import('../kit/stored-runs.js');
  const { file: path, out } = planFile(options.plan!);
  const plan = readPlan(path);
  await loadRecorded(plan.plugins, path, options, registries);
  checkPlan(plan, path, registries);
  return { plan, out };
}

function chosenCells({ cells }: Plan, index: number | null, { plan }: Options): readonly Cell[] {
  if (index === null) return cells;
  const cell = cells[index];
  if (cell !== undefined) return [cell];
  const where = plan === undefined ? {} : { file: plan };
  throw new UserError({
    path: '--index',
    message: 'is no cell of the plan',
    given: `${index}`,
    allowed: `0 to ${cells.length - 1}`,
    ...where,
  });
}

function tellStart(states: readonly CellState[], { retryFailed }: Options, { terminal }: Context): void {
  const ended = states.filter(({ status }) => status === 'done' || status === 'diverged').length;
  const failed = states.filter(({ status }) => status === 'failed').length;
  const again = retryFailed === true ? 'are run again' : '--retry-failed runs them again';
  const running = states.filter(({ status }) => status === 'running').length;
  if (ended > 0) terminal.err(`${ended} of ${states.length} cells have a result already`);
  if (failed > 0) terminal.err(`${failed} of ${states.length} cells failed before; ${again}`);
  if (running > 0) terminal.err(`${running} of ${states.length} cells are at work in other processes: left to them`);
}

/** Decides the rungs that all have come to. */
async function decideAll(out: string, plan: Plan, { terminal }: Context): Promise<void> {
  const { decideNext } = await import('../../experiment/sweep/rungs.js');
  for (let decision = decideNext(out, plan); decision !== null; decision = decideNext(out, plan)) {
    const { kept, pruned, rung, at } = decision;
    const went = `${kept.length} go on, ${pruned.length} pruned`;
    terminal.err(`rung ${rung} of ${plan.prune?.at.length} at ${at} of the budget: ${went}`);
  }
}

/** Cells that are to be run, and how to claim them one after another; those that others have taken meanwhile are passed over. */
interface Open {
  readonly cells: readonly Cell[];
  readonly next: () => Claimed | null;
  /** Those that `next` has not come to. */
  readonly pending: () => readonly Cell[];
}

async function openCells(
  out: string,
  plan: Plan,
  cells: readonly Cell[],
  retryFailed: boolean,
  { terminal }: Context,
): Promise<Open> {
  const { claim, isToRun, stateOf } = await import('../../experiment/sweep/cells.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const rungs = rungsOf(out, plan);
  const wanted = (state: CellState) => isToRun(state, { retryFailed });
  const open = cells.filter((cell) => wanted(stateOf(out, plan, cell, rungs)));
  let at = 0;
  const next = (): Claimed | null => {
    while (at < open.length) {
      const cell = open[at++]!;
      const one = claim(out, plan, cell, wanted);
      if (one === null) continue;
      for (const warning of one.warnings) terminal.err(`${cell.id}: ${warning}`);
      return one;
    }
    return null;
  };
  return { cells: open, next, pending: () => open.slice(at) };
}

interface WorkEnd {
  /** Of a signal; null without one. */
  readonly code: number | null;
  /** Too many runs have failed, or the user has stopped some. */
  readonly stopped: boolean;
}

/** Runs cells to their rung or their end; null when others have taken all of them. */
async function work(
  plan: Plan,
  out: string,
  open: Open,
  settings: Settings,
  options: Options,
  { terminal }: Context,
): Promise<WorkEnd | null> {
  const { startCells } = await import('../../experiment/sweep/pool.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const { watchSignals } = await import('../kit/signals.js');
  const { watchFailures } = await import('./progress.js');
  const dashboard = hasDashboard(plan, open.cells.length, settings, options, terminal);
  const rungs = rungsOf(out, plan);
  const workers = Math.min(settings.workers ?? availableParallelism(), open.cells.length);
  const working = startCells(open.next, {
    ...{ out, workers, plugins: plan.plugins, interleave: dashboard, keepCurves: dashboard },
    // A dashboard shows all that will run from the beginning; else other programs may take what is not begun.
    ahead: dashboard ? open.cells.length : workers,
    checkpointSeconds: settings.checkpoint,
    targetOf: ({ cell }) => rungs.targetOf(cell.config),
  });
  if (working === null) return null;
  const { session } = working;
  const signals = watchSignals(() => {
    if (!dashboard) terminal.err('stopping at the next step; a second signal quits at once');
    working.stop();
  });
  const failures = watchFailures(working, settings.mostFailures);
  try {
    if (dashboard) {
      if (await showDashboard(session, plan, { ...options, out }, signals.first)) signals.count(INTERRUPTED);
    } else {
      const { followSweep } = await import('./progress.js');
      await followSweep(working, { plan, out, pending: open.pending }, terminal);
    }
  } finally {
    working.end();
    await session.close();
    signals.end();
    failures.end();
  }
  if (failures.tooMany()) {
    const count = failures.count();
    terminal.err(`stopped: ${count} ${count === 1 ? 'run has' : 'runs have'} failed`);
  }
  return {
    code: signals.code(),
    stopped: failures.tooMany() || wasLeft(session, rungs.decisions.length < (plan.prune?.at.length ?? 0)),
  };
}

function hasDashboard(plan: Plan, runs: number, { index }: Settings, options: Options, terminal: Terminal): boolean {
  if (options.plain === true || options.json === true || index !== null || !isInteractive()) return false;
  const why =
    plan.prune !== null ? 'a sweep with rungs' : runs > MOST_GRID_RUNS ? `more than ${MOST_GRID_RUNS} runs` : null;
  if (why !== null) terminal.err(`no dashboard for ${why}: it is told in lines`);
  return why === null;
}

/** Whether runs were stopped by hand, which is where the user wants to end. */
function wasLeft(session: Session, isRung: boolean): boolean {
  return !isRung && session.runs.some(({ status }) => status === 'stopped');
}

async function showDashboard(
  session: Session,
  plan: Plan,
  { out, ...look }: LookOptions & { readonly out: string },
  signalled: Promise<void>,
): Promise<boolean> {
  const { openDashboard } = await import('../../tui/open.js');
  const { configCommand } = await import('../../report/sweep/commands.js');
  const { join } = await import('node:path');
  const title = `${plan.name}, ${plan.configs.length} configurations`;
  const commandOf = ({ id, seed }: RunView): string | null => {
    const cell = plan.cells.find((one) => one.id === id);
    return cell === undefined ? null : configCommand(plan, cell.config, [seed]);
  };
  const folderOf = ({ id }: RunView): string => join(out, id);
  const end = await Promise.race([
    openDashboard(session, { title, commandOf, folderOf, ...(await lookOf(look)) }),
    signalled.then(() => session.done),
  ]);
  return end === 'interrupt';
}

/** The ranking of all cells, whoever ran them; of one cell, what came out. */
async function report(out: string, plan: Plan, cells: readonly Cell[], options: Options, { terminal, exit }: Context) {
  const { stateOf, statesOf } = await import('../../experiment/sweep/cells.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const alone = options.index !== undefined;
  const states = alone ? cells.map((cell) => stateOf(out, plan, cell)) : statesOf(out, plan);
  if (options.json === true) {
    const { sweepDocument } = await import('../../report/sweep/document.js');
    terminal.out(sweepDocument(plan, states, rungsOf(out, plan)));
  } else if (alone) {
    const { cellLine } = await import('../../report/sweep/table.js');
    terminal.out(...states.map((state) => cellLine(plan, state)));
  } else {
    const { sweepLines } = await import('../../report/sweep/table.js');
    terminal.out(...sweepLines(plan, states));
  }
  if (states.some(({ status }) => status === 'failed' || status === 'diverged')) exit(3);
}
