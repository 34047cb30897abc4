import { type Issue, show, UserError } from '../core/errors.js';
import { describeAllowed, integer, isLegal, type ParamSpec, type ParamSpecs } from '../core/params.js';
import { didYouMean } from '../core/suggestion.js';
import { clashes, type Override, overridePlace, parseOverride } from '../scenario/overrides.js';
import { DECISIVE } from '../scenario/registries.js';
import type { Choice, Scenario } from '../scenario/scenario.js';
import { registries as all, type Registries } from './registries.js';

/** A setting that may change in the middle of a run: the state of the run stays loadable under any legal value. */
export interface Tunable {
  /** As `--set` takes it, such as `agent.lr`. */
  readonly path: string;
  readonly spec: ParamSpec;
  /** What the scenario has now. */
  readonly value: unknown;
}

type Named = Readonly<Record<string, unknown>>;

const MOST_STEPS = 1e9;
const budget: ParamSpecs = {
  steps: integer(1, 'the whole budget; more than the steps done so far', { min: 1, max: MOST_STEPS }),
  evaluateEvery: integer(1, 'steps between two evaluations', { min: 1, max: MOST_STEPS }),
};

/**
 * The settings of a scenario that a fork may change, with their specs: what the agent or task names as tunable, all
 * settings of the loss, and the budget. The env, the data, sizes of networks and buffers, the optimiser and the seed stay.
 */
export function tunable(scenario: Scenario, registries: Registries = all): readonly Tunable[] {
  const { learner, loss } = scenario;
  const [block, chosen, definition] =
    learner.kind === 'agent'
      ? (['agent', learner.agent, registries.agents.get(learner.agent.name)] as const)
      : (['task', learner.task, registries.tasks.get(learner.task.name)] as const);
  const { tunable: names = [] } = definition;
  return [
    ...entries(block, definition.params, chosen.params).filter(({ name }) => names.includes(name)),
    ...(loss === null ? [] : entries('loss', registries.losses.get(loss.name).params, loss.params)),
    ...entries('', budget, { steps: scenario.steps, evaluateEvery: scenario.evaluateEvery }),
  ].map(({ path, spec, value }) => ({ path, spec, value }));
}

/** The settings that the scenario holds; those that an agent gives to its loss itself stand in none. */
function entries(block: string, specs: ParamSpecs, values: Named) {
  return Object.entries(specs)
    .filter(([name]) => Object.hasOwn(values, name))
    .map(([name, spec]) => ({ name, path: block === '' ? name : `${block}.${name}`, spec, value: values[name] }));
}

/**
 * The scenario of a fork: `set` holds from `step` on. Its expectations are gone, since nothing was promised for it. Throws
 * a {@link UserError} with everything that may not change or is not legal.
 */
export function retuned(
  scenario: Scenario,
  set: readonly string[],
  step: number,
  registries: Registries = all,
): Scenario {
  const overrides = readSet(set, tunable(scenario, registries));
  const setTo = (path: string) => overrides.find((override) => pathOf(override) === path)?.value;
  const tune = (block: string, { name, params }: Choice): Choice => {
    const changes = overrides.filter(({ path }) => path[0] === block).map(({ path, value }) => [path[1], value]);
    return { name, params: { ...params, ...Object.fromEntries(changes) } };
  };
  const { learner, loss, family: _, ...rest } = scenario;
  const steps = (setTo('steps') ?? scenario.steps) as number;
  if (steps <= step) {
    const given = `${steps}`;
    throw new UserError({
      path: 'steps',
      message: 'must be more than the steps done so far',
      given,
      allowed: `> ${step}`,
    });
  }
  const told = [...overrides.map(({ text }) => text)].join(', ');
  return {
    ...rest,
    variant: [scenario.variant, `${told}${told === '' ? '' : ' '}from step ${step}`]
      .filter((part) => part !== '')
      .join(', '),
    learner:
      learner.kind === 'agent'
        ? { ...learner, agent: tune('agent', learner.agent) }
        : { ...learner, task: tune('task', learner.task) },
    loss: loss === null ? null : tune('loss', loss),
    steps,
    evaluateEvery: (setTo('evaluateEvery') ?? scenario.evaluateEvery) as number,
    expectations: [],
  };
}

function pathOf({ path }: Override): string {
  return path.join('.');
}

/** Reads `path=value` texts; every problem at once. */
function readSet(set: readonly string[], allowed: readonly Tunable[]): readonly Override[] {
  const issues: Issue[] = [];
  const overrides: Override[] = [];
  for (const text of set) {
    try {
      const override = parseOverride(text, '--set', [...DECISIVE, 'focus', 'seeds', 'seed']);
      issues.push(...(override.broken ?? []), ...clashes(override, overrides), ...issuesOf(override, allowed));
      overrides.push(override);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return overrides;
}

function issuesOf(override: Override, allowed: readonly Tunable[]): readonly Issue[] {
  const path = pathOf(override);
  const place = overridePlace(override);
  const names = allowed.map((one) => one.path);
  const found = allowed.find((one) => one.path === path);
  if (found === undefined) {
    const hint = didYouMean(path, names);
    const message = 'cannot change in the middle of a run';
    return [{ path, message, allowed: names.join(', '), ...(hint === undefined ? {} : { hint }), ...place }];
  }
  if (isLegal(found.spec, override.value)) return [];
  return [{ path, message: `must be ${describeAllowed(found.spec)}`, given: show(override.value), ...place }];
}
