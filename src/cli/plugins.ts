import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Registries } from '../run/registries.js';
import { collect } from './command.js';

/** The options of commands that take plug-ins. */
export interface PluginOptions {
  readonly plugin?: readonly string[];
  readonly allowPlugins?: boolean;
}

/** Adds the options that say which code of the user's own may run. */
export function addPluginOptions(command: Command): void {
  command
    .option('--plugin <file>', 'run a module of your own that adds losses, envs, agents or tasks (repeatable)', collect)
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
  const { pluginsOf } = await import('../scenario/load.js');
  const { loadPlugins } = await import('../run/plugins.js');
  const paths = [...new Set([...named, ...(allowPlugins ? pluginsOf(references) : [])])];
  await loadPlugins(paths, registries);
  return paths;
}
