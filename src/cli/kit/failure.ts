import { pathToFileURL } from 'node:url';
import { CommanderError } from 'commander';
import { show, UserError } from '../../core/errors.js';
import { limitIn } from '../../core/limits.js';
import { isReplaced, REPLACED } from '../../core/package.js';
import { codeOf, problemOf } from '../../store/disk.js';
import { filesOf, loadedModules } from '../../train/plugins/plugin-code.js';
import type { Terminal } from './terminal.js';

/** What a file system answers that is nobody's mistake. */
const DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG', 'EIO']);

/** Prints an error as its reader needs it and returns the exit code: users get sentences, never a trace. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  // Commander has printed its own; help and version come this way too and are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    terminal.fail(error.message);
    return 2;
  }
  if (error instanceof Error && error.name === 'IrregularFileError') {
    terminal.fail(error.message);
    return 2;
  }
  // The disk is full, or not ours to write: nobody's mistake here.
  if (error instanceof Error && error.name === 'FolderError') {
    terminal.fail(error.message);
    return 3;
  }
  if (DISK.has(codeOf(error))) {
    const { path } = error as NodeJS.ErrnoException;
    terminal.fail(`${problemOf(error)}${path === undefined ? '' : `: ${path}`}`);
    return 3;
  }
  const limit = limitIn(error);
  if (limit !== null) {
    terminal.fail(limit);
    return 3;
  }
  const plugin = blamed(error);
  if (plugin !== null) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : show(error);
    terminal.fail(`${plugin}: fails after it was loaded: ${why}`);
    return 2;
  }
  if (isReplaced(error)) {
    terminal.fail(REPLACED);
    return 3;
  }
  terminal.fail(`internal error: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.LOSSCOPE_DEBUG) terminal.fail(error instanceof Error ? String(error.stack) : String(error));
  else terminal.fail('This is a mistake in losscope. LOSSCOPE_DEBUG=1 shows where it happened.');
  return 3;
}

/** The plug-in whose code an error comes from; null when it is the program's own. What has no stack can only be a plug-in's. */
function blamed(error: unknown): string | null {
  const modules = loadedModules();
  if (modules.length === 0) return null;
  if (!(error instanceof Error)) return modules.join(', ');
  const stack = String(error.stack);
  const isIn = (file: string) => stack.includes(file) || stack.includes(pathToFileURL(file).href);
  return modules.find((module) => filesOf(module).some(isIn)) ?? null;
}
