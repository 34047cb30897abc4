import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModules from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentDefinition } from '../../agents/kit/agent.js';
import { type Issue, show, UserError } from '../../core/errors.js';
import { builtEntry, packageFile } from '../../core/package.js';
import { createRegistry } from '../../core/registry.js';
import type { EnvDefinition } from '../../env/kit/env.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { TaskDefinition } from '../../tasks/task.js';
import type { Registries } from '../registries.js';
import { checkedRegistries } from './definition-check.js';
import { noteLoaded } from './plugin-code.js';

/**
 * What a plug-in module exports, by this name or as its default: adds the user's own losses, envs, agents and tasks. A
 * module that only has losses and envs may export them as its default instead: one, or a list.
 */
export type Register = (registries: Registries) => void | Promise<void>;

/** The modules that were let add to some registries, with what came of it. */
const tried = new WeakMap<Registries, Map<string, Promise<void>>>();
const loaded = new WeakMap<Registries, readonly string[]>();

/**
 * Imports plug-in modules by absolute path and lets each add to the registries, once: a second time, what came of the first
 * holds. Plug-ins are trusted code: they run with the rights of the program, in the main thread (names, settings) and in
 * every run's thread. Inside a plug-in the module `losscope` is this program.
 */
export async function loadPlugins(paths: readonly string[], registries: Registries): Promise<void> {
  const known = tried.get(registries) ?? new Map<string, Promise<void>>();
  tried.set(registries, known);
  for (const path of paths) {
    const outcome = known.get(path) ?? loadPlugin(path, registries);
    known.set(path, outcome);
    await outcome;
  }
}

async function loadPlugin(path: string, registries: Registries): Promise<void> {
  const register = await importRegister(path);
  await inFile(path, () => register(checkedRegistries(registries)));
  loaded.set(registries, [...loadedPlugins(registries), path]);
}

/** The modules that have added to these registries, in the order in which they did. */
export function loadedPlugins(registries: Registries): readonly string[] {
  return loaded.get(registries) ?? [];
}

/** The losses that a module brings, without adding them anywhere. Throws a {@link UserError} when there are none. */
export async function lossesIn(path: string): Promise<readonly LossDefinition[]> {
  const found = emptyRegistries();
  const register = await importRegister(path);
  await inFile(path, () => register(checkedRegistries(found)));
  const losses = found.losses.list();
  if (losses.length === 0) throw new UserError({ path: '', file: path, message: 'has no loss' });
  return losses;
}

/**
 * The envs that a module brings, without adding them anywhere: its default export (one, or a list), however incomplete,
 * or else what it registers. Throws a {@link UserError} when there are none.
 */
export async function envsIn(path: string): Promise<readonly EnvDefinition[]> {
  const module = await importModule(path);
  const given: unknown = module.default;
  if (typeof given === 'object' && given !== null) {
    const definitions = (Array.isArray(given) ? given : [given]) as readonly EnvDefinition[];
    if (definitions.length > 0) return definitions;
  }
  const found = emptyRegistries();
  const register = await importRegister(path);
  await inFile(path, () => register(found));
  const envs = found.envs.list();
  if (envs.length > 0) return envs;
  const allowed = 'export default defineEnv({ ... })';
  throw new UserError({ path: '', file: path, message: 'has no env', allowed });
}

/** Loads a module to see what comes of it, and adds nothing anywhere. What it throws, {@link loadPlugins} would throw. */
export async function tryPlugin(path: string): Promise<void> {
  try {
    const register = await importRegister(path);
    await register(checkedRegistries(emptyRegistries()));
  } catch {
    // Told by whoever loads it in earnest, with its place.
  }
}

/**
 * The names of the agents or tasks that a module brings; it must have been loaded into `registries` before. Throws a
 * {@link UserError} when there are none.
 */
export async function namesIn(path: string, kind: 'agents' | 'tasks'): Promise<readonly string[]> {
  const found = emptyRegistries();
  const register = await importRegister(path);
  await inFile(path, () => register(found));
  const names = found[kind].names();
  if (names.length > 0) return names;
  const one = kind === 'agents' ? 'agent' : 'task';
  const allowed = `export default define${kind === 'agents' ? 'Agent' : 'Task'}({ ... })`;
  throw new UserError({ path: '', file: path, message: `has no ${one}`, allowed });
}

function emptyRegistries(): Registries {
  return {
    losses: createRegistry<LossDefinition>('loss', []),
    envs: createRegistry('env', []),
    agents: createRegistry('agent', []),
    tasks: createRegistry('task', []),
  };
}

type Next = (specifier: string, context: object) => { readonly url: string };
type Resolve = (specifier: string, context: object, next: Next) => { readonly url: string };

let hooked = false;

/** Once in every thread that loads plug-ins. From source the compiled program stands in, which Node can import. */
function hook(): void {
  if (hooked) return;
  hooked = true;
  const face = builtEntry('index').href;
  // From Node 22.15 on, whose successors give up the other way.
  const { registerHooks } = nodeModules as { readonly registerHooks?: (hooks: { resolve: Resolve }) => void };
  if (registerHooks === undefined) {
    nodeModules.register(packageFile('dist/train/plugins/module-hooks.js').href, { data: { face } });
    return;
  }
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'losscope' ? { url: face, shortCircuit: true } : next(specifier, context),
  });
}

interface Module {
  readonly register?: unknown;
  readonly default?: unknown;
}

async function importModule(path: string): Promise<Module> {
  if (!isAbsolute(path)) {
    throw new UserError({ path: 'plugins', message: 'must be an absolute path', given: show(path) });
  }
  if (!existsSync(path)) throw new UserError({ path: '', file: path, message: 'file not found' });
  if (/\.[cm]?ts$/.test(path) && !stripsTypes()) {
    throw new UserError({
      path: '',
      file: path,
      message: `is TypeScript, which Node ${process.versions.node} cannot load`,
      hint: 'Use Node 22.18 or newer, or compile it to JavaScript',
    });
  }
  hook();
  noteLoaded(path);
  return inFile(path, () => import(pathToFileURL(path).href) as Promise<Module>);
}

/** Whether this Node runs TypeScript by leaving the types out. */
function stripsTypes(): boolean {
  const { typescript = false } = process.features as { readonly typescript?: string | false };
  return typescript !== false;
}

async function importRegister(path: string): Promise<Register> {
  const module = await importModule(path);
  const given = module.register ?? module.default;
  if (typeof given === 'function') return given as Register;
  const entries: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (given === undefined || given === null || entries.length === 0) {
    throw new UserError({
      path: '',
      file: path,
      message: 'exports nothing to add',
      allowed:
        'export default defineLoss({ ... }), defineEnv, defineAgent or defineTask, or export function register({ losses, envs, agents, tasks }) { envs.add(...) }',
    });
  }
  return ({ losses, envs, agents, tasks }) => {
    for (const entry of entries) {
      const kind = kindOf(entry);
      if (kind === 'env') envs.add(entry as EnvDefinition);
      else if (kind === 'agent') agents.add(entry as AgentDefinition);
      else if (kind === 'task') tasks.add(entry as TaskDefinition);
      else losses.add(entry as LossDefinition);
    }
  };
}

/** What a definition is of: only a loss computes, only a task checks losses, only an agent deviates from a paper. */
function kindOf(entry: unknown): 'loss' | 'env' | 'agent' | 'task' {
  if (typeof entry !== 'object' || entry === null || 'compute' in entry) return 'loss';
  if ('checkLoss' in entry) return 'task';
  if ('deviations' in entry || 'suppliesLossParams' in entry) return 'agent';
  return 'rewards' in entry || 'create' in entry ? 'env' : 'loss';
}

/** What goes wrong inside a plug-in, as a mistake of the user that names the file and, as far as it is known, the line. */
async function inFile<T>(path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError' && 'issues' in error) {
      const issues = error.issues as readonly Issue[];
      throw new UserError(issues.map((issue) => (issue.file === undefined ? { ...issue, file: path } : issue)));
    }
    const why = error instanceof Error ? `${error.name}: ${error.message}` : show(error);
    const place = error instanceof SyntaxError ? syntaxPlace(path) : placeOf(error, path);
    throw new UserError({ path: '', file: path, ...place, message: `cannot be loaded: ${why}` });
  }
}

/** The place of a syntax error, which import keeps to itself: Node tells it when it only checks the file. */
function syntaxPlace(path: string): Pick<Issue, 'line' | 'column'> {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8', timeout: 10_000 });
  const [, line, , before] = /:(\d+)\n(.*)\n( *)\^/.exec(stderr ?? '') ?? [];
  return line === undefined ? {} : { line: Number(line), column: before!.length + 1 };
}

/** The line (and column) of `path` that an error's stack names first. */
export function placeOf(error: unknown, path: string): Pick<Issue, 'line' | 'column'> {
  const stack = error instanceof Error ? String(error.stack) : '';
  for (const name of [pathToFileURL(path).href, path]) {
    const at = stack.indexOf(`${name}:`);
    if (at === -1) continue;
    const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(stack.slice(at + name.length)) ?? [];
    if (line === undefined) continue;
    return { line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
  }
  return {};
}
