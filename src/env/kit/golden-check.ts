import { resolveParams } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import { envs } from '../registry.js';
import type { Env, Transitions } from './env.js';
import { greedyPolicy, horizonValue, policyValue, uniformPolicy } from './policy-evaluation.js';
import { horizonOptimum, type Optimum, valueIteration } from './value-iteration.js';

/** One golden value that was not met. */
export interface GoldenFailure {
  readonly name: string;
  /** Where in the case: "step 3, theta", "P[4][1]", "V* at gamma 0.99, state 7". */
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface GoldenReport {
  /** Comparisons made. */
  readonly checked: number;
  readonly failed: readonly GoldenFailure[];
}

/** The layout of test/golden/envs.json: Gymnasium's trajectories and tables, with tolerances in its `notes`. */
export interface GoldenDocument {
  readonly environments: Readonly<
    Record<string, { readonly max_episode_steps: number; readonly state: readonly string[] }>
  >;
  readonly trajectories: readonly Trajectory[];
  readonly tables: readonly Table[];
}

/** Arguments of `gymnasium.make`, under Gymnasium's names. */
export type Keywords = Readonly<Record<string, unknown>>;

interface Trajectory {
  readonly name: string;
  readonly env: string;
  readonly kwargs?: Keywords;
  readonly init: readonly number[];
  readonly drift_for_start_moved_1e13: number;
  readonly total_reward: number;
  readonly actions: readonly number[];
  readonly states: readonly (readonly number[])[];
  readonly obs?: readonly (readonly number[])[];
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
}

interface Table {
  readonly name: string;
  readonly env: string;
  readonly kwargs?: Keywords;
  readonly states: number;
  readonly actions: number;
  readonly start: number;
  readonly terminal_states: readonly number[];
  readonly max_episode_steps: number | null;
  readonly P: Transitions['P'];
  readonly gamma_099: Values & { readonly optimal_actions: readonly (readonly number[])[] } & UniformRandom;
  readonly gamma_1: Values;
  readonly gamma_1_horizon?: {
    readonly horizon: number;
    readonly V: readonly number[];
    readonly start: number;
    readonly greedy_of_gamma_099_start: number;
    readonly greedy_of_gamma_0999_start: number;
    readonly uniform_random_start: number;
  };
}

interface Values {
  readonly V: readonly number[];
  readonly Q: readonly (readonly number[])[];
  readonly start: number;
}

interface UniformRandom {
  readonly uniform_random_policy_V: readonly number[];
  readonly uniform_random_start: number;
}

const STEP_TOLERANCE = 1e-12;
const VALUE_TOLERANCE = 1e-9;

/** Counts comparisons and collects those that fail. */
class Comparison {
  checked = 0;
  readonly failed: GoldenFailure[] = [];

  same(name: string, where: string, expected: unknown, got: unknown): void {
    this.checked += 1;
    if (JSON.stringify(expected) !== JSON.stringify(got)) this.failed.push({ name, where, expected, got });
  }

  near(name: string, where: string, expected: number, got: number, tolerance: number): void {
    this.checked += 1;
    if (!(Math.abs(expected - got) <= tolerance)) this.failed.push({ name, where, expected, got });
  }

  allNear(name: string, where: string, expected: readonly number[], got: ArrayLike<number>, tolerance: number): void {
    this.same(name, `${where}, length`, expected.length, got.length);
    expected.forEach((value, i) => {
      this.near(name, `${where}[${i}]`, value, got[i]!, tolerance);
    });
  }
}

/**
 * Compares every environment that Gymnasium has too with Gymnasium's own trajectories and tables: physics step by step
 * and over whole rollouts, transition tables, V*, Q*, optimal actions, values of fixed policies. The tolerances are those
 * of the file's `notes`.
 */
export function checkGolden(document: GoldenDocument): GoldenReport {
  const comparison = new Comparison();
  for (const trajectory of document.trajectories) checkTrajectory(comparison, trajectory, document);
  for (const table of document.tables) checkTable(comparison, table);
  return { checked: comparison.checked, failed: comparison.failed };
}

/** Ids under which Gymnasium registers an env of ours with settings of their own. */
const registered: Readonly<Record<string, readonly [id: string, params: Keywords]>> = {
  'FrozenLake8x8-v1': ['FrozenLake-v1', { map: '8x8' }],
  'CliffWalkingSlippery-v1': ['CliffWalking-v1', { isSlippery: true }],
};

/** Every id of Gymnasium that can be replayed. */
export function gymnasiumIds(): readonly string[] {
  return [...envs.list().flatMap(({ gymnasium }) => gymnasium ?? []), ...Object.keys(registered)];
}

/** The settings of ours that Gymnasium's arguments stand for; a custom map comes before a named one, as there. */
function settingsOf({ map_name, desc, max_episode_steps, ...others }: Keywords): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  if (map_name != null) params.map = map_name;
  if (Array.isArray(desc)) params.map = desc.map((row) => (Array.isArray(row) ? row.join('') : String(row))).join('\n');
  else if (desc != null) params.map = desc;
  if (max_episode_steps != null) params.maxSteps = max_episode_steps;
  for (const [name, value] of Object.entries(others)) {
    params[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  return params;
}

function createFor(gymnasium: string, keywords: Keywords = {}): Env {
  const [id, own] = registered[gymnasium] ?? [gymnasium, {}];
  const definition = envs.list().find((entry) => entry.gymnasium === id);
  if (definition === undefined) throw new Error(`no env follows ${gymnasium}`);
  return definition.create(resolveParams(definition.params, { ...own, ...settingsOf(keywords) }, 'env'));
}

function checkTrajectory(comparison: Comparison, golden: Trajectory, document: GoldenDocument): void {
  const { name, actions, states } = golden;
  const env = createFor(golden.env, golden.kwargs);
  const about = document.environments[golden.env]!;
  comparison.same(name, 'time limit', about.max_episode_steps, env.maxEpisodeSteps);
  const random = Stream.from(name, 'env');
  const angles = about.state.map((component) => component === 'theta1' || component === 'theta2');

  const compare = (where: string, step: number, tolerance: number) => {
    env.snapshot().forEach((got, i) => {
      const expected = states[step]![i]!;
      // An angle just above pi and one just below -pi are neighbours.
      const turns = angles[i]! ? Math.round((expected - got) / (2 * Math.PI)) : 0;
      comparison.near(name, `${where} ${step}, ${about.state[i]}`, expected, got + turns * 2 * Math.PI, tolerance);
    });
    comparison.same(name, `${where} ${step}, reward`, golden.rewards[step], env.reward);
    comparison.same(name, `${where} ${step}, terminated`, golden.terminated[step], env.terminated);
  };

  for (let step = 0; step < actions.length; step++) {
    env.reset(random, step === 0 ? golden.init : states[step - 1]!);
    env.step(actions[step]!);
    compare('step', step, STEP_TOLERANCE);
    golden.obs?.[step]?.forEach((expected, i) => {
      // One unit in the last place of a float32.
      comparison.near(
        name,
        `step ${step}, observation ${i}`,
        expected,
        Math.fround(env.observation[i]!),
        Math.abs(expected) * 1.2e-7,
      );
    });
  }

  const tolerance = Math.max(1e-9, 100 * golden.drift_for_start_moved_1e13);
  let total = 0;
  env.reset(random, golden.init);
  for (let step = 0; step < actions.length; step++) {
    env.step(actions[step]!);
    total += env.reward;
    compare('rollout step', step, tolerance);
  }
  comparison.same(name, 'total reward', golden.total_reward, total);
}

function checkTable(comparison: Comparison, golden: Table): void {
  const { name } = golden;
  const env = createFor(golden.env, golden.kwargs);
  const transitions = env.transitions!();
  if (golden.max_episode_steps !== null) {
    comparison.same(name, 'time limit', golden.max_episode_steps, env.maxEpisodeSteps);
  }
  comparison.same(name, 'states', golden.states, transitions.states);
  comparison.same(name, 'actions', golden.actions, transitions.actions);
  comparison.same(name, 'start', [[1, golden.start]], transitions.start);
  comparison.same(
    name,
    'terminal states',
    golden.terminal_states,
    [...transitions.terminal].sort((a, b) => a - b),
  );
  golden.P.forEach((rows, state) => {
    rows.forEach((row, action) => {
      comparison.same(name, `P[${state}][${action}]`, row, transitions.P[state]![action]);
    });
  });

  const discounted = valueIteration(transitions, 0.99);
  checkValues(comparison, name, 'gamma 0.99', golden.gamma_099, discounted);
  golden.gamma_099.optimal_actions.forEach((expected, state) => {
    comparison.same(name, `optimal actions at gamma 0.99, state ${state}`, expected, discounted.actions[state]);
  });
  checkValues(comparison, name, 'gamma 1', golden.gamma_1, valueIteration(transitions, 1));

  const uniform = uniformPolicy(transitions);
  const random = policyValue(transitions, uniform, 0.99);
  const where = 'uniform random policy at gamma 0.99';
  comparison.allNear(name, `${where}, V`, golden.gamma_099.uniform_random_policy_V, random.V, VALUE_TOLERANCE);
  comparison.near(name, `${where}, start`, golden.gamma_099.uniform_random_start, random.start, VALUE_TOLERANCE);

  const limit = golden.gamma_1_horizon;
  if (limit === undefined) return;
  const { horizon } = limit;
  const best = horizonOptimum(transitions, horizon);
  const greedy = (gamma: number) =>
    horizonValue(transitions, greedyPolicy(valueIteration(transitions, gamma).Q, transitions.actions), horizon).start;
  const within = `${horizon} steps`;
  comparison.allNear(name, `V* over ${within}`, limit.V, best.V, VALUE_TOLERANCE);
  comparison.near(name, `optimal return over ${within}`, limit.start, best.start, VALUE_TOLERANCE);
  const figures = [
    ['greedy of gamma 0.99', limit.greedy_of_gamma_099_start, greedy(0.99)],
    ['greedy of gamma 0.999', limit.greedy_of_gamma_0999_start, greedy(0.999)],
    ['uniform random', limit.uniform_random_start, horizonValue(transitions, uniform, horizon).start],
  ] as const;
  for (const [policy, expected, got] of figures) {
    comparison.near(name, `return over ${within}, ${policy}`, expected, got, VALUE_TOLERANCE);
  }
}

function checkValues(comparison: Comparison, name: string, where: string, golden: Values, got: Optimum): void {
  comparison.allNear(name, `V* at ${where}, state`, golden.V, got.V, VALUE_TOLERANCE);
  comparison.allNear(name, `Q* at ${where}, state * 4 + action`, golden.Q.flat(), got.Q, VALUE_TOLERANCE);
  comparison.near(name, `start value at ${where}`, golden.start, got.start, VALUE_TOLERANCE);
}
