import { Console } from 'node:console';
import { UserError } from '../../core/errors.js';

/** The program's own way out, which no plug-in takes away. */
export const exitProcess = process.exit.bind(process);

let guarded = false;

/**
 * Loads the user's own code so that it cannot end the program, hang it, or speak in its place: it is tried in a thread first;
 * what it prints, then and later, goes to the error stream; its `process.exit` throws.
 */
export async function guardPlugins<T>(paths: readonly string[], load: () => Promise<T>): Promise<T> {
  if (paths.length === 0) return load();
  const { tryPlugins, withinTime } = await import('../../session/thread/plugin-trial.js');
  await tryPlugins(paths);
  guard();
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  try {
    return await withinTime(load(), paths.join(', '));
  } finally {
    process.stdout.write = write;
  }
}

function guard(): void {
  if (guarded) return;
  guarded = true;
  Object.assign(console, new Console({ stdout: process.stderr, stderr: process.stderr }));
  process.exit = (code) => {
    throw new UserError({
      path: '',
      message: `a plug-in called process.exit(${code ?? ''}), which ends no program but its own`,
    });
  };
}

/** Ends the program with this code, whatever a plug-in has set or hung on the exit. */
export function leaveProcess(code: number): never {
  if (guarded) process.removeAllListeners('exit');
  return exitProcess(code);
}
