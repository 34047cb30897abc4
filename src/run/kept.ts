import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Issue, show, UserError } from '../core/errors.js';
import { resolveParams } from '../core/params.js';
import { decisive, hashOf } from '../scenario/canonical.js';
import type { Choice, Scenario } from '../scenario/scenario.js';
import type { Origin } from './checkpoint.js';
import type { Registries } from './registries.js';

/** What a run folder's `config.json` holds. */
export interface KeptConfig {
  readonly hash: string;
  readonly scenario: Scenario;
  readonly seed: number;
}

type Fields = Readonly<Record<string, unknown>>;

const MOST_STEPS = 1e9;

/** Reads `config.json`; throws a {@link UserError} when it is none that a run has written. */
export function readConfig(folder: string): KeptConfig {
  const file = join(folder, 'config.json');
  const refuse = (path: string, message: string, given: unknown): never => {
    throw new UserError({ file, path, message, given: show(given) });
  };
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError({ file, path: '', message: `is no configuration of a run: ${message}` });
  }
  const { hash, scenario, seed } = isRecord(config) ? config : {};
  if (typeof hash !== 'string') return refuse('hash', 'must be a text', hash);
  if (!Number.isSafeInteger(seed)) return refuse('seed', 'must be a whole number', seed);
  if (!isRecord(scenario)) return refuse('scenario', 'must be a map', scenario);
  for (const key of ['name', 'variant', 'title', 'summary', 'focus']) {
    if (typeof scenario[key] !== 'string') return refuse(`scenario.${key}`, 'must be a text', scenario[key]);
  }
  for (const key of ['steps', 'evaluateEvery']) {
    const value = scenario[key];
    const whole = Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_STEPS;
    if (!whole) return refuse(`scenario.${key}`, `must be a whole number from 1 to ${MOST_STEPS}`, value);
  }
  for (const key of ['seeds', 'tunedOn', 'expectations']) {
    if (!Array.isArray(scenario[key])) return refuse(`scenario.${key}`, 'must be a list', scenario[key]);
  }
  const { learner, loss } = scenario;
  const { kind, env, agent, task } = isRecord(learner) ? learner : {};
  const whole = kind === 'agent' ? isChoice(env) && isChoice(agent) : kind === 'task' && isChoice(task);
  if (!whole) return refuse('scenario.learner', 'must name an env and an agent, or a task', learner);
  if (loss !== null && !isChoice(loss)) return refuse('scenario.loss', 'must name a loss, or be null', loss);
  return { hash, scenario: scenario as unknown as Scenario, seed: seed as number };
}

/** Checks the names and settings of a scenario that comes from a run folder. Throws a {@link UserError}. */
export function checkChoices({ learner, loss }: Scenario, registries: Registries): void {
  const check = (registry: { get(name: string): { params: Parameters<typeof resolveParams>[0] } }, choice: Choice) =>
    resolveParams(registry.get(choice.name).params, choice.params, choice.name);
  if (learner.kind === 'task') check(registries.tasks, learner.task);
  else {
    check(registries.envs, learner.env);
    check(registries.agents, learner.agent);
  }
  if (loss === null) return;
  const { params } = registries.losses.get(loss.name);
  // What an agent gives to its loss stands in no scenario.
  resolveParams(params, loss.params, loss.name);
}

/**
 * Checks that a run's configuration is the one it began with: that of its checkpoint, or the one that `config.json` has
 * the hash of. Throws a {@link UserError} with every setting that differs.
 */
export function checkUnchanged(folder: string, config: KeptConfig, origin: Origin | null): void {
  const file = join(folder, 'config.json');
  const decides = decisive(config.scenario);
  const hash = hashOf(decides);
  const issues: Issue[] = [];
  if (origin !== null && origin.hash !== hash) issues.push(...differences(origin.decides, decides, file));
  if (origin !== null && origin.seed !== config.seed) issues.push(changed(file, 'seed', origin.seed, config.seed));
  if (issues.length === 0 && config.hash !== hash) {
    const message = 'is not what the run began with: a setting or the data file was changed';
    issues.push({ file, path: '', message, given: `hash ${hash}`, allowed: `hash ${config.hash}` });
  }
  if (issues.length > 0) throw new UserError(issues);
}

function differences(before: unknown, now: unknown, file: string): Issue[] {
  const old = new Map(leaves(before, ''));
  const fresh = new Map(leaves(now, ''));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => show(old.get(path)) !== show(fresh.get(path)))
    .map((path) => changed(file, path, old.get(path), fresh.get(path)));
}

function changed(file: string, path: string, before: unknown, now: unknown): Issue {
  if (path === 'learner.task.params.data') return { file, path, message: "the data file's content has changed" };
  return { file, path, message: 'was changed since the run began', given: show(now), allowed: show(before) };
}

function* leaves(value: unknown, path: string): Generator<[string, unknown]> {
  if (!isRecord(value)) yield [path, value];
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, path === '' ? key : `${path}.${key}`);
}

/** The plug-ins that a run was started with; code, to be run only when the user says so. */
export function readPlugins(folder: string): readonly string[] {
  try {
    const { plugins } = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as { plugins?: unknown };
    return Array.isArray(plugins) ? plugins.filter((path): path is string => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

function isChoice(value: unknown): boolean {
  return isRecord(value) && typeof value.name === 'string' && isRecord(value.params);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
