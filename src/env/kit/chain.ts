import type { Transitions } from './env.js';
import { type FlatTable, flatten } from './table.js';

/** pi(a|s), row by row: `states * actions` probabilities. */
export type Policy = Float64Array;

/**
 * The Markov chain that a policy makes of a table, with rewards: from state s the chain goes to `next[k]` with the weight
 * `weight[k]` (probability times discount), k from `first[s]` to before `first[s + 1]`, and ends with the weight `leak[s]`.
 * The two together make 1. Terminal states have no ways on.
 */
export interface Chain {
  readonly states: number;
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly weight: Float64Array;
  readonly leak: Float64Array;
  /** Expected reward of the step out of each state. */
  readonly reward: Float64Array;
}

/** Elimination may take so many multiplications; a table that needs more is solved by iteration. */
const MOST_WORK = 4e9;
/** Rounding of one addition, relative. */
const EPSILON = Number.EPSILON;
const ACCURACY = 1e-12;
const MOST_SWEEPS = 1_000_000;

/** The chain of a policy at a discount. A state without any chosen action ends at once, with reward 0. */
export function chainOf(transitions: Transitions, policy: ArrayLike<number>, gamma: number): Chain {
  const table = flatten(transitions);
  const { states, actions } = table;
  const first = new Int32Array(states + 1);
  const leak = new Float64Array(states);
  const reward = new Float64Array(states);
  const next: number[] = [];
  const weight: number[] = [];
  for (let s = 0; s < states; s++) {
    let chosen = false;
    for (let row = s * actions; row < (s + 1) * actions && !transitions.terminal.has(s); row++) {
      if (policy[row]! === 0) continue;
      chosen = true;
      for (let k = table.first[row]!; k < table.first[row + 1]!; k++) {
        const p = policy[row]! * table.probability[k]!;
        reward[s]! += p * table.reward[k]!;
        leak[s]! += table.continues[k] === 1 ? p * (1 - gamma) : p;
        if (table.continues[k] === 1 && p * gamma > 0) {
          next.push(table.next[k]!);
          weight.push(p * gamma);
        }
      }
    }
    if (!chosen) leak[s] = 1;
    first[s + 1] = next.length;
  }
  return { states, first, next: Int32Array.from(next), weight: Float64Array.from(weight), leak, reward };
}

/**
 * The expected sum of rewards from each state of a chain: (I - P) V = r. By elimination without a subtraction in the
 * matrix: the diagonal of a reduced state is the sum of its ways out (Grassmann, Taksar and Heyman 1985), so that nothing is
 * lost however seldom the chain ends. States are ordered so that entries stay near the diagonal (Cuthill and McKee 1969);
 * with n states and bandwidth b it takes n b^2 steps.
 *
 * Null where the chain never ends from some state.
 *
 * @param transitions the table that the chain comes from: its order is found once.
 * @param mostWork steps of elimination beyond which it is solved by sweeps, to a bound on the error of 1e-12 of the largest value.
 */
export function chainValue(chain: Chain, transitions: Transitions, mostWork = MOST_WORK): Float64Array | null {
  const order = orderOf(transitions);
  const { states: n, first, next } = chain;
  let band = 0;
  for (let s = 0; s < n; s++) {
    for (let k = first[s]!; k < first[s + 1]!; k++) {
      band = Math.max(band, Math.abs(order.place[s]! - order.place[next[k]!]!));
    }
  }
  return n * (band * band + 1) > mostWork ? iterate(chain) : eliminate(chain, order, band);
}

function eliminate(chain: Chain, { place, at }: Order, band: number): Float64Array | null {
  const { states: n, first, next, weight } = chain;
  // Row k of the reduced chain holds the weights to k - band .. k + band; column k - band + c stands at c.
  const width = 2 * band + 1;
  const rows = new Float64Array(n * width);
  const leak = Float64Array.from(at, (s) => chain.leak[s]!);
  const reward = Float64Array.from(at, (s) => chain.reward[s]!);
  for (let s = 0; s < n; s++) {
    const from = place[s]! * width - place[s]! + band;
    for (let k = first[s]!; k < first[s + 1]!; k++) rows[from + place[next[k]!]!]! += weight[k]!;
  }
  const out = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    const lowest = Math.max(0, k - band);
    const own = k * width - k + band;
    let sum = leak[k]!;
    for (let j = lowest; j < k; j++) sum += rows[own + j]!;
    if (!(sum > 0)) return null;
    out[k] = sum;
    for (let i = lowest; i < k; i++) {
      const row = i * width - i + band;
      if (rows[row + k] === 0) continue;
      const share = rows[row + k]! / sum;
      for (let j = lowest; j < k; j++) rows[row + j]! += share * rows[own + j]!;
      leak[i]! += share * leak[k]!;
      reward[i]! += share * reward[k]!;
    }
  }
  const values = new Float64Array(n);
  const V = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const own = k * width - k + band;
    let sum = reward[k]!;
    for (let j = Math.max(0, k - band); j < k; j++) sum += rows[own + j]! * values[j]!;
    values[k] = sum / out[k]!;
    V[at[k]!] = values[k]!;
  }
  return V;
}

/**
 * Gauss-Seidel sweeps to and fro until the error is bounded by 1e-12 of the largest value: no value is further off than the
 * residual times the longest expected (discounted) time to the end, which is found by the same sweeps. Stops before where
 * the residual is down to rounding.
 */
function iterate(chain: Chain): Float64Array | null {
  const ones = new Float64Array(chain.states).fill(1);
  const times = sweep({ ...chain, reward: ones }, 1, 1e-3);
  if (times === null) return null;
  return sweep(chain, largestOf(times) * 1.01, ACCURACY);
}

function sweep({ states, first, next, weight, leak, reward }: Chain, factor: number, accuracy: number) {
  const V = new Float64Array(states);
  for (let round = 0; round < MOST_SWEEPS; round++) {
    let residual = 0;
    let scale = 0;
    for (let i = 0; i < states; i++) {
      const s = round % 2 === 0 ? states - 1 - i : i;
      let value = reward[s]!;
      let out = leak[s]!;
      for (let k = first[s]!; k < first[s + 1]!; k++) {
        if (next[k] === s) continue;
        value += weight[k]! * V[next[k]!]!;
        out += weight[k]!;
      }
      if (!(out > 0)) return null;
      value /= out;
      residual = Math.max(residual, Math.abs(value - V[s]!));
      scale = Math.max(scale, Math.abs(value));
      V[s] = value;
    }
    if (residual * factor <= accuracy * scale || residual <= 4 * EPSILON * scale) return V;
  }
  return null;
}

export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

interface Order {
  /** Place of each state. */
  readonly place: Int32Array;
  /** State at each place. */
  readonly at: Int32Array;
}

const orders = new WeakMap<Transitions, Order>();

/** Neighbours close together: breadth first from a state with few of them, those with few first. Made once per table. */
function orderOf(transitions: Transitions): Order {
  let order = orders.get(transitions);
  if (order === undefined) {
    order = cuthillMcKee(flatten(transitions), transitions.terminal);
    orders.set(transitions, order);
  }
  return order;
}

function cuthillMcKee(table: FlatTable, terminal: ReadonlySet<number>): Order {
  const { states: n, actions } = table;
  const near = Array.from({ length: n }, () => new Set<number>());
  for (let s = 0; s < n; s++) {
    if (terminal.has(s)) continue;
    for (let k = table.first[s * actions]!; k < table.first[(s + 1) * actions]!; k++) {
      const to = table.next[k]!;
      if (table.continues[k] !== 1 || to === s) continue;
      near[s]!.add(to);
      near[to]!.add(s);
    }
  }
  const byDegree = (a: number, b: number) => near[a]!.size - near[b]!.size || a - b;
  const seen = new Uint8Array(n);
  const at: number[] = [];
  for (const start of Array.from({ length: n }, (_, s) => s).sort(byDegree)) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    at.push(start);
    for (let done = at.length - 1; done < at.length; done++) {
      for (const s of [...near[at[done]!]!].filter((one) => seen[one] === 0).sort(byDegree)) {
        seen[s] = 1;
        at.push(s);
      }
    }
  }
  const place = new Int32Array(n);
  at.forEach((s, i) => {
    place[s] = i;
  });
  return { place, at: Int32Array.from(at) };
}
