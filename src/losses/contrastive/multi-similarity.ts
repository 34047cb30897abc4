import { choice, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, fillWhere, lseRows, mineRelative, outsidePairs, scale, shift, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { labelledInputs } from '../parts/labelled-rows.js';
import { similarities } from '../parts/similarity.js';

export const multiSimilarity = defineLoss({
  name: 'multi-similarity',
  family: 'contrastive',
  summary:
    'Soft maxima of the positives below and the negatives above a base similarity, optionally of the informative pairs only.',
  formula: 's = cos; log(1 + sum_P e^(-a (s - base)))/a + log(1 + sum_N e^(b (s - base)))/b',
  gradient: 'ds_p = -softmax over P and 0, ds_n = softmax over N and 0',
  source: 'Wang et al. 2019',
  aliases: ['MS loss', 'MultiSimilarityLoss'],
  elsewhere: [
    'pytorch-metric-learning MultiSimilarityLoss with MultiSimilarityMiner: equal. The code of the authors has beta 40.',
  ],
  traps: [
    'Mined, no pair is left once the classes are apart: the loss is 0 and so is the gradient.',
    'The mean divides by all rows, also those without a pair.',
  ],
  relatives: ['circle', 'contrastive', 'sup-con'],
  fits: ['labelled-embeddings'],
  inputs: labelledInputs,
  params: {
    alpha: number(2, 'Steepness for positives.', { above: 0 }),
    beta: number(50, 'Steepness for negatives.', { above: 0 }),
    base: number(0.5, 'The similarity that parts positives from negatives.'),
    mining: choice(
      'none',
      ['none', 'relative'],
      'relative keeps positives that are not clearly above the nearest negative, and negatives not clearly below the farthest positive.',
    ),
    epsilon: number(0.1, 'For mining: what clearly means.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  couples: { why: 'rows are the pairs of each other', weights: true },
  variants: { default: { mining: 'none' }, mined: { mining: 'relative' } },
  plot: {
    variable: 'cosine of two rows of one class; with the negative it is 0',
    symbol: 's_p',
    from: -0.99,
    to: 0.99,
    examples: {
      'three rows': (c) => ({
        embeddings: [
          [1, 0, 0],
          [...atCosine(c), 0],
          [0, 0, 1],
        ],
        labels: [0, 0, 1],
      }),
    },
    slope: 'variable',
    family: { param: 'alpha', values: [2, 10, 50] },
  },
  compute({ embeddings, labels }, { alpha, beta, base, mining, epsilon, reduction }) {
    const { engine } = embeddings;
    const n = labels.size;
    const s = similarities(embeddings, embeddings, 'cos');
    const { noPositive, noNegative, kept } =
      mining === 'relative'
        ? mineRelative(s, labels, epsilon)
        : {
            noPositive: outsidePairs(engine, labels, labels, 'others'),
            noNegative: outsidePairs(engine, labels, labels, 'different'),
            kept: n * (n - 1),
          };
    const above = shift(s, -base);
    const soft = (steepness: number, outside: Tensor) =>
      scale(softplus(lseRows(fillWhere(scale(above, steepness), outside, -Infinity))), 1 / Math.abs(steepness));
    const rows = add(soft(-alpha, noPositive), soft(beta, noNegative));
    return { value: reduce(rows, reduction), extra: { pairs: kept } };
  },
});
