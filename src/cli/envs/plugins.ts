import type { Command } from 'commander';
import { show, UserError } from '../../core/errors.js';
import { collect } from '../kit/command.js';

/** Options that every command about one env has. */
export interface EnvOptions {
  readonly set?: readonly string[];
  readonly plugin?: readonly string[];
}

export function addPluginOption(command: Command, adds: 'envs' | 'agents' | 'tasks' = 'envs'): void {
  command.option('--plugin <file>', `run your own module that adds ${adds} (repeatable)`, collect);
}

/** Adds what the user's own modules bring to the registries. */
export async function usePluginFiles({ plugin = [] }: Pick<EnvOptions, 'plugin'>): Promise<void> {
  if (plugin.length === 0) return;
  const { usePlugins } = await import('../kit/plugins.js');
  const { registries } = await import('../../train/registries.js');
  await usePlugins([], { plugin }, registries);
}

/** Runs what calls an env. What an env of the user's own throws is a mistake of theirs, not of this program. */
export async function blamingPlugins<T>(name: string, { plugin }: EnvOptions, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (plugin === undefined || error instanceof UserError) throw error;
    throw new UserError({ path: name, message: `threw ${error instanceof Error ? error.message : show(error)}` });
  }
}
