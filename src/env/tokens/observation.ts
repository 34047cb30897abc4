import type { TokenTree } from './tree.js';

/** Numbers of an observation: prompt, place and the tokens so far, each as a one-hot. */
export function observationSize({ length, vocabulary }: TokenTree, prompts: number): number {
  return prompts + length + length * vocabulary;
}

const parents = new WeakMap<TokenTree, { readonly row: Int32Array; readonly token: Int32Array }>();

/** The row and the token that lead to each row of a tree; -1 for the first. */
function parentsOf(tree: TokenTree) {
  let found = parents.get(tree);
  if (found === undefined) {
    const { rows, vocabulary: v, child } = tree;
    found = { row: new Int32Array(rows).fill(-1), token: new Int32Array(rows).fill(-1) };
    for (let i = 0; i < rows * v; i++) {
      if (child[i]! < 0) continue;
      found.row[child[i]!] = Math.floor(i / v);
      found.token[child[i]!] = i % v;
    }
    parents.set(tree, found);
  }
  return found;
}

/** Writes the observation of a row of all prompts at `offset`; zeros for the end, which comes behind the last row. */
export function writeObservation(
  tree: TokenTree,
  prompts: number,
  state: number,
  into: Float64Array | Float32Array,
  offset: number,
): void {
  const { rows, length, vocabulary: v, place } = tree;
  into.fill(0, offset, offset + observationSize(tree, prompts));
  if (state === prompts * rows) return;
  const { row: above, token } = parentsOf(tree);
  into[offset + Math.floor(state / rows)] = 1;
  let row = state % rows;
  into[offset + prompts + place[row]!] = 1;
  for (let at = place[row]! - 1; at >= 0; at--) {
    into[offset + prompts + length + at * v + token[row]!] = 1;
    row = above[row]!;
  }
}
