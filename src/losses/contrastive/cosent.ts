import { number } from '../../core/params.js';
import {
  lseRows,
  normalizeRows,
  orderedPairs,
  reshape,
  rowDot,
  scale,
  softplus,
  sub,
  take,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { atCosine } from '../kit/plot.js';

export const cosent = defineLoss({
  name: 'cosent',
  family: 'contrastive',
  summary: 'Pairs of higher grade should have the higher cosine: one soft maximum over all violations of the order.',
  formula: 's_i = scale cos(x1_i, x2_i); log(1 + sum over y_i > y_j of e^(s_j - s_i)), one value a batch',
  gradient: 'w_ij = softmax over the pairs and 0: added to s_j, subtracted from s_i, times scale',
  source: 'Su 2022; Huang et al. 2024',
  aliases: ['CoSENT', 'CoSENTLoss'],
  elsewhere: ['sentence-transformers CoSENTLoss: scale 20.'],
  traps: [
    'The value grows with the logarithm of the number of pairs: do not compare batch sizes.',
    'Only the order of the labels counts.',
  ],
  relatives: ['pairwise-logistic', 'cosine-embedding'],
  fits: ['scored-pairs'],
  inputs: {
    x1: learned('[N,D]', 'First row of each pair.'),
    x2: learned('[N,D]', 'Second row of each pair.'),
    labels: given('[N]', 'How alike the two are; only the order counts.'),
  },
  params: { scale: number(20, 'Multiplies the cosine.', { above: 0 }) },
  variants: { default: {} },
  plot: {
    variable: 'cosine of the pair with the higher label; the other has 0',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'two pairs': (c) => ({
        x1: [
          [1, 0],
          [1, 0],
        ],
        x2: [atCosine(c), [0, 1]],
        labels: [1, 0],
      }),
    },
    slope: 'variable',
    family: { param: 'scale', values: [5, 10, 20] },
  },
  compute({ x1, x2, labels }, { scale: factor }) {
    const { engine } = x1;
    const s = scale(rowDot(normalizeRows(x1), normalizeRows(x2)), factor);
    const { first, second } = orderedPairs(labels, 'above');
    if (first.size === 0) return { value: engine.filled([], 0), extra: { pairs: 0 } };
    const gaps = reshape(sub(take(s, second), take(s, first)), [1, first.size]);
    return { value: reshape(softplus(lseRows(gaps)), []), extra: { pairs: first.size } };
  },
});
