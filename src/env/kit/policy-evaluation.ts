import { UserError } from '../../core/errors.js';
import { type Chain, chainOf, chainValue, largestOf, type Policy } from './chain.js';
import type { Transitions } from './env.js';
import { exists, flatten } from './table.js';

export type { Policy } from './chain.js';

/** The value of a policy by state, and its expectation over the start. */
export interface PolicyValue {
  readonly V: Float64Array;
  readonly start: number;
}

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

/** All actions that exist alike. */
export function uniformPolicy(transitions: Transitions): Policy {
  const table = flatten(transitions);
  const { states, actions } = table;
  const policy = new Float64Array(states * actions);
  for (let s = 0; s < states; s++) {
    let count = 0;
    for (let row = s * actions; row < (s + 1) * actions; row++) if (exists(table, row)) count++;
    for (let row = s * actions; row < (s + 1) * actions; row++) if (exists(table, row)) policy[row] = 1 / count;
  }
  return policy;
}

/** A Q table (`states * actions`) with -Infinity for the actions that do not exist; the same array where all do. */
export function maskedValues(transitions: Transitions, Q: ArrayLike<number>): ArrayLike<number> {
  const table = flatten(transitions);
  let masked: Float64Array | null = null;
  for (let row = 0; row < table.first.length - 1; row++) {
    if (exists(table, row)) continue;
    masked ??= Float64Array.from(Q);
    masked[row] = Number.NEGATIVE_INFINITY;
  }
  return masked ?? Q;
}

/**
 * The exact discounted value of a policy without a time limit: V = (I - gamma P_pi)^-1 r_pi, by {@link chainValue}. Terminal
 * states are worth 0.
 *
 * Throws a {@link UserError} where the value is not determined: gamma 1 and a policy that never ends an episode. The return under
 * the time limit, {@link horizonValue}, always exists.
 */
export function policyValue(transitions: Transitions, policy: Policy, gamma: number): PolicyValue {
  const V = chainValue(chainOf(transitions, policy, gamma), transitions);
  if (V !== null) return { V, start: startValue(transitions, V) };
  throw new UserError({
    path: 'gamma',
    message: 'this policy never ends an episode from some state, so that its value is not determined',
    given: String(gamma),
    allowed: 'a gamma below 1, or the return under the time limit',
  });
}

/** Expectation over the start of a value per state. */
export function startValue({ start }: Transitions, V: ArrayLike<number>): number {
  return start.reduce((sum, [probability, state]) => sum + probability * V[state]!, 0);
}

/** The exact expected undiscounted return of a policy over `horizon` steps, the time limit, from every state. */
export function horizonValue(transitions: Transitions, policy: Policy, horizon: number): PolicyValue {
  const V = overHorizon(chainOf(transitions, policy, 1), horizon);
  return { V, start: startValue(transitions, V) };
}

/** The same from the start alone: quicker, since it looks only at the states that the policy comes to. */
export function horizonReturn(transitions: Transitions, policy: Policy, horizon: number): number {
  const chain = chainOf(transitions, policy, 1);
  const index = new Int32Array(chain.states).fill(-1);
  const met: number[] = [];
  const meet = (s: number) => {
    if (index[s] !== -1) return;
    index[s] = met.length;
    met.push(s);
  };
  for (const [, s] of transitions.start) meet(s);
  for (let i = 0; i < met.length; i++) {
    for (let k = chain.first[met[i]!]!; k < chain.first[met[i]! + 1]!; k++) meet(chain.next[k]!);
  }
  const V = overHorizon(part(chain, met, index), horizon);
  return transitions.start.reduce((sum, [probability, s]) => sum + probability * V[index[s]!]!, 0);
}

/** The chain on some states that it does not leave. */
function part(chain: Chain, met: readonly number[], index: Int32Array): Chain {
  const first = new Int32Array(met.length + 1);
  const kept: number[] = [];
  met.forEach((s, i) => {
    for (let k = chain.first[s]!; k < chain.first[s + 1]!; k++) kept.push(k);
    first[i + 1] = kept.length;
  });
  return {
    states: met.length,
    first,
    next: Int32Array.from(kept, (k) => index[chain.next[k]!]!),
    weight: Float64Array.from(kept, (k) => chain.weight[k]!),
    leak: Float64Array.from(met, (s) => chain.leak[s]!),
    reward: Float64Array.from(met, (s) => chain.reward[s]!),
  };
}

/** Part of a value that a change must exceed to count. */
const NOTHING = 1e-17;

/**
 * Backward induction, V <- r + P V, `horizon` times. It ends sooner where no step changes anything any more, and where each
 * step adds the same to every state (an average reward without an end); many steps left of a small chain are done by
 * squaring.
 */
function overHorizon(chain: Chain, horizon: number): Float64Array {
  const { states, first, next, weight, reward } = chain;
  const endless = chain.leak.every((leak) => leak === 0);
  const work = weight.length + 4 * states;
  const squaring = 2 * states * states * states * (32 - Math.clz32(horizon));
  let V = new Float64Array(states);
  let before = new Float64Array(states);
  for (let done = 1; done <= horizon; done++) {
    [V, before] = [before, V];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let s = 0; s < states; s++) {
      let value = reward[s]!;
      for (let k = first[s]!; k < first[s + 1]!; k++) value += weight[k]! * before[next[k]!]!;
      V[s] = value;
      least = Math.min(least, value - before[s]!);
      most = Math.max(most, value - before[s]!);
    }
    if (Math.max(-least, most) <= NOTHING * largestOf(V)) return V;
    // Where nothing ends, what a step adds lies between these two for ever.
    if (endless && most - least <= NOTHING * Math.max(-least, most))
      return V.map((value) => value + (horizon - done) * most);
    if (squaring < (horizon - done) * work && done * work > squaring) return power(chain, V, horizon - done);
  }
  return V;
}

/** V after so many more steps, by powers of the affine map V -> r + P V. */
function power({ states: n, first, next, weight, reward }: Chain, V: Float64Array, steps: number): Float64Array {
  let matrix: Float64Array = new Float64Array(n * n);
  let vector: Float64Array = Float64Array.from(reward);
  for (let s = 0; s < n; s++) {
    for (let k = first[s]!; k < first[s + 1]!; k++) matrix[s * n + next[k]!]! += weight[k]!;
  }
  let value: Float64Array = V;
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) value = affine(matrix, vector, value, n);
    vector = affine(matrix, vector, vector, n);
    const square = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const factor = matrix[i * n + k]!;
        if (factor === 0) continue;
        for (let j = 0; j < n; j++) square[i * n + j]! += factor * matrix[k * n + j]!;
      }
    }
    matrix = square;
  }
  return value;
}

function affine(matrix: Float64Array, vector: Float64Array, x: Float64Array, n: number): Float64Array {
  const result = Float64Array.from(vector);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i]! += matrix[i * n + j]! * x[j]!;
  return result;
}
