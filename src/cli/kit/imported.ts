import type { LogFlags } from './log-options.js';
import { logOptions } from './log-options.js';
import type { Terminal } from './terminal.js';

/**
 * Hands names of runs on, and logs of other programs among them as run folders, which are there as long as `act` is at
 * work.
 */
export async function withLogs(
  given: readonly string[],
  flags: LogFlags,
  terminal: Terminal,
  act: (names: readonly string[]) => Promise<void>,
): Promise<void> {
  const { isLog } = await import('../../logs/open.js');
  const logs = given.filter(isLog);
  if (logs.length === 0) return act(given);
  const { figureText } = await import('../../logs/foreign/figure.js');
  const { readForeignRuns } = await import('../../logs/foreign/foreign-runs.js');
  const { importedBriefly } = await import('../../logs/foreign/import.js');
  const options = await logOptions(flags);
  const { runs, notes } = readForeignRuns(logs, options);
  terminal.err(...notes, `figure: ${figureText(options.figure)} of each curve`);
  const { folder, remove } = importedBriefly('logs', runs, { figure: options.figure, notes });
  try {
    await act([...given.filter((name) => !logs.includes(name)), folder]);
  } finally {
    remove();
  }
}
