import { describeAllowed, integer, isLegal, type ParamSpec, type ParamSpecs } from '../../core/params.js';
import { didYouMean } from '../../core/suggestion.js';
import { DECISIVE } from '../../scenario/registries.js';
import type { Choice, Scenario } from '../../scenario/scenario.js';
import { loadedParts, type Parts, partsNow } from './parts.js';

/** One setting of a scenario, as `--set` takes it. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  /** The value as `--set` takes it. */
  readonly text: string;
  /** What is legal there; null where nothing tells, as for runs of another program. */
  readonly spec: ParamSpec | null;
  /** Whether a run that is under way may change it. */
  readonly tunable: boolean;
}

const MOST_STEPS = 1e9;
const BUDGET: ParamSpecs = {
  steps: integer(1, 'the whole budget: env steps of an agent, updates of a task', { min: 1, max: MOST_STEPS }),
  evaluateEvery: integer(1, 'steps between two evaluations', { min: 1, max: MOST_STEPS }),
};

/** What the paths of settings begin with. */
const HEADS: readonly string[] = [...DECISIVE, 'focus'];

const made = new WeakMap<Scenario, readonly Setting[]>();
const bare = new WeakMap<Scenario, readonly Setting[]>();

/** Everything that decides a run of the scenario besides its seed: budget, what learns in what, the loss. */
export function settingsOf(scenario: Scenario): readonly Setting[] {
  const parts = partsNow();
  const lists = parts === null ? bare : made;
  const known = lists.get(scenario);
  if (known !== undefined) return known;
  const list = listSettings(scenario, parts);
  lists.set(scenario, list);
  return list;
}

function listSettings(scenario: Scenario, parts: Parts | null): readonly Setting[] {
  const { learner, loss } = scenario;
  const { envs, agents, tasks, losses } = parts?.registries ?? {};
  const may = parts === null ? new Set() : tunablePaths(scenario, parts);
  const setting = (path: string, value: unknown, spec: ParamSpec | null): Setting => {
    return { path, value, text: textOf(value), spec, tunable: may.has(path) };
  };
  const block = (
    path: string,
    { name, params }: Choice,
    catalogue: { has(name: string): boolean; get(name: string): { readonly params: ParamSpecs } } | undefined,
    named: ParamSpec | null,
  ): readonly Setting[] => {
    const specs = catalogue?.has(name) ? catalogue.get(name).params : {};
    return [
      setting(path, name, named),
      ...Object.entries(params).map(([key, value]) => setting(`${path}.${key}`, value, specs[key] ?? null)),
    ];
  };
  const fitting =
    learner.kind === 'agent'
      ? agents?.has(learner.agent.name) && agents.get(learner.agent.name).losses
      : tasks?.has(learner.task.name) && tasks.get(learner.task.name).losses;
  return [
    setting('steps', scenario.steps, BUDGET.steps!),
    setting('evaluateEvery', scenario.evaluateEvery, BUDGET.evaluateEvery!),
    ...(learner.kind === 'agent'
      ? [...block('env', learner.env, envs, null), ...block('agent', learner.agent, agents, null)]
      : block('task', learner.task, tasks, null)),
    ...(loss === null ? [] : block('loss', loss, losses, lossSpec(loss.name, fitting || []))),
  ];
}

function lossSpec(name: string, options: readonly string[]): ParamSpec {
  return { kind: 'choice', default: name, options, help: 'the loss; a different one starts with its own defaults' };
}

function tunablePaths(scenario: Scenario, { registries, tunable }: Parts): ReadonlySet<string> {
  const { learner, loss } = scenario;
  const isKnown =
    (learner.kind === 'agent' ? registries.agents.has(learner.agent.name) : registries.tasks.has(learner.task.name)) &&
    (loss === null || registries.losses.has(loss.name));
  return new Set(isKnown ? tunable(scenario).map(({ path }) => path) : []);
}

/** The value that a setting has where nobody sets it; null where that is not told, or the scenario must say it. */
export function usualOf({ path, spec }: Pick<Setting, 'path' | 'spec'>): string | null {
  return spec === null || !path.includes('.') ? null : textOf(spec.default);
}

/** A value as `--set` reads it back. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What is wrong with a text as the value of a setting; null when nothing is. */
export function problemOf({ path, spec }: Pick<Setting, 'path' | 'spec'>, text: string): string | null {
  if (text.trim() === '' && spec?.kind !== 'text') return 'needs a value';
  if (spec?.kind === 'choice' && spec.options.includes(text.trim())) return null;
  let value: unknown;
  try {
    value = loadedParts().parseOverride(`${path}=${text}`, '--set', HEADS).value;
  } catch {
    return 'is not a value: unclosed quotes or brackets';
  }
  if (spec === null || isLegal(spec, value)) return null;
  const hint = spec.kind === 'choice' && typeof value === 'string' ? didYouMean(value, spec.options) : undefined;
  return hint === undefined ? `must be ${describeAllowed(spec)}` : `${hint}`;
}

/** Whether a text says the value that a setting has. */
export function saysSame({ path, value, text: now }: Setting, text: string): boolean {
  if (text.trim() === now) return true;
  try {
    const given = loadedParts().parseOverride(`${path}=${text}`, '--set', HEADS).value;
    return JSON.stringify(given) === JSON.stringify(value);
  } catch {
    return false;
  }
}

/** A setting of several variants side by side; absent where a variant has none of this name. */
export interface SettingRow {
  readonly path: string;
  readonly texts: readonly (string | undefined)[];
  readonly differs: boolean;
  /** The first that has it. */
  readonly setting: Setting;
}

/** The settings of variants by path, in the order of the first that has each. */
export function settingRows(variants: readonly (readonly Setting[])[]): readonly SettingRow[] {
  const paths = new Map<string, Setting>();
  for (const settings of variants) for (const one of settings) if (!paths.has(one.path)) paths.set(one.path, one);
  const tables = variants.map((settings) => new Map(settings.map(({ path, text }) => [path, text])));
  const order = ['steps', 'evaluateEvery', 'env', 'agent', 'task', 'loss'];
  const rank = (path: string): number => order.indexOf(path.split('.')[0]!);
  return [...paths.values()]
    .sort((a, b) => rank(a.path) - rank(b.path))
    .map((setting) => {
      const texts = tables.map((table) => table.get(setting.path));
      return { path: setting.path, texts, differs: texts.some((text) => text !== texts[0]), setting };
    });
}
