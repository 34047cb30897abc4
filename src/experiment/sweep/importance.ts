import { Stream } from '../../core/random.js';

/** What one setting has to do with the result. */
export interface Importance {
  readonly name: string;
  /** The share of the variance over the whole space that this setting alone explains, from 0 to 1. */
  readonly share: number;
}

/** Configurations below which a forest says nothing. */
export const LEAST_CONFIGURATIONS = 8;
const TREES = 64;
const MOST_DEPTH = 8;
const LEAST_LEAF = 2;

/**
 * Which settings matter: the main effects of a functional analysis of variance (fANOVA: Hutter, Hoos and Leyton-Brown 2014)
 * under a forest of regression trees. `rows` are the settings of each configuration in [0, 1], `values` what they gave.
 * The largest first; empty with too few configurations, or where all gave the same. What is left of 1 is interactions.
 */
export function importances(
  names: readonly string[],
  rows: readonly (readonly number[])[],
  values: readonly number[],
): readonly Importance[] {
  const work = growImportances(names, rows, values);
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

/** The same in steps of one tree, between which others may have their turn. */
export function* growImportances(
  names: readonly string[],
  rows: readonly (readonly number[])[],
  values: readonly number[],
): Generator<undefined, readonly Importance[]> {
  if (rows.length < LEAST_CONFIGURATIONS) return [];
  const sums = names.map(() => 0);
  let trees = 0;
  for (let t = 0; t < TREES; t++) {
    const stream = Stream.from('importance', 'bootstrap', t);
    const sample = rows.map(() => stream.below(rows.length));
    const leaves = grow(
      sample,
      rows,
      values,
      names.map(() => [0, 1] as const),
      0,
    );
    const mean = leaves.reduce((sum, { box, value }) => sum + volume(box) * value, 0);
    const total = leaves.reduce((sum, { box, value }) => sum + volume(box) * (value - mean) ** 2, 0);
    yield;
    if (!(total > 0)) continue;
    trees++;
    for (const i of names.keys()) sums[i]! += mainEffect(leaves, i, mean) / total;
  }
  if (trees === 0) return [];
  return names
    .map((name, i) => ({ name, share: sums[i]! / trees }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

type Box = readonly (readonly [number, number])[];

interface Leaf {
  readonly box: Box;
  readonly value: number;
}

function volume(box: Box, but = -1): number {
  return box.reduce((product, [low, high], i) => (i === but ? product : product * (high - low)), 1);
}

/** The leaves of a tree over these rows: cut where the squared errors of both sides are least. */
function grow(
  sample: readonly number[],
  rows: readonly (readonly number[])[],
  values: readonly number[],
  box: Box,
  depth: number,
): readonly Leaf[] {
  const cut = depth === MOST_DEPTH ? null : bestCut(sample, rows, values);
  if (cut === null) return [{ box, value: sample.reduce((sum, row) => sum + values[row]!, 0) / sample.length }];
  const { axis, at } = cut;
  const side = (isLow: boolean): readonly Leaf[] => {
    const own = sample.filter((row) => rows[row]![axis]! < at === isLow);
    const part = box.map((edge, i) =>
      i !== axis ? edge : isLow ? ([edge[0], at] as const) : ([at, edge[1]] as const),
    );
    return grow(own, rows, values, part, depth + 1);
  };
  return [...side(true), ...side(false)];
}

function bestCut(sample: readonly number[], rows: readonly (readonly number[])[], values: readonly number[]) {
  let best: { readonly axis: number; readonly at: number } | null = null;
  let bestGain = 0;
  const all = sample.reduce((sum, row) => sum + values[row]!, 0);
  for (const axis of rows[0]!.keys()) {
    const order = sample.toSorted((a, b) => rows[a]![axis]! - rows[b]![axis]!);
    let low = 0;
    for (let i = 1; i < order.length; i++) {
      low += values[order[i - 1]!]!;
      const [before, here] = [rows[order[i - 1]!]![axis]!, rows[order[i]!]![axis]!];
      if (before === here || i < LEAST_LEAF || order.length - i < LEAST_LEAF) continue;
      // What the squared errors fall by, but for a constant.
      const gain = low ** 2 / i + (all - low) ** 2 / (order.length - i) - all ** 2 / order.length;
      if (gain > bestGain + 1e-12 * all ** 2) [best, bestGain] = [{ axis, at: (before + here) / 2 }, gain];
    }
  }
  return best;
}

/** The variance of the mean over all other settings as one of them goes from 0 to 1. */
function mainEffect(leaves: readonly Leaf[], axis: number, mean: number): number {
  const edges = [...new Set(leaves.flatMap(({ box }) => box[axis]!))].sort((a, b) => a - b);
  let effect = 0;
  for (let i = 1; i < edges.length; i++) {
    const middle = (edges[i - 1]! + edges[i]!) / 2;
    const here = leaves.filter(({ box }) => box[axis]![0] <= middle && middle <= box[axis]![1]);
    const marginal = here.reduce((sum, { box, value }) => sum + volume(box, axis) * value, 0);
    effect += (edges[i]! - edges[i - 1]!) * (marginal - mean) ** 2;
  }
  return effect;
}
