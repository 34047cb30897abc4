import { join, resolve } from 'node:path';
import { type Issue, UserError } from '../core/errors.js';
import type { RunView, Session } from '../session/run-view.js';
import type { PlanEntry } from '../session/session.js';
import type { StartedHere } from '../tui/state/run-origins.js';
import { type AddCommand, type Context, collect, examples } from './kit/command.js';
import { checkGridSize, MOST_CELLS, MOST_GRID_RUNS, runsOf, tellGrid } from './kit/grid-size.js';
import { addLookOptions, type LookOptions, lookIssues, lookOf, pictureLook } from './kit/look.js';
import { addPluginOptions, askForPlugins, type PluginOptions, usePlugins } from './kit/plugins.js';
import { RUNS, tellHowToResume } from './kit/stored-runs.js';
import { isInteractive, type Terminal } from './kit/terminal.js';
import { boundWorkers } from './kit/workers.js';

interface Options extends PluginOptions, LookOptions {
  readonly seeds?: string;
  readonly set?: readonly string[];
  readonly vary?: readonly string[];
  readonly variant?: readonly string[];
  readonly yes?: boolean;
  readonly workers?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
  readonly events?: boolean;
  readonly out?: string;
  readonly save?: boolean;
  readonly init?: string;
  readonly checkpoint?: string;
  readonly keepBest?: boolean;
  readonly profile?: boolean;
}

const MOST_WORKERS = 256;
/** What a shell reports for a program ended by Ctrl-C, which the dashboard reads as a key. */
export const INTERRUPTED = 130;

export const addRun: AddCommand = (program, context) => {
  const command = program
    .command('run')
    .description('train scenarios: in the dashboard on a terminal, else with lines of progress and a table at the end')
    .argument('<scenario...>', 'names (see losscope list), files such as my.yaml, or tour for the bundled four')
    .option('--seeds <seeds>', 'seeds instead of those of the scenario: 0-4 or 0,3,7')
    .option('--set <path=value>', 'override a setting, such as agent.lr=3e-4 or loss=focal (repeatable)', collect)
    .option('--vary <path=a,b>', 'run a variant per value; several times: per combination, side by side', collect)
    .option('--variant <name>', 'run only this variant of the scenario (repeatable)', collect)
    .option('--yes', `start a grid of --vary although it has more than ${MOST_GRID_RUNS} runs`)
    .option('--workers <number>', 'runs at a time (default: one per processor)')
    .option('--out <folder>', 'where each run gets its folder', RUNS)
    .option('--no-save', 'write no run folders')
    .option('--init <file>', 'start with the weights of a safetensors file instead of random ones')
    .option('--checkpoint <seconds>', 'time between two checkpoints (default: 10, more when they cost over 2 %)')
    .option('--keep-best', 'keep the weights of the best evaluation too, for losscope play --best')
    .option('--profile', 'report where the time goes: by phase of a step and by kernel')
    .option('--plain', 'no dashboard')
    .option('--json', 'no dashboard; print the results as one JSON document')
    .option('--events', 'no dashboard; print events as JSON Lines as they happen')
    .addHelpText(
      'after',
      examples(
        ['losscope run tour', 'the bundled four, side by side'],
        ['losscope run gridworld-dqn --seeds 0-9', 'one scenario on ten seeds'],
        ['losscope run imbalanced-focal --set loss=bce', 'the same data with another loss'],
        ['losscope run imbalanced-focal --vary loss=bce,focal', 'several losses side by side'],
        ['losscope run imbalanced-focal --set task.data=my.csv', 'the same loss on your own data'],
        ['losscope run my.yaml --json > results.json', 'for scripts'],
        ['losscope run my.yaml --events | jq .kind', 'points, alerts and ends as they happen'],
        ['losscope run imbalanced-focal --plugin ./my-loss.mjs --set loss=my-loss', 'your own loss'],
      ),
    )
    .action(async (references: readonly string[], given: Options) => {
      // What is wrong with the options is told before anything is asked.
      const asks = opensDashboard(given) && (await readOptions(given)).issues.length === 0;
      const options = asks ? await askForPlugins(references, given, pictureLook(given)) : given;
      if (options === null) {
        context.exit(INTERRUPTED);
        return;
      }
      const plan = await planOf(references, options, context.terminal);
      const out = options.save === false ? null : (options.out ?? RUNS);
      await runPlan(plan, { ...options, out, checkpoint: checkpointSeconds(options) }, context);
    });
  addLookOptions(command);
  addPluginOptions(command);
};

export interface Plan {
  readonly plan: readonly PlanEntry[];
  readonly plugins: readonly string[];
  readonly workers: number;
  /** What to type to run this again, `here` for a run that was started in the dashboard; null where nobody knows. */
  commandOf(run: RunView, here: StartedHere | null): string | null;
}

/** How the runs of a plan are shown and kept. */
export interface RunSettings extends LookOptions {
  readonly plain?: boolean;
  readonly json?: boolean;
  readonly events?: boolean;
  /** Folder of the run folders; null writes none. */
  readonly out: string | null;
  readonly init?: string;
  readonly profile?: boolean;
  readonly checkpoint: number | null;
  readonly keepBest?: boolean;
}

/** Seconds between checkpoints that the user asks for; null for the default. */
export function checkpointSeconds({ checkpoint }: { readonly checkpoint?: string }): number | null {
  if (checkpoint === undefined) return null;
  const seconds = Number(checkpoint);
  if (checkpoint.trim() !== '' && seconds >= 0 && seconds <= 1e6) return seconds;
  throw new UserError({ path: '--checkpoint', message: 'must be a number of seconds >= 0', given: `"${checkpoint}"` });
}

async function planOf(references: readonly string[], options: Options, terminal: Terminal): Promise<Plan> {
  const { seeds, workers, issues } = await readOptions(options);
  const { loadScenarios } = await import('../scenario/loader.js');
  const { registries } = await import('../train/registries.js');
  const { rehearse } = await import('../train/rehearsal.js');
  const plugins = await usePlugins(references, options, registries);
  const loaded = withIssues(issues, () =>
    loadScenarios(references, {
      catalogues: registries,
      set: options.set ?? [],
      vary: options.vary ?? [],
      variants: options.variant ?? 'all',
      ...(options.yes === true ? { mostCells: MOST_CELLS } : {}),
      allowPlugins: plugins,
    }),
  );
  const unclaimed = new Set(loaded.filter((one) => one.isUnclaimed).map(({ scenario }) => scenario.name));
  for (const name of unclaimed)
    terminal.err(`${name}: its expectations are not judged, they are about what it names itself`);
  const { runCommand } = await import('../report/shell-command.js');
  const started = { plugins, init: options.init ?? null };
  const commandOf: Plan['commandOf'] = ({ scenario, seed }, here) => {
    const own = here?.loaded ?? loaded.find((one) => one.scenario === scenario);
    return own === undefined ? null : runCommand(own, seed, { ...started, ...(here && { plugins: here.plugins }) });
  };
  const plan: PlanEntry[] = loaded.map(({ scenario }) => ({ scenario, seeds: seeds ?? scenario.seeds }));
  const runs = runsOf(plan);
  if (options.vary !== undefined) {
    checkGridSize(runs, options);
    // Before the rehearsal, which takes seconds for a large grid.
    tellGrid(plan, terminal);
  }
  const { readWeights } = await import('../store/initial-weights.js');
  rehearse(loaded, registries, options.init === undefined ? null : readWeights(options.init));
  return { plan, plugins, workers: boundWorkers(workers, runs, terminal), commandOf };
}

async function readOptions({ seeds, workers, ...look }: Options) {
  const { parseSeeds, SEEDS_ALLOWED } = await import('../scenario/seeds.js');
  const issues: Issue[] = lookIssues(look);
  const parsed = seeds === undefined ? null : parseSeeds(seeds);
  if (typeof parsed === 'string')
    issues.push({ path: '--seeds', message: parsed, given: `"${seeds}"`, allowed: SEEDS_ALLOWED });
  const number = workers === undefined ? null : Number(workers);
  if (number !== null && !(Number.isInteger(number) && number >= 1 && number <= MOST_WORKERS)) {
    issues.push({
      path: '--workers',
      message: `must be a whole number from 1 to ${MOST_WORKERS}`,
      given: `"${workers}"`,
    });
  }
  return { seeds: typeof parsed === 'string' ? null : parsed, workers: number, issues };
}

/** The result of `act`, unless it or what came before has issues: then all of them at once. */
function withIssues<T>(before: readonly Issue[], act: () => T): T {
  let result: T;
  try {
    result = act();
  } catch (error) {
    throw error instanceof UserError ? new UserError([...before, ...error.issues]) : error;
  }
  if (before.length > 0) throw new UserError(before);
  return result;
}

export const opensDashboard = ({ plain, json, events }: Pick<RunSettings, 'plain' | 'json' | 'events'>): boolean =>
  plain !== true && json !== true && events !== true && isInteractive();

/** Runs a plan to its end, in the dashboard or plainly, and reports. */
export async function runPlan(
  { plan, plugins, workers, commandOf }: Plan,
  options: RunSettings,
  { terminal, exit }: Context,
): Promise<void> {
  const dashboard = opensDashboard(options);
  const { createSession } = await import('../session/session.js');
  const { watchSignals } = await import('./kit/signals.js');
  const { out, init = null, checkpoint: checkpointSeconds, keepBest = false, profile = false } = options;
  const kept = { out, init: init === null ? null : resolve(init), checkpointSeconds, keepBest };
  let opened: () => void = () => {};
  const begin = dashboard ? { begin: new Promise<void>((resolve) => (opened = resolve)) } : {};
  const { EventLines } = await import('./kit/event-lines.js');
  const lines = options.events === true ? new EventLines(terminal) : null;
  const session = createSession(plan, {
    workers,
    ...kept,
    ...begin,
    plugins,
    profile,
    interleave: dashboard,
    keepCurves: dashboard,
    ...(lines === null ? {} : { onPoint: lines.point }),
  });
  const signals = watchSignals(() => {
    // Over the dashboard this would be noise on a screen that is about to go.
    if (!dashboard) terminal.err('stopping at the next step; a second signal quits immediately');
    session.stop(null);
  });
  try {
    if (dashboard) {
      if (await showDashboard(session, plan, { ...options, commandOf }, opened, signals.first))
        signals.count(INTERRUPTED);
    } else {
      const { followPlainly } = await import('./kit/progress.js');
      await followPlainly(session, terminal, lines?.follow(session) ?? session.done);
    }
  } finally {
    await session.close();
    signals.end();
  }
  const code = await report(session, options, terminal);
  tellHowToResume(session, out, terminal);
  exit(signals.code() ?? code);
}

/** The dashboard until it is left, or until a signal has stopped all runs. True when it was left by Ctrl-C. */
async function showDashboard(
  session: Session,
  plan: readonly PlanEntry[],
  { out, commandOf, ...look }: RunSettings & Pick<Plan, 'commandOf'>,
  onOpen: () => void,
  signalled: Promise<void>,
): Promise<boolean> {
  const { openDashboard } = await import('../tui/open.js');
  const { variantName } = await import('../report/summary.js');
  const names = plan.map(({ scenario }) => variantName(scenario));
  const scenarios = new Set(plan.map(({ scenario }) => scenario.name));
  const variants = names.length > scenarios.size ? `, ${names.length} variants` : '';
  const many = `${scenarios.size === 1 ? plan[0]?.scenario.name : `${scenarios.size} scenarios`}${variants}`;
  const title = names.length === 1 ? names[0]! : many;
  const folderOf = ({ id }: RunView): string | null => (out === null ? null : join(out, id));
  const end = await Promise.race([
    openDashboard(session, { title, onOpen, commandOf, folderOf, ...(await lookOf(look)) }),
    signalled.then(() => session.done),
  ]);
  return end === 'interrupt';
}

async function report(session: Session, { json, events, profile }: RunSettings, terminal: Terminal): Promise<number> {
  const { exitCodeOf, summarise } = await import('../report/summary.js');
  const summaries = summarise(session);
  if (json === true) {
    const { resultDocument } = await import('../report/document.js');
    terminal.out(resultDocument(summaries, session.runs));
  } else if (events !== true) {
    const { resultTable } = await import('../report/table.js');
    terminal.out(...resultTable(summaries, terminal.width));
    const data = new Set(session.runs.flatMap(({ built }) => (built?.understood == null ? [] : [built.understood])));
    // Seeds split one file in parts of one size, so that their lines are the same.
    for (const line of data) terminal.out(`data: ${line}`);
    if (profile === true) {
      const { profileTables } = await import('../report/profile.js');
      terminal.out(...profileTables(session.runs));
    }
  }
  return exitCodeOf(summaries);
}
