import { UserError } from '../../core/errors.js';
import { chainOf, chainValue, largestOf } from './chain.js';
import type { Transitions } from './env.js';
import { startValue } from './policy-evaluation.js';
import { exists, type FlatTable, flatten } from './table.js';

/** The optimum of a finite env. */
export interface Optimum {
  /** V*(s) by state. */
  readonly V: Float64Array;
  /** Q*(s, a), row by row; -Infinity where the action does not exist. */
  readonly Q: Float64Array;
  /** All best actions, by state: those that differ from the best by less than 1e-10 of the terms that make up their values. */
  readonly actions: readonly (readonly number[])[];
  /** Expectation of V* over the start. */
  readonly start: number;
}

/** Actions whose values differ by less, relative to the terms summed in them, are equally good. */
const TIE = 1e-10;
/** An action must be better by more than rounding to replace another. */
const BETTER = 16 * Number.EPSILON;
/** Sweeps of value iteration that give policy iteration its start. */
const WARM = 100;
const MOST_ROUNDS = 10_000;
const NOTHING = 1e-17;
/** In place of an action: no reward and no end from here on. */
const REST = -1;

/**
 * The optimal values of the discounted problem without a time limit: the fixed point of
 * Q(s, a) = sum_s' p (r + gamma max_a' Q(s', a')), where nothing follows an end and terminal states are worth 0. By policy
 * iteration (Howard 1960): each policy is evaluated exactly ({@link chainValue}), so that the result is the exact value of its
 * own greedy policy, whatever gamma is. Undiscounted (gamma 1) it begins with a policy that ends every episode; staying for
 * ever where that costs nothing is worth 0. States from which, undiscounted, no policy ends an episode or stays for nothing
 * are NaN where no episode comes to them.
 *
 * Throws a {@link UserError} where undiscounted values do not exist: rewards that never end.
 */
export function optimalValues(transitions: Transitions, gamma: number): Optimum {
  const table = flatten(transitions);
  const chosen = gamma < 1 ? warmStart(transitions, table, gamma) : endingPolicy(transitions, table);
  const { states, actions } = table;
  const lost = Array.from({ length: states }, (_, s) => chosen[s] === undefined);
  let V: Float64Array = new Float64Array(states);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const policy = new Float64Array(states * actions);
    chosen.forEach((action, s) => {
      if (action !== undefined && action !== REST) policy[s * actions + action] = 1;
    });
    const values = chainValue(chainOf(transitions, policy, gamma), transitions);
    if (values === null) throw unbounded(gamma);
    // A step that is no gain but for rounding would go round in circles.
    const gain = round === 0 ? 1 : values.reduce((most, value, s) => Math.max(most, value - V[s]!), 0);
    if (gain <= 4 * Number.EPSILON * largestOf(values) && round > 0) break;
    V = values;
    if (!improve(transitions, table, chosen, V, gamma)) break;
  }
  const optimum = optimumOf(transitions, table, V, gamma);
  lost.forEach((is, s) => {
    if (!is || transitions.terminal.has(s)) return;
    optimum.V[s] = Number.NaN;
    optimum.Q.fill(Number.NaN, s * actions, (s + 1) * actions);
  });
  return optimum;
}

/** Takes a better action wherever there is one; false where there is none. */
function improve(
  { terminal }: Transitions,
  table: FlatTable,
  chosen: (number | undefined)[],
  V: Float64Array,
  gamma: number,
): boolean {
  let improved = false;
  for (let s = 0; s < table.states; s++) {
    if (terminal.has(s) || chosen[s] === undefined) continue;
    let top = V[s]!;
    for (let a = 0; a < table.actions; a++) {
      const row = s * table.actions + a;
      if (!exists(table, row) || !mayBe(table, row, chosen)) continue;
      const value = actionValue(table, row, V, gamma);
      if (!(value > top + BETTER * sizeOf(table, row, V, gamma))) continue;
      top = value;
      chosen[s] = a;
      improved = true;
    }
  }
  return improved;
}

/** No way out of this row leads to where values do not exist. */
function mayBe({ first, next, continues }: FlatTable, row: number, chosen: readonly (number | undefined)[]): boolean {
  for (let k = first[row]!; k < first[row + 1]!; k++) {
    if (continues[k] === 1 && chosen[next[k]!] === undefined) return false;
  }
  return true;
}

/** The greedy policy after some sweeps of value iteration (Bellman 1957). */
function warmStart({ terminal }: Transitions, table: FlatTable, gamma: number): (number | undefined)[] {
  const { states, actions } = table;
  const V = new Float64Array(states);
  const chosen: (number | undefined)[] = Array<number>(states).fill(0);
  for (let sweep = 0; sweep < WARM; sweep++) {
    for (let i = 0; i < states; i++) {
      const s = sweep % 2 === 0 ? states - 1 - i : i;
      if (terminal.has(s)) continue;
      let top = Number.NEGATIVE_INFINITY;
      for (let a = 0; a < actions; a++) {
        if (!exists(table, s * actions + a)) continue;
        const value = actionValue(table, s * actions + a, V, gamma);
        if (value > top) chosen[s] = a;
        top = Math.max(top, value);
      }
      V[s] = top;
    }
  }
  return chosen;
}

/**
 * A policy that ends every episode with probability 1, or comes to rest where it may stay for ever without a reward. It is
 * undefined in states where there is none; an error where an episode can be in one.
 */
function endingPolicy(transitions: Transitions, table: FlatTable): (number | undefined)[] {
  const { states, actions, first, probability, continues, next } = table;
  const rests = restingStates(transitions, table);
  const chosen: (number | undefined)[] = Array.from({ length: states }, (_, s) => (rests[s] ? REST : undefined));
  const nearer = (row: number) => {
    let ends = false;
    for (let k = first[row]!; k < first[row + 1]!; k++) {
      if (!(probability[k]! > 0)) continue;
      ends ||= continues[k] === 0 || chosen[next[k]!] !== undefined;
    }
    return ends;
  };
  for (let changed = true; changed; ) {
    changed = false;
    const found: (readonly [number, number])[] = [];
    for (let s = 0; s < states; s++) {
      if (chosen[s] !== undefined || transitions.terminal.has(s)) continue;
      for (let a = 0; a < actions; a++) {
        if (!nearer(s * actions + a)) continue;
        found.push([s, a]);
        break;
      }
    }
    for (const [s, a] of found) {
      chosen[s] = a;
      changed = true;
    }
  }
  return withoutLeaks(transitions, table, chosen);
}

/** Drops what may lead to a state without a policy, until nothing does. */
function withoutLeaks(
  transitions: Transitions,
  table: FlatTable,
  chosen: (number | undefined)[],
): (number | undefined)[] {
  const { states, actions } = table;
  const reachable = new Set(transitions.start.map(([, s]) => s).filter((s) => !transitions.terminal.has(s)));
  for (const s of reachable) {
    for (let k = table.first[s * actions]!; k < table.first[(s + 1) * actions]!; k++) {
      if (table.probability[k]! > 0 && table.continues[k] === 1) reachable.add(table.next[k]!);
    }
  }
  for (const s of reachable) if (chosen[s] === undefined) throw unbounded(1);
  // Only states that no episode comes to can be without a policy from here on.
  for (let changed = true; changed; ) {
    changed = false;
    for (let s = 0; s < states; s++) {
      if (chosen[s] === undefined || reachable.has(s)) continue;
      if (!ways(table, s, chosen[s] ?? REST).some((to) => chosen[to] === undefined)) continue;
      chosen[s] = undefined;
      changed = true;
    }
  }
  return chosen;
}

function ways({ actions, first, continues, next }: FlatTable, s: number, action: number): number[] {
  if (action === REST) return [];
  const row = s * actions + action;
  return [...next.subarray(first[row]!, first[row + 1]!)].filter((_, i) => continues[first[row]! + i] === 1);
}

/** The states in which some policy can stay for ever, among them, without any reward. */
function restingStates({ terminal }: Transitions, table: FlatTable): boolean[] {
  const { states, actions, first, probability, continues, next, reward } = table;
  const rests = Array.from({ length: states }, (_, s) => !terminal.has(s));
  const stays = (row: number) => {
    if (!exists(table, row)) return false;
    for (let k = first[row]!; k < first[row + 1]!; k++) {
      if (probability[k]! > 0 && (continues[k] === 0 || reward[k] !== 0 || !rests[next[k]!])) return false;
    }
    return true;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let s = 0; s < states; s++) {
      if (!rests[s]) continue;
      let any = false;
      for (let a = 0; a < actions && !any; a++) any = stays(s * actions + a);
      if (any) continue;
      rests[s] = false;
      changed = true;
    }
  }
  return rests;
}

/**
 * The optimal undiscounted return of the `horizon` steps that a time limit leaves, by backward induction. V and Q are
 * those of the first step; with fewer steps left the best action may be another one, so that no policy that ignores the
 * time need reach this optimum. It ends sooner where further steps change nothing, or add the same to every state.
 */
export function horizonOptimum(transitions: Transitions, horizon: number): Optimum {
  const table = flatten(transitions);
  let V = new Float64Array(table.states);
  let before = new Float64Array(table.states);
  for (let done = 1; done <= horizon; done++) {
    [V, before] = [before, V];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let s = 0; s < table.states; s++) {
      if (transitions.terminal.has(s)) continue;
      V[s] = bestOf(table, s, before, 1);
      least = Math.min(least, V[s]! - before[s]!);
      most = Math.max(most, V[s]! - before[s]!);
    }
    if (Math.max(-least, most) <= NOTHING * largestOf(V)) break;
    if (transitions.terminal.size === 0 && most - least <= NOTHING * Math.max(-least, most)) {
      for (let s = 0; s < table.states; s++) before[s]! += (horizon - done) * most;
      break;
    }
  }
  return optimumOf(transitions, table, before, 1);
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

/** The sizes of the terms in Q(s, a), summed: what its rounding is relative to. */
function sizeOf(table: FlatTable, row: number, V: Float64Array, gamma: number): number {
  const { first, probability, reward, continues, next } = table;
  let size = 0;
  for (let k = first[row]!; k < first[row + 1]!; k++) {
    size += probability[k]! * (Math.abs(reward[k]!) + gamma * continues[k]! * Math.abs(V[next[k]!]!));
  }
  return size;
}

function bestOf(table: FlatTable, state: number, V: Float64Array, gamma: number): number {
  let best = -Infinity;
  for (let row = state * table.actions; row < (state + 1) * table.actions; row++) {
    if (exists(table, row)) best = Math.max(best, actionValue(table, row, V, gamma));
  }
  return best;
}

/** One more backup of V gives Q; V is then its maximum. */
function optimumOf(transitions: Transitions, table: FlatTable, ahead: Float64Array, gamma: number): Optimum {
  const { states, actions } = transitions;
  const Q = new Float64Array(states * actions);
  const V = new Float64Array(states);
  const best = Array.from({ length: states }, (_, s) => {
    if (transitions.terminal.has(s)) return Array.from({ length: actions }, (_, a) => a);
    let size = 0;
    for (let row = s * actions; row < (s + 1) * actions; row++) {
      Q[row] = exists(table, row) ? actionValue(table, row, ahead, gamma) : Number.NEGATIVE_INFINITY;
      size = Math.max(size, sizeOf(table, row, ahead, gamma));
    }
    const row = Q.subarray(s * actions, (s + 1) * actions);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    V[s] = top;
    return Array.from(row.keys()).filter((a) => row[a]! >= top - TIE * size);
  });
  return { V, Q, actions: best, start: startValue(transitions, V) };
}

function unbounded(gamma: number): UserError {
  return new UserError({
    path: 'gamma',
    message: 'undiscounted values do not exist here: rewards go on without an end',
    given: String(gamma),
    allowed: 'a gamma below 1 in this env',
  });
}
