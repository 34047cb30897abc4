import type { Command } from 'commander';
import { shellWord } from '../../report/shell-command.js';
import type { Session } from '../../session/run-view.js';
import type { KeptConfig } from '../../store/config-file.js';
import type { Accepted } from '../../store/run-code.js';
import type { Registries } from '../../train/registries.js';
import { type PluginOptions, usePlugins } from './plugins.js';
import type { Terminal } from './terminal.js';

/** Where run folders stand unless `--out` says otherwise. */
export const RUNS = 'runs';

export interface StoredOptions {
  readonly out: string;
}

/** Adds the option that says where the run folders are. */
export function addStoredOption(command: Command): Command {
  return command.option('--out <folder>', 'where the run folders are', RUNS);
}

export interface Stored {
  readonly id: string;
  readonly config: KeptConfig;
  readonly plugins: readonly string[];
  readonly registries: Registries;
  /** What differs from the code that made it. */
  readonly warnings: readonly string[];
}

/**
 * A run folder of the user's with its configuration checked and its plug-ins loaded. Throws when another version made it, or
 * when a plug-in has changed, unless `accepted` says otherwise; then `warnings` tell.
 */
export async function openStored(
  given: string,
  out: string,
  options: PluginOptions,
  accepted: Accepted,
): Promise<Stored> {
  const { join, resolve } = await import('node:path');
  const { findRun } = await import('../../store/run-list.js');
  const { checkChoices, isForeign, readConfig, readPlugins } = await import('../../store/config-file.js');
  const { stagesOf } = await import('../../store/lineage.js');
  const { registries } = await import('../../train/registries.js');
  const id = findRun(out, given);
  const folder = join(out, id);
  const config = readConfig(folder);
  if (isForeign(config.scenario)) {
    const { UserError } = await import('../../core/errors.js');
    const message = 'was imported from the log of another program: there is nothing to run again or to resume';
    throw new UserError({ path: 'id', message, given: id });
  }
  const recorded = readPlugins(folder);
  const { checkCode, codeNow } = await import('../../store/run-code.js');
  // Before any of it is run.
  const named = (options.plugin ?? []).map((file) => resolve(file));
  const warnings = checkCode(folder, codeNow([...new Set([...named, ...recorded])]), accepted);
  const plugins = await loadRecorded(recorded, folder, options, registries);
  for (const { scenario } of stagesOf(config.scenario, config.fork)) checkChoices(scenario, registries);
  return { id, config, plugins, registries, warnings };
}

/** The modules that a run folder of the user's names, without loading any. */
export async function recordedPlugins(given: string, out: string): Promise<readonly string[]> {
  const { join } = await import('node:path');
  const { findRun } = await import('../../store/run-list.js');
  const { readPlugins } = await import('../../store/config-file.js');
  return readPlugins(join(out, findRun(out, given)));
}

/** Loads the plug-ins that a folder names, which is data: only those that the user allows. */
export async function loadRecorded(
  recorded: readonly string[],
  folder: string,
  { plugin = [], allowPlugins = false }: PluginOptions,
  registries: Registries,
): Promise<readonly string[]> {
  const { resolve } = await import('node:path');
  const given = plugin.map((file) => resolve(file));
  const refused = recorded.filter((file) => !allowPlugins && !given.includes(file));
  if (refused.length > 0) {
    const { UserError } = await import('../../core/errors.js');
    throw new UserError(
      refused.map((file) => ({
        file: folder,
        path: 'plugins',
        message: 'this run needs a module that would be run as code',
        given: file,
        allowed: '--allow-plugins to run it, or --plugin with this file',
      })),
    );
  }
  return usePlugins([], { plugin: [...new Set([...given, ...recorded])] }, registries);
}

/** After a stop: the one command that goes on with what was stopped. */
export function tellHowToResume(session: Session, out: string | null, terminal: Terminal): void {
  if (out === null) return;
  const stopped = session.runs.filter(({ status }) => status === 'stopped');
  if (stopped.length === 0) return;
  if (stopped.length === 1) {
    terminal.err(`resume with: ${resumeCommand(stopped[0]!.id, out)}`);
    return;
  }
  const scenarios = [...new Set(stopped.map(({ scenario }) => scenario.name))];
  terminal.err(`resume ${stopped.length} runs with: ${storedCommand('resume', scenarios, out)}`);
}

/** What to type to go on with a run. */
export const resumeCommand = (id: string, out: string): string => storedCommand('resume', [id], out);

/** What to type to run a recorded run again and compare. */
export const replayCommand = (id: string, out: string): string => storedCommand('replay', [id], out);

function storedCommand(command: string, names: readonly string[], out: string): string {
  const words = ['losscope', command, ...names, ...(out === RUNS ? [] : ['--out', out])];
  return words.map((word) => shellWord(word)).join(' ');
}

/**
 * Waits while it is not known whether the locks of these runs belong to processes that live: of one on another machine only
 * its heartbeat tells. What is held then is told by whoever wants it.
 */
export async function awaitLocks(out: string, ids: readonly string[], terminal: Terminal): Promise<void> {
  const { join } = await import('node:path');
  const { settled } = await import('../../store/lock.js');
  await settled(
    ids.map((id) => join(out, id)),
    ({ length }) => {
      const what = length === 1 ? 'a run that another process holds' : `${length} runs that other processes hold`;
      terminal.err(`waiting for a heartbeat of ${what}`);
    },
  );
}
