import type { Env, Transitions } from '../kit/env.js';
import { horizonOptimum, type Optimum, optimalValues } from '../kit/optimal-values.js';
import { greedyPolicy, horizonValue, policyValue, uniformPolicy } from '../kit/policy-evaluation.js';
import type { Comparison } from './comparison.js';
import { createFor } from './created.js';
import type { Table, Values } from './golden-document.js';

const VALUE_TOLERANCE = 1e-9;
const CHANCE_TOLERANCE = 1e-9;

/** The transition table, V*, Q*, optimal actions and values of fixed policies. */
export function checkTable(comparison: Comparison, golden: Table): void {
  const { name } = golden;
  const env = createFor(golden.env, golden.kwargs, golden);
  const transitions = env.transitions!();
  if (golden.max_episode_steps !== null) {
    comparison.same(name, 'time limit', golden.max_episode_steps, env.maxEpisodeSteps);
  }
  comparison.same(name, 'states', golden.states, transitions.states);
  comparison.same(name, 'actions', golden.actions, transitions.actions);
  checkStart(comparison, golden, transitions);
  const terminal = golden.terminal_states.filter(
    (state) => transitions.terminal.has(state) || !isRest(transitions, state),
  );
  comparison.same(
    name,
    'terminal states',
    terminal,
    [...transitions.terminal].sort((a, b) => a - b),
  );
  golden.P.forEach((choices, state) => {
    comparison.same(name, `P[${state}], actions`, choices.length, existing(transitions, state));
    choices.forEach((row, action) => {
      checkRow(comparison, name, `P[${state}][${action}]`, row, transitions.P[state]?.[action] ?? []);
    });
  });
  checkObservations(comparison, golden, env);
  const all = [
    [0.9, golden.gamma_09],
    [0.95, golden.gamma_095],
    [0.99, golden.gamma_099],
    [1, golden.gamma_1],
  ] as const;
  for (const [gamma, values] of all) {
    if (values !== undefined) checkValues(comparison, golden, gamma, values, transitions);
  }
  checkHorizon(comparison, golden, transitions);
}

/** Actions that exist in a state. */
function existing({ P }: Transitions, state: number): number {
  return P[state]?.filter((row) => row.length > 0).length ?? 0;
}

/** A state that every action leaves as it is: a wall is neither an end nor a place to be. */
function isRest({ P }: Transitions, state: number): boolean {
  return P[state]!.every((row) => row.every(([, next]) => next === state));
}

function checkStart(comparison: Comparison, { name, start }: Table, transitions: Transitions): void {
  if (typeof start === 'number') {
    comparison.same(name, 'start', [[1, start]], transitions.start);
    return;
  }
  comparison.same(name, 'start, states', sortedStates(start), sortedStates(transitions.start));
  const chances = new Map(transitions.start.map(([chance, state]) => [state, chance]));
  for (const [chance, state] of start) {
    comparison.near(name, `start in ${state}`, chance, chances.get(state) ?? 0, CHANCE_TOLERANCE);
  }
}

function sortedStates(start: Transitions['start']): readonly number[] {
  return start.map(([, state]) => state).sort((a, b) => a - b);
}

type Row = Transitions['P'][number][number];

/** Outcomes as they are; where they stand in another order or apart, the chance of each. */
function checkRow(comparison: Comparison, name: string, where: string, expected: Row, got: Row): void {
  if (JSON.stringify(expected) === JSON.stringify(got)) {
    comparison.same(name, where, expected, got);
    return;
  }
  const [wanted, found] = [merged(expected), merged(got)];
  const alike =
    wanted.length === found.length &&
    wanted.every(([chance, next, reward, end], i) => {
      const [otherChance, otherNext, otherReward, otherEnd] = found[i]!;
      const near =
        Math.abs(chance - otherChance) <= CHANCE_TOLERANCE && Math.abs(reward - otherReward) <= VALUE_TOLERANCE;
      return near && next === otherNext && end === otherEnd;
    });
  comparison.same(name, where, expected, alike ? expected : got);
}

/** Equal outcomes as one, in a fixed order. */
function merged(row: Row): readonly (readonly [number, number, number, boolean])[] {
  const chances = new Map<string, [number, number, number, boolean]>();
  for (const [chance, next, reward, end] of row) {
    const key = `${next} ${reward.toFixed(9)} ${end}`;
    const one = chances.get(key);
    if (one === undefined) chances.set(key, [chance, next, reward, end]);
    else one[0] += chance;
  }
  return [...chances.values()].sort((a, b) => a[1] - b[1] || a[2] - b[2]);
}

function checkObservations(comparison: Comparison, { name, observations }: Table, env: Env): void {
  observations?.forEach((expected, state) => {
    const into = new Float32Array(env.observationSpace.size);
    env.observe!(state, into, 0);
    comparison.allNear(name, `observation of state ${state}`, expected, into, 1e-7);
  });
}

function checkValues(
  comparison: Comparison,
  { name }: Table,
  gamma: number,
  golden: Values,
  transitions: Transitions,
): void {
  const where = `gamma ${gamma}`;
  const got = optimalValues(transitions, gamma);
  const { actions } = transitions;
  comparison.allNear(name, `V* at ${where}, state`, golden.V, got.V, VALUE_TOLERANCE);
  golden.Q.forEach((row, state) => {
    row.forEach((value, action) => {
      const q = transitions.terminal.has(state) ? 0 : got.Q[state * actions + action]!;
      comparison.near(
        name,
        `Q* at ${where}, state * ${actions} + action[${state * actions + action}]`,
        value,
        q,
        VALUE_TOLERANCE,
      );
    });
  });
  comparison.near(name, `start value at ${where}`, golden.start, got.start, VALUE_TOLERANCE);
  golden.optimal_actions?.forEach((expected, state) => {
    if (transitions.terminal.has(state)) return;
    comparison.same(name, `optimal actions at ${where}, state ${state}`, expected, got.actions[state]);
  });
  checkUniform(comparison, name, gamma, golden, transitions);
}

function checkUniform(
  comparison: Comparison,
  name: string,
  gamma: number,
  golden: Values,
  transitions: Transitions,
): void {
  const { uniform_random_policy_V: V, uniform_random_start: start } = golden;
  if (V == null && start == null) return;
  const got = policyValue(transitions, uniformPolicy(transitions), gamma);
  const where = `uniform random policy at gamma ${gamma}`;
  if (V != null) comparison.allNear(name, `${where}, V`, V, got.V, VALUE_TOLERANCE);
  // A long walk sums many rewards: nine digits of them.
  if (start != null)
    comparison.near(name, `${where}, start`, start, got.start, VALUE_TOLERANCE * Math.max(1, Math.abs(start)));
}

function checkHorizon(comparison: Comparison, { name, gamma_1_horizon: limit }: Table, transitions: Transitions): void {
  if (limit === undefined) return;
  const { horizon } = limit;
  const best: Optimum = horizonOptimum(transitions, horizon);
  const greedy = (gamma: number) =>
    horizonValue(transitions, greedyPolicy(optimalValues(transitions, gamma).Q, transitions.actions), horizon).start;
  const within = `${horizon} steps`;
  comparison.allNear(name, `V* over ${within}`, limit.V, best.V, VALUE_TOLERANCE);
  comparison.near(name, `optimal return over ${within}`, limit.start, best.start, VALUE_TOLERANCE);
  const figures = [
    ['greedy of gamma 0.99', limit.greedy_of_gamma_099_start, greedy(0.99)],
    ['greedy of gamma 0.999', limit.greedy_of_gamma_0999_start, greedy(0.999)],
    [
      'uniform random',
      limit.uniform_random_start,
      horizonValue(transitions, uniformPolicy(transitions), horizon).start,
    ],
  ] as const;
  for (const [policy, expected, got] of figures) {
    comparison.near(name, `return over ${within}, ${policy}`, expected, got, VALUE_TOLERANCE);
  }
}
