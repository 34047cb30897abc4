import { createRequire } from 'node:module';
import { Command } from 'commander';
import { type AddCommand, type Context, examples } from './command.js';
import { addList } from './list.js';
import { addRun } from './run.js';
import { addShow } from './show.js';
import { addValidate } from './validate.js';

/** Every command: one file, one line here. */
const commands: readonly AddCommand[] = [addRun, addList, addShow, addValidate];

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** The command line as commander knows it. Errors are thrown, not printed over what the caller prints. */
export function createProgram(context: Context): Command {
  const program = new Command('losscope');
  program
    .description('An oscilloscope for losses: seeded training runs, their curves live in the terminal.')
    .usage('[command] [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .on('option:no-color', () => {
      process.env.NO_COLOR = '1';
    })
    .addHelpText(
      'after',
      `${examples(
        ['losscope', 'four small trainings in the dashboard'],
        ['losscope list', 'all scenarios'],
        ['losscope run cartpole-reinforce --seeds 0-4', 'one of them, on five seeds'],
        ['losscope run my.yaml --set loss=focal', 'a file of your own, with another loss'],
      )}

Exit codes: 0 ok, 1 an expectation is not met, 2 bad input, 3 a run failed or diverged.`,
    );
  for (const add of commands) add(program, context);
  // Error texts come back in the thrown error; letting commander print them too would say everything twice.
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(false)
      .configureOutput({
        writeOut: (text) => context.terminal.out(text.trimEnd()),
        writeErr: (text) => context.terminal.err(text.trimEnd()),
      });
  }
  return program;
}

/** The arguments of a plain `losscope` or `losscope --option`, which mean the tour. */
export function withDefaultCommand(args: readonly string[]): readonly string[] {
  const rest = args.filter((arg) => arg !== '--no-color' && arg !== '--color');
  const first = rest[0];
  if (first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first)))
    return args;
  return ['run', 'tour', ...args];
}
