import type { Engine, Indices, Tensor } from '../engine.js';
import { needVector, output } from './make.js';

/** Documents by list: those of list l are docs[starts[l]] .. docs[starts[l+1]-1]. */
export interface Lists {
  readonly docs: Indices;
  readonly starts: Indices;
  /** Number of lists, empty ones too. */
  readonly count: number;
  readonly longest: number;
}

/**
 * The lists of `n` documents: those with one number in `groups` form a list, in the order of its first document; without
 * groups all do. Documents for which `present` is 0 stand in none.
 */
export function listsOf(engine: Engine, n: number, groups: Int32Array | null, present: Present): Lists {
  const blocks = present === null ? blocksOf(groups, n) : null;
  if (blocks !== null) return packed(engine, wholeNumbers(n), blocks);
  const known = new Map<number, number>();
  const listOf = new Int32Array(n);
  const sizes: number[] = groups === null && n > 0 ? [0] : [];
  let group = Number.NaN;
  let list = 0;
  for (let doc = 0; doc < n; doc++) {
    if (groups !== null && groups[doc]! !== group) {
      group = groups[doc]!;
      list = known.get(group) ?? sizes.push(0) - 1;
      known.set(group, list);
    }
    listOf[doc] = list;
    if (present === null || present[doc] !== 0) sizes[list]!++;
  }
  const starts = [0];
  for (const size of sizes) starts.push(starts.at(-1)! + size);
  const docs = new Int32Array(starts.at(-1)!);
  const next = starts.slice();
  for (let doc = 0; doc < n; doc++) {
    if (present === null || present[doc] !== 0) docs[next[listOf[doc]!]!++] = doc;
  }
  return packed(engine, docs, starts);
}

type Present = ArrayLike<number> | null;

function packed(engine: Engine, docs: Int32Array, starts: readonly number[]): Lists {
  let longest = 0;
  for (let l = 1; l < starts.length; l++) longest = Math.max(longest, starts[l]! - starts[l - 1]!);
  return { docs: engine.indices(docs), starts: engine.indices(starts), count: starts.length - 1, longest };
}

/** Where lists start whose documents stand one after another, as they do as a rule; null where a list comes back. */
function blocksOf(groups: Int32Array | null, n: number): number[] | null {
  if (groups === null) return n > 0 ? [0, n] : [0];
  const starts: number[] = [];
  const seen = new Set<number>();
  let group = 0;
  for (let doc = 0; doc < n; doc++) {
    const mine = groups[doc]!;
    if (doc > 0 && mine === group) continue;
    group = mine;
    if (seen.has(group)) return null;
    seen.add(group);
    starts.push(doc);
  }
  starts.push(n);
  return starts;
}

let counted = new Int32Array(0);

/** 0, 1, ... n - 1, kept for the next call. */
function wholeNumbers(n: number): Int32Array {
  if (counted.length < n) counted = Int32Array.from({ length: n }, (_, i) => i);
  return counted.subarray(0, n);
}

/** A value for each list, 0 where a list does not count, and how many do. */
export interface ListValues {
  readonly values: Tensor;
  readonly counted: number;
}

type Kernel = (y: number, slopes: number, scratch: number, longest: number) => number;

function perList(op: string, scores: Tensor, labels: Tensor, lists: Lists, kernel: Kernel): ListValues {
  needVector(op, scores, scores.size);
  needVector(op, labels, scores.size);
  const { engine } = scores;
  const { docs, starts, count, longest } = lists;
  const values = output([count], scores);
  const slopes = engine.allocateZeroed(scores.size * engine.bytes);
  const scratch = engine.allocate(longest * (8 * 8 + 2 * 4) + 8 * (longest + 4) * engine.bytes);
  const counted = kernel(values.ptr, slopes, scratch, longest);
  if (values.requiresGrad) {
    engine.record(values, () =>
      engine.kernels.listSlopes(values.gradPtr, slopes, scores.grad(), docs.ptr, starts.ptr, count),
    );
  }
  return { values, counted };
}

/** -sum of t logSoftmax(s) a list; t is the softmax of the labels, or their share of the sum. Cao et al. 2007. */
export function listNet(scores: Tensor, labels: Tensor, lists: Lists, form: 'softmax' | 'share'): ListValues {
  const { docs, starts, count } = lists;
  const share = form === 'share' ? 1 : 0;
  const { listNet: kernel } = scores.engine.kernels;
  return perList('listNet', scores, labels, lists, (...rest) =>
    kernel(scores.ptr, labels.ptr, docs.ptr, starts.ptr, count, share, ...rest),
  );
}

/** The sum over places k, by label, of w_k (lse of the scores from k on - s_k) a list. Xia et al. 2008, Lan et al. 2014. */
export function listMle(scores: Tensor, labels: Tensor, lists: Lists, form: 'plain' | 'position'): ListValues {
  const { docs, starts, count } = lists;
  const position = form === 'position' ? 1 : 0;
  const { listMle: kernel } = scores.engine.kernels;
  return perList('listMle', scores, labels, lists, (...rest) =>
    kernel(scores.ptr, labels.ptr, docs.ptr, starts.ptr, count, position, ...rest),
  );
}

export type Gain = 'exp2' | 'linear';

/** 1 - NDCG a list, with ranks 1 + sum of sigmoid((s_j - s_i) / temperature). Qin et al. 2010. */
export function approxNdcg(
  scores: Tensor,
  labels: Tensor,
  lists: Lists,
  { temperature, gain }: { readonly temperature: number; readonly gain: Gain },
): ListValues {
  const { docs, starts, count } = lists;
  const linear = gain === 'linear' ? 1 : 0;
  const { approxNdcg: kernel } = scores.engine.kernels;
  return perList('approxNdcg', scores, labels, lists, (...rest) =>
    kernel(scores.ptr, labels.ptr, docs.ptr, starts.ptr, count, temperature, linear, ...rest),
  );
}

export const lambdaForms = ['lambda-rank', 'ndcg-loss2', 'ndcg-loss2pp'] as const;

export interface Lambda {
  readonly form: (typeof lambdaForms)[number];
  readonly sigma: number;
  readonly mu: number;
  readonly gain: Gain;
}

/**
 * The sum over pairs with label i above label j of w softplus(-sigma (s_i - s_j)) a list, and the number of those pairs; w
 * is what swapping the places of the two by score changes in the NDCG, a constant. Burges 2010, Wang et al. 2018.
 */
export function lambdaRank(
  scores: Tensor,
  labels: Tensor,
  lists: Lists,
  lambda: Lambda,
): ListValues & { pairs: number } {
  const { docs, starts, count } = lists;
  const { sigma, mu, gain } = lambda;
  const form = lambdaForms.indexOf(lambda.form);
  const linear = gain === 'linear' ? 1 : 0;
  const { engine } = scores;
  const pairs = engine.allocate(8);
  const { lambdaRank: kernel } = engine.kernels;
  const found = perList('lambdaRank', scores, labels, lists, (y, slopes, scratch, longest) =>
    // biome-ignore format: one kernel call, its arguments in groups
    kernel(
      scores.ptr, labels.ptr, docs.ptr, starts.ptr, count, sigma, mu, form, linear, y, slopes, pairs, scratch, longest,
    ),
  );
  return { ...found, pairs: new Float64Array(engine.memory.buffer, pairs, 1)[0]! };
}
