import { CommanderError } from 'commander';
import { UserError } from '../../core/errors.js';
import { isReplaced, REPLACED } from '../../core/package.js';
import type { Terminal } from './terminal.js';

/** Prints an error as its reader needs it and returns the exit code: users get sentences, never a trace. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  // Commander has printed its own; help and version come this way too and are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    terminal.err(error.message);
    return 2;
  }
  // The disk is full, or not ours to write: nobody's mistake here.
  if (error instanceof Error && error.name === 'FolderError') {
    terminal.err(error.message);
    return 3;
  }
  if (isReplaced(error)) {
    terminal.err(REPLACED);
    return 3;
  }
  terminal.err(`internal error: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.LOSSCOPE_DEBUG) terminal.err(error instanceof Error ? String(error.stack) : String(error));
  else terminal.err('This is a mistake in losscope. LOSSCOPE_DEBUG=1 shows where it happened.');
  return 3;
}
