import type { CellState } from '../../experiment/sweep/cells.js';
import type { Cell, Plan } from '../../experiment/sweep/plan.js';
import type { RunView, Session } from '../../session/run-view.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { MOST_GRID_RUNS } from '../kit/grid-size.js';
import { addLookOptions, checkLook, type LookOptions, lookOf, pictureLook } from '../kit/look.js';
import { addCodeOptions, addPluginOptions, askForFiles, askForPlugins } from '../kit/plugins.js';
import { isInteractive, type Terminal } from '../kit/terminal.js';
import { boundWorkers } from '../kit/workers.js';
import { INTERRUPTED, opensDashboard } from '../run.js';
import { checkSweepCode } from './code.js';
import { type Open, openCells } from './open-cells.js';
import { type Options, readOptions, type Settings, TIME_OVER } from './options.js';
import { freezeSweep } from './plan.js';

/** EX_TEMPFAIL of sysexits.h: what schedulers take for "try again". */
const TRY_AGAIN = 75;

export const addSweepRun: AddCommand = (program, context) => {
  const command = program
    .command('run')
    .description('run a sweep, or what is left of it: the same command again resumes where it was interrupted')
    .argument('[file]', 'a sweep file')
    .option('--plan <file>', 'resume a frozen plan in place of a sweep file')
    .option(
      '--index <numbers>',
      'run only these cells, such as 7 or 0-99: for Slurm arrays, Kubernetes jobs, GNU parallel',
    )
    .option('--shard <k/n>', 'run only the k-th of n equal shares of the cells, such as 3/12')
    .option('--until <where>', 'with --index or --shard: run to the next rung, or to the end (default: rung)')
    .option('--out <folder>', 'folder of the plan and the runs (default: sweeps/<name>)')
    .option('--yes', `start it although it has more than ${MOST_GRID_RUNS} runs`)
    .option('--workers <number>', 'runs at a time (default: one per processor)')
    .option('--retry-failed', 'run failed cells again')
    .option('--keep-going', 'run all others when one fails (default)')
    .option('--fail-fast', 'stop at the first run that fails')
    .option('--max-failures <number>', 'stop when more runs than this have failed')
    .option(
      '--diverged-is-result',
      'exit with 0 when cells diverged: a sweep may include settings that are too large (default)',
    )
    .option('--no-diverged-is-result', 'exit with 3 when a cell diverged')
    .option('--max-time <minutes>', 'stop after this time, with checkpoints; the same command resumes it')
    .option('--target <value>', 'stop when a configuration has reached this mean with all of its seeds')
    .option('--checkpoint <seconds>', 'time between two checkpoints (default: 10, more when they cost over 2 %)')
    .option('--keep-best', 'each run keeps the weights of its best evaluation too, for losscope play --best')
    .option('--plain', 'no dashboard')
    .option('--json', 'no dashboard; print the ranking as one JSON document')
    .addHelpText(
      'after',
      `${examples(
        ['losscope sweep run sweep.yaml', 'all runs, then the ranking'],
        ['losscope sweep run sweep.yaml --workers 2 --max-failures 3', 'two at a time; stop after the fourth failure'],
        ['losscope sweep run --plan sweeps/lr/plan.json --index 7', 'one cell, in a job of its own'],
        ['losscope sweep run --plan sweeps/lr/plan.json --shard 3/12', 'the third of twelve jobs'],
        ['losscope sweep show sweeps/lr', 'its state'],
      )}

Exit codes: 0 every cell asked for has its result (or has come to its rung), 2 bad input, 3 a cell failed,
75 another process holds a cell or the time is over: try again, 130/143/129 after a signal.

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
  addCodeOptions(command);
};

async function runSweep(file: string | undefined, asked: Options, context: Context): Promise<void> {
  checkLook(asked);
  const settings = readOptions(file, asked);
  // A job of its own has nobody to ask.
  const asks = settings.selection === null && opensDashboard(asked);
  const options = asks ? await askFor(file, asked) : asked;
  if (options === null) {
    context.exit(INTERRUPTED);
    return;
  }
  const { plan, out } = await planOf(file, options, context);
  const { selectCells } = await import('../../fleet/selection.js');
  const { statesOf } = await import('../../experiment/sweep/cells.js');
  const cells = selectCells(plan, settings.selection, options.plan);
  const chosen = new Set(cells);
  const states = statesOf(out, plan).filter(({ cell }) => chosen.has(cell));
  await checkSweepCode(plan, out, states, options, context.terminal);
  tellStart(states, options, context);
  const end = await runCells({ plan, out, cells, settings, options }, context);
  await report(out, end.plan, end.cells, settings, options, context);
  if (end.code !== null) context.terminal.err('resume with: the same command again');
  context.exit(end.code ?? 0);
  if (end.code === null && (!end.stopped || end.late)) await exitOpen(out, end.plan, end.cells, settings, context);
}

interface Sweep {
  readonly plan: Plan;
  readonly out: string;
  readonly cells: readonly Cell[];
  readonly settings: Settings;
  readonly options: Options;
}

/** Runs cells until none of them is left, or others hold what is left. */
async function runCells(sweep: Sweep, context: Context): Promise<WorkEnd & Pick<Sweep, 'plan' | 'cells'>> {
  const { out, settings, options } = sweep;
  let { plan, cells } = sweep;
  const alone = settings.selection !== null && !settings.untilEnd;
  const worked = new Set<Cell>();
  const deadline = performance.now() + settings.mostTime;
  for (let first = true; ; first = false) {
    await decideAll(out, plan, context);
    // One rung a call: the others may be far behind, or the last one may be waiting for this decision.
    const left = alone ? cells.filter((cell) => !worked.has(cell)) : cells;
    const open = await openCells(out, plan, left, options, first && options.retryFailed === true, context);
    const end = open.cells.length === 0 ? null : await work(plan, out, open, settings, options, deadline, context);
    for (const cell of open.claimed) worked.add(cell);
    if (end !== null && (end.code !== null || end.stopped)) return { ...end, plan, cells };
    if (end !== null && !alone) continue;
    if (alone) await decideAll(out, plan, context);
    const rest = left.filter((cell) => !worked.has(cell));
    if (await othersLeft(out, plan, rest, context)) continue;
    const reason = await limitReached(plan, out, settings, deadline);
    if (reason !== null) {
      context.terminal.err(`stopped: ${reason}`);
      return { code: null, stopped: true, late: reason === TIME_OVER, plan, cells };
    }
    const grown = settings.selection === null ? await grow(plan, out, context) : null;
    if (grown === null) return { code: null, stopped: false, late: false, plan, cells };
    [plan, cells] = [grown, grown.cells];
  }
}

/** Why no further trials are wanted; a run may end between two looks. */
async function limitReached(plan: Plan, out: string, { target }: Settings, deadline: number): Promise<string | null> {
  const { reachedBy } = await import('./progress.js');
  if (performance.now() >= deadline) return TIME_OVER;
  return target === null ? null : reachedBy(plan, out, target);
}

/** The plan with the next trials of its search; null when there are none. */
async function grow(plan: Plan, out: string, { terminal }: Context): Promise<Plan | null> {
  if (plan.search === undefined) return null;
  const { growSearch } = await import('../../experiment/sweep/search.js');
  const { registries } = await import('../../train/registries.js');
  const grown = growSearch(out, plan, { catalogues: registries, allowPlugins: plan.plugins });
  if (grown === null || grown.search === undefined) return grown;
  terminal.err(`search: ${grown.search.drawn} of ${grown.search.samples} trials, ${grown.cells.length} cells`);
  return grown;
}

/**
 * Whether cells that others held may be claimed now. A lock without a heartbeat is watched until its process is known to live
 * or to be gone.
 */
async function othersLeft(out: string, plan: Plan, cells: readonly Cell[], { terminal }: Context): Promise<boolean> {
  const { isToRun, stateOf } = await import('../../experiment/sweep/cells.js');
  const { settled } = await import('../../store/lock.js');
  const { join } = await import('node:path');
  const states = cells.map((cell) => stateOf(out, plan, cell));
  const folders = states
    .filter((state) => state.status === 'running' || isToRun(state))
    .map(({ cell }) => join(out, cell.id));
  const held = await settled(folders, ({ length }) => {
    terminal.err(
      `waiting for a heartbeat of ${length} ${length === 1 ? 'cell that another process holds' : 'cells that other processes hold'}`,
    );
  });
  return held.length < folders.length;
}

/** What is left is not done: a scheduler must not count this job as one that was. */
async function exitOpen(out: string, plan: Plan, cells: readonly Cell[], settings: Settings, context: Context) {
  const { hasEnded, stateOf } = await import('../../experiment/sweep/cells.js');
  const isThere = (cell: Cell): boolean => {
    const state = stateOf(out, plan, cell);
    return hasEnded(state) || (settings.selection !== null && !settings.untilEnd && state.status === 'waiting');
  };
  const count = cells.filter((cell) => !isThere(cell)).length;
  if (count === 0) return;
  const what = count === 1 ? '1 cell has no result yet' : `${count} cells have no result yet`;
  context.terminal.err(`${what}. Exit code ${TRY_AGAIN}: try again`);
  context.exit(TRY_AGAIN);
}

/** Asks for the modules of the sweep's scenario, or of its frozen plan. */
async function askFor(file: string | undefined, options: Options): Promise<Options | null> {
  const look = pictureLook(options);
  if (file !== undefined) {
    const { readSweepFile } = await import('../../experiment/sweep/sweep-file.js');
    return askForPlugins([readSweepFile(file).reference], options, look);
  }
  const { planFile, readPlan } = await import('../../experiment/sweep/plan.js');
  const { file: path, out } = planFile(options.plan!);
  const { locateFiles } = await import('../../fleet/carried-files.js');
  return askForFiles(path, locateFiles(out, readPlan(path)).plugins, options, look);
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
  const { locateFiles } = await import('../../fleet/carried-files.js');
  const plan = locateFiles(out, readPlan(path));
  await loadRecorded(plan.plugins, path, options, registries);
  checkPlan(plan, path, registries);
  return { plan, out };
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

interface WorkEnd {
  /** Of a signal; null without one. */
  readonly code: number | null;
  /** Too many runs have failed, the user has stopped some, or a limit is reached. */
  readonly stopped: boolean;
  /** Whether that limit is the time, so that what is left is to come. */
  readonly late: boolean;
}

/** Runs cells to their rung or their end; null when others have taken all of them. */
async function work(
  plan: Plan,
  out: string,
  open: Open,
  settings: Settings,
  options: Options,
  deadline: number,
  { terminal }: Context,
): Promise<WorkEnd | null> {
  const { startCells } = await import('../../fleet/local.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const { watchSignals } = await import('../kit/signals.js');
  const { watchFailures, watchLimits } = await import('./progress.js');
  const dashboard = hasDashboard(plan, open.cells.length, settings, options, terminal);
  const rungs = rungsOf(out, plan);
  const workers = Math.min(boundWorkers(settings.workers, open.cells.length, terminal), open.cells.length);
  const working = startCells(open.next, {
    ...{ out, workers, plugins: plan.plugins, interleave: dashboard, keepCurves: dashboard },
    // A dashboard shows all that will run from the beginning; else other programs may take what is not begun.
    ahead: dashboard ? open.cells.length : workers,
    checkpointSeconds: settings.checkpoint,
    keepBest: settings.keepBest,
    targetOf: ({ cell }) => rungs.targetOf(cell.config),
  });
  if (working === null) return null;
  const { session } = working;
  const signals = watchSignals(() => {
    if (!dashboard) terminal.err('stopping at the next step; a second signal quits immediately');
    working.stop();
  });
  const failures = watchFailures(working, settings.mostFailures);
  const limits = watchLimits(working, { plan, out, deadline, target: settings.target });
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
    limits.end();
  }
  if (failures.tooMany()) {
    const count = failures.count();
    terminal.err(`stopped: ${count} ${count === 1 ? 'run has' : 'runs have'} failed`);
  }
  const reason = limits.reason();
  if (reason !== null) terminal.err(`stopped: ${reason}`);
  return {
    code: signals.code(),
    late: reason === TIME_OVER,
    stopped:
      reason !== null || failures.tooMany() || wasLeft(session, rungs.decisions.length < (plan.prune?.at.length ?? 0)),
  };
}

function hasDashboard(
  plan: Plan,
  runs: number,
  { selection }: Settings,
  options: Options,
  terminal: Terminal,
): boolean {
  if (options.plain === true || options.json === true || selection !== null || !isInteractive()) return false;
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
async function report(
  out: string,
  plan: Plan,
  cells: readonly Cell[],
  { selection, divergedIsResult }: Settings,
  options: Options,
  { terminal, exit }: Context,
): Promise<void> {
  const { stateOf, statesOf, versionsIn } = await import('../../experiment/sweep/cells.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const alone = selection !== null;
  const states = alone ? cells.map((cell) => stateOf(out, plan, cell)) : statesOf(out, plan);
  if (options.json === true) {
    const { sweepDocument } = await import('../../report/sweep/document.js');
    terminal.out(sweepDocument(plan, states, rungsOf(out, plan), versionsIn(out, states)));
  } else if (alone) {
    const { cellLine } = await import('../../report/sweep/table.js');
    terminal.out(...states.map((state) => cellLine(plan, state)));
  } else {
    const { sweepLines } = await import('../../report/sweep/table.js');
    terminal.out(...sweepLines(plan, states, versionsIn(out, states)));
  }
  const isBad = ({ status }: CellState) => status === 'failed' || (status === 'diverged' && !divergedIsResult);
  if (states.some(isBad)) exit(3);
}
