import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { show, UserError } from '../core/errors.js';
import type { Registries } from './registries.js';

/** What a plug-in module exports, by this name or as its default: adds the user's own losses, envs, agents and tasks. */
export type Register = (registries: Registries) => void | Promise<void>;

/**
 * Imports plug-in modules by absolute path and lets each add to the registries. Plug-ins are trusted code: they run with
 * the rights of the program, in the main thread (names, settings) and in every run's thread.
 */
export async function loadPlugins(paths: readonly string[], registries: Registries): Promise<void> {
  for (const path of paths) {
    const register = await importRegister(path);
    await register(registries);
  }
}

async function importRegister(path: string): Promise<Register> {
  if (!isAbsolute(path)) {
    throw new UserError({ path: 'plugins', message: 'must be an absolute path', given: show(path) });
  }
  let module: { readonly register?: unknown; readonly default?: unknown };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    const why = error instanceof Error ? error.message : show(error);
    throw new UserError({ path: 'plugins', file: path, message: `cannot be loaded: ${why}` });
  }
  const register = module.register ?? module.default;
  if (typeof register !== 'function') {
    throw new UserError({
      path: 'plugins',
      file: path,
      message: 'must export a function register',
      allowed: 'export function register({ losses, envs, agents, tasks }) { envs.add(...) }',
    });
  }
  return register as Register;
}
