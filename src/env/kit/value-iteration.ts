import { UserError } from '../../core/errors.js';
import type { Transitions } from './env.js';
import { type FlatTable, flatten } from './table.js';

/** The optimum of a finite env. */
export interface Optimum {
  /** V*(s) by state. */
  readonly V: Float64Array;
  /** Q*(s, a), row by row. */
  readonly Q: Float64Array;
  /** All actions within 1e-9 of the best, by state. */
  readonly actions: readonly (readonly number[])[];
  /** Expectation of V* over the start. */
  readonly start: number;
}

const RESIDUAL = 1e-12;
const MOST_SWEEPS = 1_000_000;

/**
 * The optimal values of the discounted problem without a time limit: the fixed point of
 * Q(s, a) = sum_s' p (r + gamma max_a' Q(s', a')), where nothing follows an end and terminal states are worth 0.
 * Value iteration from 0 (Bellman 1957), in place and sweeping to and fro (Gauss-Seidel), until no value moves by more than
 * 1e-12, relative to the largest value where that exceeds 1. Undiscounted (gamma 1) the values of episodes that end.
 *
 * Throws a {@link UserError} when the values do not settle, as with gamma 1 and rewards that never end.
 */
export function valueIteration(transitions: Transitions, gamma: number): Optimum {
  const table = flatten(transitions);
  const { terminal } = transitions;
  const V = new Float64Array(table.states);
  let residual = Infinity;
  let scale = 1;
  for (let sweep = 0; residual > RESIDUAL * scale; sweep++) {
    if (sweep === MOST_SWEEPS || scale > 1e12) {
      throw new UserError({
        path: 'gamma',
        message: 'value iteration does not settle: the values grow without bound',
        given: String(gamma),
        allowed: 'a gamma below 1 in this env',
      });
    }
    residual = 0;
    for (let i = 0; i < table.states; i++) {
      const s = sweep % 2 === 0 ? table.states - 1 - i : i;
      if (terminal.has(s)) continue;
      const value = bestOf(table, s, V, gamma);
      residual = Math.max(residual, Math.abs(value - V[s]!));
      scale = Math.max(scale, Math.abs(value));
      V[s] = value;
    }
  }
  return optimumOf(transitions, table, V, gamma);
}

/**
 * The optimal undiscounted return of the `horizon` steps that a time limit leaves, by backward induction. V and Q are
 * those of the first step; with fewer steps left the best action may be another one, so that no policy that ignores the
 * time need reach this optimum.
 */
export function horizonOptimum(transitions: Transitions, horizon: number): Optimum {
  const table = flatten(transitions);
  let V = new Float64Array(table.states);
  let before = new Float64Array(table.states);
  for (let left = 1; left <= horizon; left++) {
    [V, before] = [before, V];
    let moved = false;
    for (let s = 0; s < table.states; s++) {
      V[s] = transitions.terminal.has(s) ? 0 : bestOf(table, s, before, 1);
      moved ||= V[s] !== before[s];
    }
    if (!moved) break;
  }
  return optimumOf(transitions, table, before, 1);
}

/** Expectation over the start of a value per state. */
export function startValue({ start }: Transitions, V: ArrayLike<number>): number {
  return start.reduce((sum, [probability, state]) => sum + probability * V[state]!, 0);
}

/** Q(s, a) where V(s') is what follows. */
export function actionValue(table: FlatTable, row: number, V: Float64Array, gamma: number): number {
  const { first, probability, reward, continues, next } = table;
  let value = 0;
  for (let k = first[row]!; k < first[row + 1]!; k++) {
    value += probability[k]! * (reward[k]! + gamma * continues[k]! * V[next[k]!]!);
  }
  return value;
}

function bestOf(table: FlatTable, state: number, V: Float64Array, gamma: number): number {
  let best = -Infinity;
  for (let a = 0; a < table.actions; a++)
    best = Math.max(best, actionValue(table, state * table.actions + a, V, gamma));
  return best;
}

/** One more backup of V gives Q; V is then its maximum. */
function optimumOf(transitions: Transitions, table: FlatTable, ahead: Float64Array, gamma: number): Optimum {
  const { states, actions } = table;
  const Q = new Float64Array(states * actions);
  const V = new Float64Array(states);
  const best = Array.from({ length: states }, (_, s) => {
    if (transitions.terminal.has(s)) return Array.from({ length: actions }, (_, a) => a);
    for (let a = 0; a < actions; a++) Q[s * actions + a] = actionValue(table, s * actions + a, ahead, gamma);
    const row = Q.subarray(s * actions, (s + 1) * actions);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    V[s] = top;
    return Array.from(row.keys()).filter((a) => row[a]! >= top - 1e-9);
  });
  return { V, Q, actions: best, start: startValue(transitions, V) };
}
