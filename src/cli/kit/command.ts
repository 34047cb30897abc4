import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** What a command gets from the program. */
export interface Context {
  readonly terminal: Terminal;
  /** Sets the exit code; the highest of several stays. */
  exit(code: number): void;
}

/** Adds one command to the program. What the command needs is imported when it is run, so that help stays quick. */
export type AddCommand = (program: Command, context: Context) => void;

/** Collects a repeatable option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Examples below a command's help. */
export function examples(...lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return ['', 'Examples:', ...lines.map(([command, what]) => `  $ ${command.padEnd(width)}   ${what}`)].join('\n');
}
