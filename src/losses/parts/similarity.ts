import { choice } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  concatRows,
  gatherRows,
  matmulNT,
  metrics,
  normalizeRows,
  reshape,
  rowDot,
  transpose,
} from '../../tensor/ops/index.js';

export type Similarity = 'cos' | 'dot';

export function similarityParam() {
  return choice(
    'cos',
    ['cos', 'dot'],
    'cos compares directions (a zero vector has cosine 0); dot also rewards length, so give it a much smaller scale.',
  );
}

/** [N,M]: every row of a with every row of b. */
export function similarities(a: Tensor, b: Tensor, kind: Similarity): Tensor {
  return kind === 'cos' ? matmulNT(normalizeRows(a), normalizeRows(b)) : matmulNT(a, b);
}

/** [N]: row i of a with row i of b. */
export function rowSimilarity(a: Tensor, b: Tensor, kind: Similarity): Tensor {
  return kind === 'cos' ? rowDot(normalizeRows(a), normalizeRows(b)) : rowDot(a, b);
}

export function distanceParam() {
  return choice('euclidean', metrics, 'How far apart two embeddings are; cosine is 1 - cos.');
}

/** Similarities [N,M] of the anchors, and beside them those [N,K] with negatives [N,K,D] of their own: [N,M+K]. */
export function besideOwn(similarity: Tensor, anchors: Tensor, negatives: Tensor, kind: Similarity): Tensor {
  const [n, k, size] = negatives.shape as [number, number, number];
  const rows = anchors.engine.indices(Array.from({ length: n * k }, (_, i) => Math.floor(i / k)));
  const own = rowSimilarity(gatherRows(anchors, rows), reshape(negatives, [n * k, size]), kind);
  return transpose(concatRows(transpose(similarity), transpose(reshape(own, [n, k]))));
}
