import { number } from '../../core/params.js';
import { add, crossEntropyRows, matmulNT, rowDot, scale, softCrossEntropyRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned, optional } from '../kit/inputs.js';
import { range } from '../kit/numerics.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { duplicateWarning } from '../parts/duplicate-rows.js';
import { sharedTargets } from '../parts/labelled-rows.js';

export const nPair = defineLoss({
  name: 'n-pair',
  family: 'contrastive',
  summary: 'Cross-entropy of picking the own positive among those of the batch by dot product; lengths may cost.',
  formula:
    'cross-entropy over a_i p_j with target i, + lambda (|a_i|^2 + |p_i|^2); labelled: rows of one label share the target',
  gradient: 'Z = P - target: anchors Z p + 2 lambda a, positives Z^T a + 2 lambda p',
  source: 'Sohn 2016',
  aliases: ['N-pairs', 'multi-class N-pair loss'],
  elsewhere: [
    'TF-Addons npairs_loss: labelled; TF 1 added 0.0005 of the squared lengths.',
    'pytorch-metric-learning NPairsLoss normalises first.',
  ],
  traps: [
    'Lengths, and dot products with them, grow without l2.',
    'Without l2 and labels it is mnr with dot and scale 1.',
  ],
  relatives: ['mnr', 'info-nce'],
  fits: ['anchor-positive'],
  inputs: {
    anchors: learned('[N,D]', 'Rows that look for their positive.'),
    positives: learned('[N,D]', 'Row i belongs with anchor i.'),
    labels: optional(index('[N]', 'Rows with the same number belong together.')),
  },
  params: {
    l2: number(0, 'What the squared lengths cost.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  couples: { why: 'rows are negatives of each other', weights: true },
  variants: { default: {}, labelled: {} },
  forms: {
    default: { needs: ['anchors', 'positives'] },
    labelled: { needs: ['anchors', 'positives', 'labels'] },
  },
  plot: {
    variable: 'dot product with the own positive; with the other one it is 0',
    symbol: 'a p',
    from: -4,
    to: 4,
    examples: {
      'two rows': (x) => ({
        anchors: [
          [x, 0],
          [0, x],
        ],
        positives: [
          [1, 0],
          [0, 1],
        ],
      }),
    },
    slope: 'variable',
    family: { param: 'l2', values: [0, 0.02, 0.1] },
  },
  warn: ({ positives, labels }) => (labels === undefined ? duplicateWarning('positives', positives) : []),
  compute({ anchors, positives, labels }, { l2, reduction }) {
    const products = matmulNT(anchors, positives);
    const rows =
      labels === undefined
        ? crossEntropyRows(products, range(anchors.engine, anchors.shape[0]!))
        : softCrossEntropyRows(products, sharedTargets(anchors.engine, labels));
    const lengths = () => add(rowDot(anchors, anchors), rowDot(positives, positives));
    return { value: reduce(l2 === 0 ? rows : add(rows, scale(lengths(), l2)), reduction) };
  },
});
