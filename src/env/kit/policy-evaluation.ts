import { UserError } from '../../core/errors.js';
import type { Transitions } from './env.js';
import { flatten } from './table.js';
import { actionValue, startValue } from './value-iteration.js';

/** pi(a|s), row by row: `states * actions` probabilities. */
export type Policy = Float64Array;

/** The value of a policy by state, and its expectation over the start. */
export interface PolicyValue {
  readonly V: Float64Array;
  readonly start: number;
}

/** Above this many states the linear system is solved by iteration instead of elimination (n^3 / 3 operations). */
const LARGEST_SYSTEM = 512;
const RESIDUAL = 1e-12;

/** The policy that always takes `chosen[s]` in state s. */
export function deterministicPolicy(chosen: ArrayLike<number>, actions: number): Policy {
  const policy = new Float64Array(chosen.length * actions);
  for (let s = 0; s < chosen.length; s++) policy[s * actions + chosen[s]!] = 1;
  return policy;
}

/** The greedy policy of a Q table (`states * actions`, row by row). Of equal values the lowest index is taken. */
export function greedyPolicy(Q: ArrayLike<number>, actions: number): Policy {
  const policy = new Float64Array(Q.length);
  for (let row = 0; row < Q.length; row += actions) {
    let best = 0;
    for (let a = 1; a < actions; a++) if (Q[row + a]! > Q[row + best]!) best = a;
    policy[row + best] = 1;
  }
  return policy;
}

/** All actions alike. */
export function uniformPolicy({ states, actions }: Transitions): Policy {
  return new Float64Array(states * actions).fill(1 / actions);
}

/**
 * The exact discounted value of a policy without a time limit: V = (I - gamma P_pi)^-1 r_pi, by Gaussian elimination with
 * partial pivoting up to 512 states, above by Gauss-Seidel iteration until no value moves by more than 1e-12 (relative to the
 * largest where that exceeds 1). Terminal states are worth 0.
 *
 * Throws a {@link UserError} where the value is not determined: gamma 1 and a policy that never ends an episode. The return under
 * the time limit, {@link horizonValue}, always exists.
 */
export function policyValue(transitions: Transitions, policy: Policy, gamma: number): PolicyValue {
  const V =
    transitions.states <= LARGEST_SYSTEM ? solve(transitions, policy, gamma) : iterate(transitions, policy, gamma);
  return { V, start: startValue(transitions, V) };
}

/** The exact expected undiscounted return of a policy over `horizon` steps, the time limit, by backward induction. */
export function horizonValue(transitions: Transitions, policy: Policy, horizon: number): PolicyValue {
  const table = flatten(transitions);
  const { states, actions } = table;
  let V = new Float64Array(states);
  let before = new Float64Array(states);
  for (let left = 1; left <= horizon; left++) {
    [V, before] = [before, V];
    for (let s = 0; s < states; s++) {
      V[s] = 0;
      if (transitions.terminal.has(s)) continue;
      for (let row = s * actions; row < (s + 1) * actions; row++) {
        if (policy[row]! !== 0) V[s] = V[s]! + policy[row]! * actionValue(table, row, before, 1);
      }
    }
  }
  return { V, start: startValue(transitions, V) };
}

function solve(transitions: Transitions, policy: Policy, gamma: number): Float64Array {
  const { states: n, actions, terminal } = transitions;
  const table = flatten(transitions);
  // Row s of the system: V(s) - gamma * sum p V(s') = sum p r. The right side is column n.
  const width = n + 1;
  const m = new Float64Array(n * width);
  for (let s = 0; s < n; s++) {
    m[s * width + s] = 1;
    if (terminal.has(s)) continue;
    for (let row = s * actions; row < (s + 1) * actions; row++) {
      for (let k = table.first[row]!; k < table.first[row + 1]!; k++) {
        const weight = policy[row]! * table.probability[k]!;
        const column = s * width + table.next[k]!;
        m[column] = m[column]! - gamma * weight * table.continues[k]!;
        m[s * width + n] = m[s * width + n]! + weight * table.reward[k]!;
      }
    }
  }
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(m[row * width + column]!) > Math.abs(m[pivot * width + column]!)) pivot = row;
    }
    // Rounding leaves a little of what is exactly singular; the smallest honest pivot is 1 - gamma times a probability.
    if (!(Math.abs(m[pivot * width + column]!) > 1e-13)) throw endless(gamma);
    if (pivot !== column) {
      const held = m.slice(pivot * width, (pivot + 1) * width);
      m.copyWithin(pivot * width, column * width, (column + 1) * width);
      m.set(held, column * width);
    }
    for (let row = column + 1; row < n; row++) {
      const factor = m[row * width + column]! / m[column * width + column]!;
      if (factor === 0) continue;
      for (let j = column; j < width; j++) {
        m[row * width + j] = m[row * width + j]! - factor * m[column * width + j]!;
      }
    }
  }
  const V = new Float64Array(n);
  for (let s = n - 1; s >= 0; s--) {
    let value = m[s * width + n]!;
    for (let j = s + 1; j < n; j++) value -= m[s * width + j]! * V[j]!;
    V[s] = value / m[s * width + s]!;
  }
  return V;
}

function iterate(transitions: Transitions, policy: Policy, gamma: number): Float64Array {
  const table = flatten(transitions);
  const { states, actions } = table;
  const V = new Float64Array(states);
  let residual = Infinity;
  let scale = 1;
  for (let sweep = 0; residual > RESIDUAL * scale; sweep++) {
    if (sweep === 1_000_000 || scale > 1e12) throw endless(gamma);
    residual = 0;
    for (let i = 0; i < states; i++) {
      const s = sweep % 2 === 0 ? states - 1 - i : i;
      if (transitions.terminal.has(s)) continue;
      let value = 0;
      for (let row = s * actions; row < (s + 1) * actions; row++) {
        if (policy[row]! !== 0) value += policy[row]! * actionValue(table, row, V, gamma);
      }
      residual = Math.max(residual, Math.abs(value - V[s]!));
      scale = Math.max(scale, Math.abs(value));
      V[s] = value;
    }
  }
  return V;
}

function endless(gamma: number): UserError {
  return new UserError({
    path: 'gamma',
    message: 'this policy never ends an episode from some state, so that its value is not determined',
    given: String(gamma),
    allowed: 'a gamma below 1, or the return under the time limit',
  });
}
