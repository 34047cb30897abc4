import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, fillWhere, lseRows, mul, outsidePairs, relu, scale, shift, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { held } from '../kit/held.js';
import { atCosine } from '../kit/plot.js';
import { reductionParam } from '../kit/reduction.js';
import { labelledInputs, overAnchors, positivesOf } from '../parts/labelled-rows.js';
import { similarities } from '../parts/similarity.js';

export const circle = defineLoss({
  name: 'circle',
  family: 'contrastive',
  summary: 'Pulls every positive up and every negative down, each by how far it is from where it should be.',
  formula:
    's = cos; softplus(lse_N(gamma n (s - m)) + lse_P(-gamma p (s - 1 + m))), n = [s + m]+ and p = [1 + m - s]+ constants',
  gradient: 'v = sigma of the bracket: ds_n = v softmax_N gamma n, ds_p = -v softmax_P gamma p',
  source: 'Sun et al. 2020',
  aliases: ['Circle loss'],
  elsewhere: [
    'pytorch-metric-learning CircleLoss: equal, averages over the rows above 0.',
    'Keras Circle lets the gradient through n and p: slope 2 gamma s instead.',
  ],
  traps: [
    'gamma sets the scale of the loss: a start near 200 is normal.',
    'A row without a positive or without a negative does not count.',
  ],
  relatives: ['multi-similarity', 'triplet'],
  fits: ['labelled-embeddings'],
  inputs: labelledInputs,
  params: {
    margin: number(0.4, 'Relaxation: positives are to be above 1 - m, negatives below m.', { min: 0, max: 1 }),
    gamma: number(80, 'Scale; the paper has 256 with margin 0.25 for faces.', { above: 0 }),
    reduction: reductionParam('mean', 'the number of rows that have a positive and a negative'),
  },
  couples: { why: 'rows are the pairs of each other', weights: true },
  variants: { default: {} },
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
    slope: { of: 'embeddings', at: 3, name: 'e_p' },
    params: { gamma: 8 },
    family: { param: 'margin', values: [0.1, 0.25, 0.4] },
  },
  compute({ embeddings, labels }, { margin, gamma, reduction }) {
    const { engine } = embeddings;
    const s = similarities(embeddings, embeddings, 'cos');
    const over = (weights: Tensor, gap: Tensor, outside: Tensor) =>
      lseRows(fillWhere(mul(weights, gap), outside, -Infinity));
    const down = held(s, () => scale(relu(shift(s, margin)), gamma));
    const up = held(s, () => scale(relu(shift(scale(s, -1), 1 + margin)), -gamma));
    const negatives = over(down, shift(s, -margin), outsidePairs(engine, labels, labels, 'different'));
    const positives = over(up, shift(s, margin - 1), outsidePairs(engine, labels, labels, 'others'));
    const counts = positivesOf(s, labels).map((count) => count > 0 && count + 1 < labels.size);
    const rows = softplus(add(negatives, positives));
    return { value: overAnchors(rows, counts, reduction), extra: { anchors: counts.filter(Boolean).length } };
  },
});
