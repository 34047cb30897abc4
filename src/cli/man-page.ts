import type { Command } from 'commander';
import { programVersion } from '../core/package.js';

/** Columns of the help in the page. */
const WIDTH = 78;

/** The manual page: the help of every command, in the format of man(7). */
export function manPage(program: Command): string {
  return `${[
    `.TH LOSSCOPE 1 "" "losscope ${programVersion()}" "User Commands"`,
    '.SH NAME',
    `losscope \\- ${escaped(program.description())}`,
    '.SH SYNOPSIS',
    '.B losscope',
    escaped(program.usage()),
    '.SH DESCRIPTION',
    ...literal(helpOf(program)),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandParts(command, 'losscope')),
    '.SH FILES',
    'Settings: $LOSSCOPE_CONFIG, else losscope/config.yaml in $XDG_CONFIG_HOME or ~/.config. Runs: a folder a run in runs.',
    '.SH SEE ALSO',
    'The pages in docs/ of the package, and losscope help COMMAND.',
  ].join('\n')}\n`;
}

function commandParts(command: Command, before: string): readonly string[] {
  // Commander hides what is for programs alone.
  if ((command as unknown as { readonly _hidden: boolean })._hidden) return [];
  const name = `${before} ${command.name()}`;
  return [
    `.SS ${escaped(name)}`,
    ...literal(helpOf(command)),
    ...command.commands.flatMap((one) => commandParts(one, name)),
  ];
}

/** The help of a command as it is printed, with its examples. */
function helpOf(command: Command): string {
  let text = '';
  const output = command.configureOutput();
  const write = (part: string) => {
    text += part;
  };
  command.configureOutput({ ...output, writeOut: write, getOutHelpWidth: () => WIDTH, getOutHasColors: () => false });
  command.outputHelp();
  command.configureOutput(output);
  return text.trim();
}

function literal(text: string): readonly string[] {
  return ['.nf', ...text.split('\n').map(escaped), '.fi'];
}

/** Text that starts no request and holds no escape. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
