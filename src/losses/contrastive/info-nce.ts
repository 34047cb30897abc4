import { choice, number } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import {
  add,
  concatRows,
  crossEntropyRows,
  fillAt,
  reshape,
  scale,
  softCrossEntropyRows,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned, optional } from '../kit/inputs.js';
import { range } from '../kit/numerics.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { duplicateWarning } from '../parts/duplicate-rows.js';
import { sharedTargets } from '../parts/labelled-rows.js';
import { besideOwn, rowSimilarity, type Similarity, similarities, similarityParam } from '../parts/similarity.js';

/** [2N,2N] similarities of both views with themselves, none to itself. */
function amongAll(queries: Tensor, keys: Tensor, kind: Similarity): Tensor {
  const views = concatRows(queries, keys);
  return fillAt(similarities(views, views, kind), range(views.engine, views.shape[0]!), -Infinity);
}

/** Row i's partner in the other view. */
function partners(n: number, of: Tensor): Indices {
  return of.engine.indices(Array.from({ length: 2 * n }, (_, i) => (i + n) % (2 * n)));
}

/** [N,1+K]: the similarity to the row's own key, then to its own negatives. */
function withOwnNegatives(queries: Tensor, keys: Tensor, negatives: Tensor, kind: Similarity): Tensor {
  return besideOwn(reshape(rowSimilarity(queries, keys, kind), [queries.shape[0]!, 1]), queries, negatives, kind);
}

export const infoNce = defineLoss({
  name: 'info-nce',
  family: 'contrastive',
  summary: 'Cross-entropy of picking the matching key among others by similarity over temperature.',
  formula: 'cross-entropy with the match as target over sim(q_i, k_j) / tau',
  gradient: 'as mnr with scale 1 / tau',
  source: 'van den Oord et al. 2018; nt-xent: Chen et al. 2020 (SimCLR); symmetric: Radford et al. 2021 (CLIP)',
  aliases: ['InfoNCE', 'NT-Xent', 'CLIP loss', 'MoCo', 'SimCLR', 'NCE'],
  elsewhere: [
    'pytorch-metric-learning NTXentLoss (0.07) and SelfSupervisedLoss; Optax ntxent (0.07, takes labels).',
    'sentence-transformers: see mnr. None in PyTorch.',
  ],
  traps: [
    'The match is always in the denominator.',
    'log N minus the loss bounds the mutual information from below, so a batch of N cannot show more than log N.',
    'SimCLR used temperature 0.1 on ImageNet and 0.5 on CIFAR-10; with dot start at 1.',
    'CLIP trains with the symmetric form of this loss, not with cosine-embedding.',
  ],
  relatives: ['mnr', 'cross-entropy', 'contrastive'],
  fits: ['anchor-positive'],
  inputs: {
    queries: learned('[N,D]', 'Rows that look for their key.'),
    keys: learned('[N,D]', 'Row i matches query i.'),
    labels: optional(index('[N]', 'Rows with the same number match too and share the target evenly.')),
    negatives: optional(learned('[N,K,D]', 'K keys that do not match, for each query its own (form explicit).')),
  },
  params: {
    form: choice(
      'in-batch',
      ['in-batch', 'symmetric', 'nt-xent', 'explicit'],
      'in-batch: other keys; symmetric: also from keys to queries; nt-xent: all 2N views; explicit: own negatives only.',
    ),
    temperature: number(0.07, 'Divides the similarity; smaller looks only at the hardest negatives.', { above: 0 }),
    similarity: similarityParam(),
    reduction: reductionParam('mean', 'the number of rows (2N for nt-xent)'),
  },
  couples: { why: 'rows are negatives of each other', weights: true },
  variants: {
    'in-batch': { form: 'in-batch' },
    symmetric: { form: 'symmetric' },
    'nt-xent': { form: 'nt-xent' },
    explicit: { form: 'explicit' },
  },
  forms: {
    'in-batch': { needs: ['queries', 'keys'], takes: ['labels'] },
    symmetric: { needs: ['queries', 'keys'], takes: ['labels'] },
    'nt-xent': { needs: ['queries', 'keys'] },
    explicit: { needs: ['queries', 'keys', 'negatives'] },
  },
  plot: {
    variable: 'cosine of a query with its key; with the one negative it is 0.3',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    variant: 'explicit',
    examples: {
      'one query': (c) => ({
        queries: [[1, 0, 0]],
        keys: [[...atCosine(c), 0]],
        negatives: [[[atCosine(0.3)[0], 0, atCosine(0.3)[1]]]],
      }),
    },
    slope: 'variable',
    family: { param: 'temperature', values: [0.07, 0.2, 0.5] },
  },
  warn: ({ keys, labels }, { form }) =>
    form === 'explicit' || labels !== undefined ? [] : duplicateWarning('keys', keys),
  compute({ queries, keys, negatives, labels }, { form, temperature, similarity, reduction }) {
    const { engine } = queries;
    const n = queries.shape[0]!;
    const pick = (similarity: Tensor, target: Indices) => crossEntropyRows(scale(similarity, 1 / temperature), target);
    const match = (similarity: Tensor) =>
      labels === undefined
        ? pick(similarity, range(engine, n))
        : softCrossEntropyRows(scale(similarity, 1 / temperature), sharedTargets(engine, labels));
    const rows = {
      'in-batch': () => match(similarities(queries, keys, similarity)),
      symmetric: () =>
        scale(add(match(similarities(queries, keys, similarity)), match(similarities(keys, queries, similarity))), 0.5),
      'nt-xent': () => pick(amongAll(queries, keys, similarity), partners(n, queries)),
      explicit: () => pick(withOwnNegatives(queries, keys, negatives!, similarity), engine.indices(new Int32Array(n))),
    }[form]();
    return { value: reduce(rows, reduction) };
  },
});
