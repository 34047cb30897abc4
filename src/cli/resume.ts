import type { Scenario } from '../scenario/scenario.js';
import type { RunResult } from '../store/result.js';
import { type AddCommand, type Context, examples } from './kit/command.js';
import { addLookOptions, checkLook, type LookOptions, pictureLook } from './kit/look.js';
import {
  acceptedOf,
  addCodeOptions,
  addPluginOptions,
  askForFiles,
  type CodeOptions,
  type PluginOptions,
} from './kit/plugins.js';
import {
  addStoredOption,
  awaitLocks,
  openStored,
  recordedPlugins,
  replayCommand,
  type StoredOptions,
} from './kit/stored-runs.js';
import { checkpointSeconds, INTERRUPTED, opensDashboard, type Plan, runPlan } from './run.js';

interface Options extends StoredOptions, PluginOptions, CodeOptions, LookOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly checkpoint?: string;
  readonly keepBest?: boolean;
  readonly all?: boolean;
  readonly workers?: string;
}

export const addResume: AddCommand = (program, context) => {
  const command = program
    .command('resume')
    .description('resume runs that were stopped or interrupted, from their last checkpoints')
    .argument('[name...]', "a run's id or the beginning of it (see losscope runs), or a scenario for all its runs")
    .option('--all', 'every run that was stopped or interrupted')
    .option('--workers <number>', 'runs at a time (default: one per processor)')
    .option('--plain', 'no dashboard')
    .option('--json', 'no dashboard; print the result as one JSON document')
    .option('--checkpoint <seconds>', 'time between two checkpoints (default: 10, more when they cost over 2 %)')
    .option('--keep-best', 'keep the weights of the best evaluation from here on; a run that kept them goes on to')
    .addHelpText(
      'after',
      examples(
        ['losscope resume gridworld-dqn-0', 'ends with the bits of a run that was never stopped'],
        ['losscope resume grid --out elsewhere', 'the beginning of an id is enough'],
        ['losscope resume gridworld-dqn', 'all runs of this scenario that were stopped'],
        ['losscope resume --all', 'everything that was stopped'],
      ),
    )
    .action((names: readonly string[], options: Options) => resume(names, options, context));
  addStoredOption(command);
  addLookOptions(command);
  addPluginOptions(command);
  addCodeOptions(command);
};

async function resume(names: readonly string[], asked: Options, context: Context): Promise<void> {
  checkLook(asked);
  const { idsToResume } = await import('./resume-many.js');
  const ids = await idsToResume(names, asked);
  await awaitLocks(asked.out, ids, context.terminal);
  if (ids.length === 1) await resumeOne(ids[0]!, asked, context);
  else await resumeMany(ids, asked, context);
}

/** Runs that were stopped, together in one session; one that cannot be resumed is told and left out. */
async function resumeMany(ids: readonly string[], asked: Options, context: Context): Promise<void> {
  const { openMany, workersFor } = await import('./resume-many.js');
  const checkpoint = checkpointSeconds(asked);
  const workers = workersFor(asked.workers, ids.length);
  const title = `${ids.length} runs`;
  const recorded = [...new Set((await Promise.all(ids.map((id) => recordedPlugins(id, asked.out)))).flat())];
  const options = opensDashboard(asked) ? await askForFiles(title, recorded, asked, pictureLook(asked)) : asked;
  if (options === null) {
    context.exit(INTERRUPTED);
    return;
  }
  const { plan, plugins, release } = await openMany(ids, options, context.terminal);
  const { runCommand } = await import('../report/shell-command.js');
  const known = new Set(ids);
  const commandOf: Plan['commandOf'] = ({ id, seed }, here) => {
    if (here !== null) return runCommand(here.loaded, seed, { plugins: here.plugins, init: null });
    return known.has(id) ? replayCommand(id, options.out) : null;
  };
  try {
    await runPlan({ plan, plugins, workers, commandOf }, { ...options, checkpoint }, context);
  } finally {
    release();
  }
}

async function resumeOne(given: string, asked: Options, context: Context): Promise<void> {
  const { terminal } = context;
  const checkpoint = checkpointSeconds(asked);
  const options = opensDashboard(asked)
    ? await askForFiles(given, await recordedPlugins(given, asked.out), asked, pictureLook(asked))
    : asked;
  if (options === null) {
    context.exit(INTERRUPTED);
    return;
  }
  if (await isEnded(given, options, context)) return;
  const { id, config, plugins } = await openStored(given, options.out, options, acceptedOf(options));
  const { openRun } = await import('../session/resume.js');
  const { unlock } = await import('../store/lock.js');
  const { runCommand } = await import('../report/shell-command.js');
  const { codeNow } = await import('../store/run-code.js');
  const as = { code: codeNow(plugins), accepted: acceptedOf(options) };
  const { resumption, step, warnings } = openRun(options.out, id, config, as);
  try {
    for (const warning of warnings) terminal.err(`${id}: ${warning}`);
    terminal.err(step === 0 ? `${id}: no checkpoint, from the beginning` : `${id}: from step ${step}`);
    const plan = [{ scenario: config.scenario, seeds: [config.seed], resume: resumption }];
    const commandOf: Plan['commandOf'] = ({ seed }, here) => {
      if (here !== null) return runCommand(here.loaded, seed, { plugins: here.plugins, init: null });
      // Of further seeds nobody knows the file.
      return seed === config.seed ? replayCommand(id, options.out) : null;
    };
    await runPlan({ plan, plugins, workers: 1, commandOf }, { ...options, checkpoint }, context);
  } finally {
    unlock(resumption.folder);
  }
}

/** Whether the run came to its end before, which is then reported. */
async function isEnded(given: string, options: Options, context: Context): Promise<boolean> {
  const { join } = await import('node:path');
  const { findRun, readResult } = await import('../store/run-list.js');
  const { readConfig } = await import('../store/config-file.js');
  const id = findRun(options.out, given);
  const folder = join(options.out, id);
  const ended = readResult(folder);
  if (ended === null || (ended.status !== 'done' && ended.status !== 'diverged')) return false;
  context.terminal.err(`${id} is ${ended.status} already: nothing to resume`);
  await reportEnded(readConfig(folder).scenario, folder, ended, options, context);
  return true;
}

/** The document or table that the run itself has given. */
async function reportEnded(
  scenario: Scenario,
  folder: string,
  result: RunResult,
  { json }: Options,
  { terminal, exit }: Context,
): Promise<void> {
  const { judge } = await import('../scenario/expectations.js');
  const { exitCodeOf } = await import('../report/summary.js');
  const { resultDocument } = await import('../report/document.js');
  const { betterIn } = await import('../report/compare/arm-folders.js');
  const { resultTable } = await import('../report/table.js');
  const summaries = [{ scenario, runs: [result], judgements: judge(scenario, [result]) }];
  terminal.out(
    ...(json === true
      ? [resultDocument(summaries, [], betterIn([{ folder }]))]
      : resultTable(summaries, terminal.width)),
  );
  exit(exitCodeOf(summaries));
}
