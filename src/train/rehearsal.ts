import { type Issue, UserError } from '../core/errors.js';
import { didYouMean } from '../core/suggestion.js';
import { bundledFile, bundledNames } from '../scenario/bundled.js';
import { canonical } from '../scenario/canonical.js';
import type { Finding, Path } from '../scenario/finding.js';
import type { LoadedScenario } from '../scenario/loader.js';
import { BLOCK_NAMES, type Block, isBlock } from '../scenario/registries.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { valuesOf } from './learner-factory.js';
import type { Registries } from './registries.js';
import { type NamedTensors, train } from './training.js';

/**
 * Builds the learner of every scenario that a user wrote or changed once and trains nothing: what does not fit together (an
 * env's own layout, a table for an env without one) and metrics that no one records show now, before any thread starts.
 * Throws one {@link UserError} with everything.
 */
export function rehearse(
  scenarios: readonly LoadedScenario[],
  registries: Registries,
  init: NamedTensors | null = null,
): void {
  const seen = new Set<string>();
  const doubtful = scenarios.filter((loaded) => {
    if (init === null && isProven(loaded)) return false;
    const key = partsOf(loaded);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const issues = doubtful.flatMap((loaded) => issuesOf(loaded, registries, init));
  if (issues.length > 0) throw new UserError(issues);
}

/** What is rehearsed: variants that are alike in it are rehearsed once. */
function partsOf({ scenario: { learner, loss, focus, family, steps }, file }: LoadedScenario): string {
  return canonical([file, learner, loss, focus, family?.name, steps]);
}

/** A bundled scenario as it came: the tests have rehearsed it, and building its learner again would only cost time. */
function isProven({ scenario, file }: LoadedScenario): boolean {
  const overrides = scenario.family?.overrides ?? scenario.variant;
  return overrides === '' && bundledNames().includes(scenario.name) && file === bundledFile(scenario.name);
}

function issuesOf(loaded: LoadedScenario, registries: Registries, init: NamedTensors | null): readonly Issue[] {
  let metrics: readonly string[];
  try {
    metrics = metricsOf(loaded, registries, init);
  } catch (error) {
    // What is no mistake of the user ends the runs themselves, each with its reason.
    if (!(error instanceof UserError)) return [];
    return error.issues.map((issue) => (issue.file === undefined ? inScenario(issue, loaded) : issue));
  }
  const late = lateUpdate(loaded, registries);
  const { focus, expectations, family, regression } = loaded.scenario;
  const isAbout = ({ variant = family?.written, versus }: Expectation) =>
    family === undefined || variant === family.name || versus === family.name;
  const named: readonly (readonly [Path, string | null])[] = [
    [['focus'], loaded.says(['focus']) ? focus : null],
    [['regression', 'metric'], loaded.says(['regression', 'metric']) ? (regression?.metric ?? null) : null],
    ...expectations.flatMap((expectation, i) => {
      if (!isAbout(expectation)) return [];
      const { metric, than } = expectation;
      return [[['expect', i, 'metric'], metric] as const, [['expect', i, 'than'], than] as const];
    }),
  ];
  const unknown = named.flatMap(([path, name]) => {
    if (name === null || metrics.includes(name)) return [];
    const hint = didYouMean(name, metrics);
    const finding: Finding = {
      path,
      message: 'is not a metric of this scenario',
      given: name,
      allowed: metrics.join(', '),
    };
    return [loaded.issue(hint === undefined ? finding : { ...finding, hint })];
  });
  return [...late, ...unknown];
}

/** A budget in which the agent could not learn even once. */
function lateUpdate(loaded: LoadedScenario, { agents, envs }: Registries): readonly Issue[] {
  const { learner, steps } = loaded.scenario;
  if (learner.kind !== 'agent') return [];
  const env = envs.get(learner.env.name).create(valuesOf(learner.env));
  const first = agents.get(learner.agent.name).firstUpdate?.(valuesOf(learner.agent), env) ?? 0;
  if (first <= steps) return [];
  return [
    loaded.issue({
      path: ['steps'],
      message: `are too few for a single update: ${learner.agent.name} learns for the first time after ${first} steps with these settings`,
      given: String(steps),
      allowed: `>= ${first}`,
    }),
  ];
}

/** What an env, agent or task found wrong, at the setting of the scenario that it speaks of. */
function inScenario({ path, message, given, allowed, hint }: Issue, loaded: LoadedScenario): Issue {
  const parts = path.split('.').filter((part) => part !== '');
  const block = isBlock(parts[0])
    ? undefined
    : BLOCK_NAMES.find((name) => Object.hasOwn(paramsOf(name, loaded.scenario), parts[0] ?? ''));
  const details = Object.fromEntries(
    Object.entries({ given, allowed, hint }).filter(([, value]) => value !== undefined),
  );
  return loaded.issue({ path: block === undefined ? parts : [block, ...parts], message, ...details });
}

function paramsOf(block: Block, { learner, loss }: Scenario): Readonly<Record<string, unknown>> {
  if (block === 'loss') return loss?.params ?? {};
  if (learner.kind === 'task') return block === 'task' ? learner.task.params : {};
  return block === 'task' ? {} : learner[block].params;
}

/** The metrics that a run of this scenario defines while it is built. */
function metricsOf({ scenario }: LoadedScenario, registries: Registries, init: NamedTensors | null): readonly string[] {
  const metrics: string[] = [];
  const events = train(scenario, scenario.seeds[0] ?? 0, { registries, sink: () => {}, init });
  for (let next = events.next(0); !next.done && next.value.kind !== 'tick'; next = events.next(0)) {
    if (next.value.kind === 'metric') metrics.push(next.value.spec.name);
  }
  return metrics;
}
