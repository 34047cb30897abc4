import { number } from '../../core/params.js';
import { neg, relu, select, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const hingeEmbedding = defineLoss({
  name: 'hinge-embedding',
  family: 'contrastive',
  summary: 'A distance that must be small for similar pairs and at least a margin for others.',
  formula: 'y = 1: d; y = -1: [m - d]+',
  gradient: 'y = 1: 1; y = -1: -1 while d < m, else 0',
  source: 'Chopra, Hadsell, LeCun 2005; PyTorch documentation',
  aliases: [],
  elsewhere: ['PyTorch nn.HingeEmbeddingLoss.'],
  traps: [
    'It takes a distance that you compute, L1 being the documented use, and does not square it.',
    'It is not cosine-embedding with another distance.',
  ],
  relatives: ['contrastive', 'cosine-embedding', 'hinge'],
  fits: ['signed-distances'],
  inputs: {
    distances: learned('[N]', 'Distance of each pair.'),
    targets: given('[N]', '+1 for similar, -1 for dissimilar.', { values: [-1, 1] }),
  },
  params: {
    margin: number(1, 'Distance from which on a dissimilar pair costs nothing.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {} },
  plot: {
    variable: 'distance of the pair',
    symbol: 'd',
    from: 0,
    to: 2.5,
    examples: {
      'a dissimilar pair': (d) => ({ distances: [d], targets: [-1] }),
      'a similar pair': (d) => ({ distances: [d], targets: [1] }),
    },
    slope: { of: 'distances', at: 0, name: 'd' },
    family: { param: 'margin', values: [0.5, 1, 2] },
  },
  compute({ distances, targets }, { margin, reduction }) {
    const similar = relu(targets);
    return { value: reduce(select(similar, distances, relu(shift(neg(distances), margin))), reduction) };
  },
});
