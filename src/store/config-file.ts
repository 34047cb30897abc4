import { join } from 'node:path';
import { type Issue, show, UserError } from '../core/errors.js';
import { resolveParams } from '../core/params.js';
import { readFolderText } from '../core/regular-file.js';
import { hashOf } from '../scenario/canonical.js';
import type { Choice, Scenario } from '../scenario/scenario.js';
import type { Registries } from '../train/registries.js';
import type { Origin } from './checkpoint.js';
import { initHash } from './initial-weights.js';
import { decidesOf, type Lineage } from './lineage.js';
import { identityHash, readCode } from './run-code.js';

/** What a run folder's `config.json` holds. */
export interface KeptConfig {
  readonly hash: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** sha256 of the weights that the run began with; null for random ones. */
  readonly init: string | null;
  /** How the run came about, when it branched off another one. */
  readonly fork: Lineage | null;
  /** {@link identityHash}; null in folders of before it was kept. */
  readonly identity: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const MOST_STEPS = 1e9;
/** Name of the task that stands for training of another program, imported from its log. */
export const FOREIGN = 'foreign';

/** Whether a run was imported from the log of another program: there is nothing to resume, replay or fork. */
export const isForeign = ({ learner }: Pick<Scenario, 'learner'>): boolean =>
  learner.kind === 'task' && learner.task.name === FOREIGN;
/** Characters of the path to the oldest ancestor. */
const LONGEST_LINEAGE = 5000;

type Refuse = (path: string, message: string, given: unknown) => never;

/** Reads `config.json`; throws a {@link UserError} when it is none that a run has written. */
export function readConfig(folder: string): KeptConfig {
  const file = join(folder, 'config.json');
  const refuse: Refuse = (path, message, given) => {
    throw new UserError({ file, path, message, given: show(given) });
  };
  let config: unknown;
  try {
    config = JSON.parse(readFolderText(file));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError({ file, path: '', message: `is not a run configuration: ${message}` });
  }
  const { hash, scenario, seed, init = null, fork = null, identity = null } = isRecord(config) ? config : {};
  if (typeof hash !== 'string') return refuse('hash', 'must be a text', hash);
  if (!Number.isSafeInteger(seed)) return refuse('seed', 'must be a whole number', seed);
  if (init !== null && typeof init !== 'string') return refuse('init', 'must be a text', init);
  if (identity !== null && typeof identity !== 'string') return refuse('identity', 'must be a text', identity);
  return {
    hash,
    scenario: scenarioIn(scenario, 'scenario', refuse),
    seed: seed as number,
    init,
    fork: lineageIn(fork, 'fork', refuse),
    identity,
  };
}

function scenarioIn(scenario: unknown, at: string, refuse: Refuse): Scenario {
  if (!isRecord(scenario)) return refuse(at, 'must be a map', scenario);
  for (const key of ['name', 'variant', 'title', 'summary', 'focus']) {
    if (typeof scenario[key] !== 'string') return refuse(`${at}.${key}`, 'must be a text', scenario[key]);
  }
  for (const key of ['steps', 'evaluateEvery']) {
    // What is only looked at may be counted in tokens.
    const most = isImported(scenario.learner) ? Number.MAX_SAFE_INTEGER : MOST_STEPS;
    if (!isCount(scenario[key], most)) {
      return refuse(`${at}.${key}`, `must be a whole number from 1 to ${MOST_STEPS}`, scenario[key]);
    }
  }
  for (const key of ['seeds', 'tunedOn', 'expectations']) {
    if (!Array.isArray(scenario[key])) return refuse(`${at}.${key}`, 'must be a list', scenario[key]);
  }
  const { learner, loss } = scenario;
  const { kind, env, agent, task } = isRecord(learner) ? learner : {};
  const whole = kind === 'agent' ? isChoice(env) && isChoice(agent) : kind === 'task' && isChoice(task);
  if (!whole) return refuse(`${at}.learner`, 'must name an env and an agent, or a task', learner);
  if (loss !== null && !isChoice(loss)) return refuse(`${at}.loss`, 'must name a loss, or be null', loss);
  return scenario as unknown as Scenario;
}

function lineageIn(given: unknown, at: string, refuse: Refuse): Lineage | null {
  if (given === null) return null;
  if (!isRecord(given)) return refuse(at, 'must be a map', given);
  const { parent, step, set, scenario, fork = null } = given;
  if (at.length > LONGEST_LINEAGE) return refuse(at, 'is a fork of too many forks', parent);
  if (typeof parent !== 'string') return refuse(`${at}.parent`, 'must be a text', parent);
  if (step !== 0 && !isCount(step)) return refuse(`${at}.step`, `must be a whole number from 0 to ${MOST_STEPS}`, step);
  if (!Array.isArray(set) || !set.every((text) => typeof text === 'string')) {
    return refuse(`${at}.set`, 'must be a list of texts', set);
  }
  return {
    parent,
    step: step as number,
    set,
    scenario: scenarioIn(scenario, `${at}.scenario`, refuse),
    fork: lineageIn(fork, `${at}.fork`, refuse),
  };
}

const isImported = (learner: unknown): boolean =>
  isRecord(learner) && isRecord(learner.task) && learner.task.name === FOREIGN;

function isCount(value: unknown, most = MOST_STEPS): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
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
  // Folders of before this fact was kept have no hash of the weights.
  const init = config.init === null ? null : initHash(folder);
  const decides = decidesOf(config.scenario, { init, fork: config.fork });
  const hash = hashOf(decides);
  const issues: Issue[] = [];
  if (origin !== null && origin.hash !== hash) issues.push(...differences(origin.decides, decides, file));
  if (origin !== null && origin.seed !== config.seed) issues.push(changed(file, 'seed', origin.seed, config.seed));
  if (issues.length === 0 && config.hash !== hash) {
    const message =
      'is not what the run began with: a setting, the data file or the weights to start with were changed';
    issues.push({ file, path: '', message, given: `hash ${hash}`, allowed: `hash ${config.hash}` });
  }
  if (
    issues.length === 0 &&
    config.identity !== null &&
    config.identity !== identityHash(hash, readCode(folder).begun)
  ) {
    const message = 'was changed: the version or the plug-ins that it names are not those that the run began with';
    issues.push({ file, path: 'identity', message });
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
  if (path.endsWith('learner.task.params.data')) return { file, path, message: "the data file's content has changed" };
  if (path.endsWith('init')) return { file, path, message: 'the weights to start with have changed' };
  return { file, path, message: 'was changed since the run began', given: show(now), allowed: show(before) };
}

function* leaves(value: unknown, path: string): Generator<[string, unknown]> {
  if (!isRecord(value)) yield [path, value];
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, path === '' ? key : `${path}.${key}`);
}

/** The plug-ins that a run was started with; code, to be run only when the user says so. */
export function readPlugins(folder: string): readonly string[] {
  try {
    const { plugins } = JSON.parse(readFolderText(join(folder, 'meta.json'))) as { plugins?: unknown };
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
