import type { Engine, Indices, Tensor } from '../engine.js';
import { matrix, needVector, output } from './make.js';

/** Ordered pairs (i, j), row by row. */
export interface Pairs {
  readonly first: Indices;
  readonly second: Indices;
}

/** `all` has every i with every j, itself too; `different` and `above` compare value i with value j. */
export type PairRule = 'all' | 'different' | 'above';

const RULES = { all: 0, different: 1, above: 2 } as const;

/** The ordered pairs of rows of `values` [N] that a rule counts; choosing is not differentiated. */
export function orderedPairs(values: Tensor, rule: PairRule): Pairs {
  const { engine, ptr, size } = values;
  const count = engine.kernels.countPairs(ptr, size, RULES[rule]);
  const first = { ptr: engine.allocate(count * 4), size: count };
  const second = { ptr: engine.allocate(count * 4), size: count };
  engine.kernels.writePairs(ptr, size, RULES[rule], first.ptr, second.ptr);
  return { first, second };
}

/** Pairs chosen from a square matrix, as positions in the matrix read row by row. */
export interface Mined {
  readonly positive: Indices;
  readonly negative: Indices;
}

/** For every row of `distances` [N,N] that has both: its farthest positive and nearest negative. Lowest index in ties. */
export function mineHard(distances: Tensor, labels: Indices): Mined {
  const n = square('mineHard', distances, labels);
  const { engine } = distances;
  const positive = engine.allocate(n * 4);
  const negative = engine.allocate(n * 4);
  const size = engine.kernels.mineHard(distances.ptr, labels.ptr, n, positive, negative);
  return { positive: { ptr: positive, size }, negative: { ptr: negative, size } };
}

/**
 * For every ordered pair of one label in `distances` [N,N]: the nearest negative strictly farther than it. Without one:
 * the farthest negative, or no entry. Lowest index in ties.
 */
export function mineSemiHard(distances: Tensor, labels: Indices, without: 'farthest' | 'skip'): Mined {
  const n = square('mineSemiHard', distances, labels);
  const { engine } = distances;
  const pairs = samePairs(labels, distances);
  const positive = engine.allocate(pairs * 4);
  const negative = engine.allocate(pairs * 4);
  const scratch = engine.allocate(2 * n * 8 + 2 * n * 4);
  const skip = without === 'skip' ? 1 : 0;
  const size = engine.kernels.mineSemiHard(distances.ptr, labels.ptr, n, skip, positive, negative, scratch);
  return { positive: { ptr: positive, size }, negative: { ptr: negative, size } };
}

/** Number of triplets (anchor, another of its label, one of another label). */
export function countTriplets(labels: Indices, engine: Tensor['engine']): number {
  return engine.kernels.countTriplets(labels.ptr, labels.size);
}

/**
 * The sum over all triplets of a [N,N] distance matrix of [d(a,p) - d(a,n) + margin]+, or of softplus(d(a,p) - d(a,n))
 * when `margin` is null, and how many of them are above 0. Costs N^2 log N at most for the hinge and never holds N^3 numbers.
 */
export function tripletSum(
  distances: Tensor,
  labels: Indices,
  margin: number | null,
): { readonly total: Tensor; readonly active: number } {
  const n = square('tripletSum', distances, labels);
  const { engine } = distances;
  const total = output([], distances);
  const { kernels } = engine;
  const slopes = total.requiresGrad ? engine.allocateZeroed(n * n * engine.bytes) : 0;
  const scratch = engine.allocate((6 * n + 3) * 8 + 2 * n * 4);
  const counter = engine.allocate(8);
  const soft = margin === null ? 1 : 0;
  total.write([kernels.tripletSum(distances.ptr, labels.ptr, n, margin ?? 0, soft, slopes, scratch, counter)]);
  // The slopes were found on the way forward; the gradient is theirs times the total's.
  if (slopes !== 0) {
    engine.record(total, () => kernels.scaleByBackward(0, total.gradPtr, slopes, distances.grad(), 0, n * n));
  }
  const active = new Float64Array(engine.memory.buffer, counter, 1)[0]!;
  return { total, active };
}

/**
 * The sum over every i of `a` [N] with every j of `b` [M] of [margin - b_j + a_i]+. Costs N M and never holds as many
 * numbers.
 */
export function hingePairs(a: Tensor, b: Tensor, margin: number): Tensor {
  needVector('hingePairs', a, a.size);
  needVector('hingePairs', b, b.size);
  const { engine } = a;
  const { kernels } = engine;
  const total = output([], a, b);
  const slopes = engine.allocateZeroed(a.size * engine.bytes);
  const slopesB = engine.allocateZeroed(b.size * engine.bytes);
  total.write([kernels.hingePairs(a.ptr, b.ptr, a.size, b.size, margin, slopes, slopesB)]);
  if (total.requiresGrad) {
    engine.record(total, () => {
      if (a.requiresGrad) kernels.scaleByBackward(0, total.gradPtr, slopes, a.grad(), 0, a.size);
      if (b.requiresGrad) kernels.scaleByBackward(0, total.gradPtr, slopesB, b.grad(), 0, b.size);
    });
  }
  return total;
}

function square(op: string, distances: Tensor, labels: Indices): number {
  const [rows, columns] = matrix(op, distances);
  if (rows !== columns || rows !== labels.size) {
    throw new Error(`${op}: needs [N,N] and N labels, given [${distances.shape}] and ${labels.size}`);
  }
  return rows;
}

function samePairs(labels: Indices, { engine }: Tensor): number {
  const sizes = new Map<number, number>();
  const start = labels.ptr >> 2;
  for (const label of engine.ints.subarray(start, start + labels.size)) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += size * (size - 1);
  return pairs;
}

/**
 * [N,M] of 1 where label i of `rows` and label j of `columns` do not agree (`same`) or do not differ (`different`), and 0
 * where they do: a mask of what is to be left out. `others` leaves out i = j too. A constant.
 */
export function outsidePairs(
  engine: Engine,
  rows: Indices,
  columns: Indices,
  rule: 'same' | 'different' | 'others',
): Tensor {
  const mask = engine.tensor([rows.size, columns.size]);
  const [same, own] = [rule === 'different' ? 0 : 1, rule === 'others' ? 0 : 1];
  engine.kernels.outsidePairs(rows.ptr, columns.ptr, rows.size, columns.size, same, own, mask.ptr);
  return mask;
}

/** Masks [N,N] as {@link outsidePairs} of the positive and negative pairs that are kept, and how many those are. */
export interface KeptPairs {
  readonly noPositive: Tensor;
  readonly noNegative: Tensor;
  readonly kept: number;
}

/**
 * Of the pairs in similarities [N,N]: positives less than `epsilon` above the anchor's nearest negative, negatives less than
 * that below its farthest positive. Choosing is not differentiated. Wang et al. 2019.
 */
export function mineRelative(similarities: Tensor, labels: Indices, epsilon: number): KeptPairs {
  const n = square('mineRelative', similarities, labels);
  const { engine } = similarities;
  const [noPositive, noNegative] = [engine.tensor([n, n]), engine.tensor([n, n])];
  const { kernels } = engine;
  const kept = kernels.mineRelative(similarities.ptr, labels.ptr, n, epsilon, noPositive.ptr, noNegative.ptr);
  return { noPositive, noNegative, kept };
}
