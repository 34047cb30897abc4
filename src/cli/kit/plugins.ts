import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Accepted } from '../../store/run-code.js';
import type { Registries } from '../../train/registries.js';
import type { PictureLook } from '../../tui/terminal/picture.js';
import { collect } from './command.js';

/** The options of commands that take plug-ins. */
export interface PluginOptions {
  readonly plugin?: readonly string[];
  readonly allowPlugins?: boolean;
}

/** The options of commands that go on with, or repeat, what was recorded. */
export interface CodeOptions {
  readonly allowOtherVersion?: boolean;
  readonly allowChangedPlugin?: boolean;
}

/** Adds the options that accept other code than a record was made with. */
export function addCodeOptions(command: Command): void {
  command
    .option('--allow-other-version', 'also when another version of losscope made it; the bits may differ')
    .option('--allow-changed-plugin', 'also when a plug-in has changed since; the bits may differ');
}

/** What of it the user accepts. */
export function acceptedOf({ allowOtherVersion, allowChangedPlugin }: CodeOptions): Accepted {
  return { otherVersion: allowOtherVersion === true, changedPlugin: allowChangedPlugin === true };
}

/** Adds the options that say which code of the user's own may run. */
export function addPluginOptions(command: Command): void {
  command
    .option('--plugin <file>', 'run your own module that adds losses, envs, agents or tasks (repeatable)', collect)
    .option('--allow-plugins', 'run the modules that a scenario file names under plugins');
}

/**
 * Loads the plug-ins that the user named, and those of the scenarios where that is allowed. Returns their absolute paths,
 * which the runs' threads need.
 */
export async function usePlugins(
  references: readonly string[],
  { plugin = [], allowPlugins = false }: PluginOptions,
  registries: Registries,
): Promise<readonly string[]> {
  const named = plugin.map((file) => resolve(file));
  if (named.length === 0 && !allowPlugins) return [];
  const { pluginsOf } = await import('../../scenario/loader.js');
  const { loadPlugins } = await import('../../train/plugins/plugins.js');
  const paths = [...new Set([...named, ...(allowPlugins ? pluginsOf(references) : [])])];
  const { guardPlugins } = await import('./plugin-guard.js');
  await guardPlugins(paths, () => loadPlugins(paths, registries));
  return paths;
}

/**
 * Asks on the terminal whether the modules that the scenarios name, and no option allows yet, may run. Gives the options
 * with what was allowed added; after a no they are as they were, so that loading the scenarios refuses them. Null when the
 * user left with Ctrl-C.
 */
export async function askForPlugins<O extends PluginOptions>(
  references: readonly string[],
  options: O,
  look: PictureLook,
): Promise<O | null> {
  if (options.allowPlugins === true) return options;
  const { pluginsOf } = await import('../../scenario/loader.js');
  return askForFiles(references.join(', '), pluginsOf(references), options, look);
}

/** {@link askForPlugins} about the modules that a run folder or a frozen plan, called `title`, has recorded. */
export async function askForFiles<O extends PluginOptions>(
  title: string,
  recorded: readonly string[],
  options: O,
  look: PictureLook,
): Promise<O | null> {
  const { plugin = [], allowPlugins = false } = options;
  const given = plugin.map((file) => resolve(file));
  const files = recorded.filter((file) => !given.includes(file));
  if (allowPlugins || files.length === 0) return options;
  const { pluginFilesAt } = await import('../../train/plugins/plugin-code.js');
  const { askConsent } = await import('../../tui/consent.js');
  const plugins = pluginFilesAt(files);
  const answer = await askConsent({ title, plugins }, look);
  if (answer === null) return null;
  if (!answer) return options;
  // What has changed while the question stood there is another file.
  const same = pluginFilesAt(files).every(({ sha256 }, i) => sha256 === plugins[i]!.sha256);
  return same ? { ...options, plugin: [...plugin, ...files] } : askForFiles(title, recorded, options, look);
}
