import { boolean, choice, number } from '../../core/params.js';
import { add, mul, neg, relu, rowDistance, scale, shift, square } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned, optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const contrastive = defineLoss({
  name: 'contrastive',
  family: 'contrastive',
  summary: 'Similar pairs are drawn together, dissimilar ones pushed apart up to a margin.',
  formula: 'h (Y d^2 + (1-Y) ([m-d]+)^2), Y = 1 for similar, h = 1/2; anchor-pos-neg: d(a,p) + [m - d(a,n)]+',
  gradient: 'similar: 2h d dd/dx; dissimilar and d < m: -2h (m-d) dd/dx, 0 at d = 0',
  source: 'Hadsell, Chopra, LeCun 2006',
  aliases: ['pairwise contrastive loss', 'siamese'],
  elsewhere: [
    'sentence-transformers ContrastiveLoss: 1 = similar, halved, cosine distance, margin 0.5.',
    'pytorch-metric-learning ContrastiveLoss: not squared, mean over the losses above 0.',
    'pytorch-metric-learning ContrastiveLoss adds two means, one over the pairs of a class and one over the others.',
  ],
  traps: [
    'Here label 1 means similar; in the 2006 paper it means dissimilar: see labelMeans.',
    'A dissimilar pair at distance 0 gets no gradient and stays there.',
    'The anchor-pos-neg form is not squared and has no factor one half.',
  ],
  relatives: ['triplet', 'cosine-embedding', 'hinge-embedding', 'info-nce'],
  fits: ['embedding-pairs', 'triplets'],
  inputs: {
    x1: optional(learned('[N,D]', 'First of each pair.')),
    x2: optional(learned('[N,D]', 'Second of each pair.')),
    labels: optional(given('[N]', '1 or 0 a pair; labelMeans says which is similar.', { values: [0, 1] })),
    anchors: optional(learned('[N,D]', 'Rows to compare with.')),
    positives: optional(learned('[N,D]', 'Row i belongs with anchor i.')),
    negatives: optional(learned('[N,D]', 'Row i does not belong with anchor i.')),
  },
  params: {
    margin: number(1, 'Distance from which on a dissimilar pair costs nothing.', { min: 0 }),
    half: boolean(true, 'Whether the pair form has the factor one half.'),
    distance: choice('euclidean', ['euclidean', 'cosine'], 'How far apart two embeddings are; cosine is 1 - cos.'),
    labelMeans: choice('similar', ['similar', 'dissimilar'], 'What label 1 means; dissimilar is the 2006 paper.'),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { pair: {}, 'anchor-pos-neg': {} },
  forms: {
    pair: { needs: ['x1', 'x2', 'labels'] },
    'anchor-pos-neg': { needs: ['anchors', 'positives', 'negatives'] },
  },
  plot: {
    variable: 'distance of the pair',
    symbol: 'd',
    from: 0,
    to: 2.5,
    examples: {
      'a dissimilar pair': (d) => ({ x1: [[d, 0]], x2: [[0, 0]], labels: [0] }),
      'a similar pair': (d) => ({ x1: [[d, 0]], x2: [[0, 0]], labels: [1] }),
    },
    slope: { of: 'x1', at: 0, name: 'x1' },
    family: { param: 'margin', values: [0.5, 1, 2] },
  },
  compute({ x1, x2, labels, anchors, positives, negatives }, { margin, half, distance, labelMeans, reduction }) {
    if (labels === undefined) {
      const near = rowDistance(anchors!, positives!, distance);
      const far = rowDistance(anchors!, negatives!, distance);
      return { value: reduce(add(near, relu(shift(neg(far), margin))), reduction) };
    }
    const d = rowDistance(x1!, x2!, distance);
    const other = shift(neg(labels), 1);
    const [similar, dissimilar] = labelMeans === 'similar' ? [labels, other] : [other, labels];
    const apart = square(relu(shift(neg(d), margin)));
    const rows = add(mul(similar, square(d)), mul(dissimilar, apart));
    return { value: reduce(half ? scale(rows, 0.5) : rows, reduction) };
  },
});
