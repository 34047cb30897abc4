import { boolean, number } from '../../core/params.js';
import { add, concatRows, crossEntropyRows, scale } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned, optional } from '../kit/inputs.js';
import { range } from '../kit/numerics.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { duplicateWarning } from '../parts/duplicate-rows.js';
import { besideOwn, similarities, similarityParam } from '../parts/similarity.js';

export const mnr = defineLoss({
  name: 'mnr',
  family: 'ranking',
  summary: 'Each anchor must find its own positive among the positives of the whole batch.',
  formula: 'cross-entropy with target i over scale * sim(anchor_i, [positives; negatives])',
  gradient:
    'Z = softmax - onehot: d anchor_i = scale sum_j Z_ij d sim/d anchor_i, d candidate_j = scale sum_i Z_ij d sim/d candidate_j',
  source: 'Henderson et al. 2017',
  aliases: ['multiple negatives ranking', 'in-batch negatives'],
  elsewhere: [
    'sentence-transformers MultipleNegativesRankingLoss (scale 20, cosine) and MultipleNegativesSymmetricRankingLoss.',
    'pytorch-metric-learning: NTXentLoss with a reducer per anchor.',
  ],
  traps: [
    'The negatives are the other rows of the batch: a larger batch is a harder task, and values of two batch sizes do not compare.',
    'scale is 1 / temperature; with dot use scale 1.',
    'Two rows with the same positive are false negatives of each other and keep the loss at log 2 or more.',
    'One row alone gives exactly 0.',
  ],
  relatives: ['info-nce', 'cross-entropy', 'triplet'],
  fits: ['anchor-positive'],
  inputs: {
    anchors: learned('[N,D]', 'Rows that look for their positive.'),
    positives: learned('[N,D]', 'Row i belongs to anchor i.'),
    negatives: optional(
      learned('[K,D] or [N,K,D]', 'Hard negatives: candidates for every anchor, or K of its own for each.'),
    ),
  },
  params: {
    scale: number(20, 'Factor of the similarity, 1 / temperature; larger looks only at the hardest negatives.', {
      above: 0,
    }),
    similarity: similarityParam(),
    symmetric: boolean(false, 'Whether positives must also find their anchors; hard negatives have no part in that.'),
    reduction: reductionParam('mean', 'the number of anchors'),
  },
  couples: { why: 'rows are negatives of each other', weights: true },
  variants: {
    'in-batch': { symmetric: false },
    'hard-negatives': { symmetric: false },
    symmetric: { symmetric: true },
  },
  forms: {
    'in-batch': { needs: ['anchors', 'positives'] },
    'hard-negatives': { needs: ['anchors', 'positives', 'negatives'] },
    symmetric: { needs: ['anchors', 'positives'], takes: ['negatives'] },
  },
  plot: {
    variable: 'cosine of an anchor with its positive; with the one negative it is 0.3',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    variant: 'hard-negatives',
    examples: {
      'one anchor': (c) => ({
        anchors: [[1, 0, 0]],
        positives: [[...atCosine(c), 0]],
        negatives: [[atCosine(0.3)[0], 0, atCosine(0.3)[1]]],
      }),
    },
    slope: 'variable',
    family: { param: 'scale', values: [5, 20, 50] },
  },
  warn: ({ positives }) => duplicateWarning('positives', positives),
  compute({ anchors, positives, negatives }, { scale: factor, similarity, symmetric, reduction }) {
    const own = range(anchors.engine, anchors.shape[0]!);
    const shared = negatives?.shape.length === 2 ? concatRows(positives, negatives) : positives;
    const inBatch = similarities(anchors, shared, similarity);
    const all = negatives?.shape.length === 3 ? besideOwn(inBatch, anchors, negatives, similarity) : inBatch;
    let rows = crossEntropyRows(scale(all, factor), own);
    if (symmetric) {
      const back = crossEntropyRows(scale(similarities(positives, anchors, similarity), factor), own);
      rows = scale(add(rows, back), 0.5);
    }
    return { value: reduce(rows, reduction) };
  },
});
