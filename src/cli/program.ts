import { Command } from 'commander';
import { programVersion } from '../core/package.js';
import { addAgents } from './agents/agents.js';
import { addBaseline } from './baseline/baseline.js';
import { addCompare } from './compare/compare.js';
import { addCompletion } from './completion.js';
import { addConfig } from './config/config.js';
import { addData } from './data/data.js';
import { addPredict } from './data/predict.js';
import { addRetrieve } from './data/retrieve.js';
import { addTasks } from './data/tasks.js';
import { addTrain } from './data/train.js';
import { addEnvs } from './envs/envs.js';
import { addExport } from './export.js';
import { addImport } from './import.js';
import { type AddCommand, type Context, examples } from './kit/command.js';
import { applySettings } from './kit/look.js';
import { addList } from './list.js';
import { addLosses } from './losses/losses.js';
import { addNew } from './new/new.js';
import { addPlay } from './play/play.js';
import { addReplay } from './replay.js';
import { addReport } from './report.js';
import { addResume } from './resume.js';
import { addRun } from './run.js';
import { addRuns } from './runs.js';
import { addShow } from './show.js';
import { addSweep } from './sweep/sweep.js';
import { addValidate } from './validate.js';
import { addVerify } from './verify.js';
import { addWatch } from './watch/watch.js';

/** Every command: one file, one line here. */
const commands: readonly AddCommand[] = [
  addRun,
  addTrain,
  addData,
  addPredict,
  addRetrieve,
  addResume,
  addWatch,
  addRuns,
  addPlay,
  addReplay,
  addVerify,
  addExport,
  addImport,
  addCompare,
  addBaseline,
  addSweep,
  addReport,
  addList,
  addShow,
  addValidate,
  addLosses,
  addEnvs,
  addAgents,
  addTasks,
  addNew,
  addConfig,
  addCompletion,
];

/** The command line as commander knows it. Errors are thrown, not printed over what the caller prints. */
export function createProgram(context: Context): Command {
  const program = new Command('losscope');
  program
    .description('An oscilloscope for losses: seeded training runs, their curves live in the terminal.')
    .usage('[command] [options]')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .on('option:no-color', () => {
      process.env.NO_COLOR = '1';
    })
    .option('--quiet', 'no progress and no notes: results and errors alone; before or after the command')
    .on('option:quiet', () => {
      context.terminal.quiet = true;
    })
    .addHelpText(
      'after',
      `${examples(
        ['losscope', 'four small trainings in the dashboard'],
        ['losscope list', 'all scenarios'],
        ['losscope run cartpole-reinforce --seeds 0-4', 'one of them, on five seeds'],
        ['losscope run my.yaml --set loss=focal', 'your own file, with another loss'],
      )}

Exit codes: 0 ok, 1 an expectation is not met or a regression, 2 bad input, 3 a run failed or diverged, 4 too few seeds.`,
    );
  // Error texts come back in the thrown error; letting commander print them too would say everything twice. Commands, and
  // commands below them, take this over when they are added.
  program
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.fail(text.trimEnd()),
    });
  program.hook('preAction', (_program, command) => applySettings(command));
  for (const add of commands) add(program, context);
  return program;
}

const QUIET = '--quiet';

/** The arguments of a plain `losscope` or `losscope --option`, which mean the tour; `--quiet` before all others, wherever it stood. */
export function withDefaultCommand(given: readonly string[]): readonly string[] {
  // Words that a shell completes are no options.
  const isQuiet = given.includes(QUIET) && given[0] !== 'complete';
  const args = isQuiet ? given.filter((arg) => arg !== QUIET) : given;
  const whole = withCommand(args);
  return isQuiet ? [QUIET, ...whole] : whole;
}

function withCommand(args: readonly string[]): readonly string[] {
  const rest = args.filter((arg) => arg !== '--no-color' && arg !== '--color');
  const first = rest[0];
  if (first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first)))
    return args;
  return ['run', 'tour', ...args];
}
