import { number } from '../../core/params.js';
import { neg, relu, select, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { rowSimilarity } from '../parts/similarity.js';

export const cosineEmbedding = defineLoss({
  name: 'cosine-embedding',
  family: 'contrastive',
  summary: 'Similar pairs must point the same way, dissimilar ones must not.',
  formula: 'y = 1: 1 - cos; y = -1: [cos - m]+',
  gradient: 'y = 1: -d cos; y = -1: +d cos while cos > m; d cos(a,b)/da = (u(b) - cos u(a)) / |a|',
  source: 'PyTorch documentation; Chopra et al. 2005 for the idea',
  aliases: ['cosine embedding loss'],
  elsewhere: [
    'PyTorch nn.CosineEmbeddingLoss adds 1e-12 to both squared lengths.',
    'Keras CosineSimilarity is minus the cosine and has no labels.',
  ],
  traps: [
    'CLIP does not use it; it uses the symmetric form of info-nce.',
    'With margin 0 dissimilar pairs are only pushed to a right angle.',
    'A zero vector has cosine 0 and gradient 0 here: it never leaves zero.',
  ],
  relatives: ['contrastive', 'hinge-embedding', 'info-nce'],
  fits: ['signed-embedding-pairs'],
  inputs: {
    x1: learned('[N,D]', 'First of each pair.'),
    x2: learned('[N,D]', 'Second of each pair.'),
    targets: given('[N]', '+1 for similar, -1 for dissimilar.', { values: [-1, 1] }),
  },
  params: {
    margin: number(0, 'Cosine below which a dissimilar pair costs nothing.', { min: -1, max: 1 }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {} },
  plot: {
    variable: 'cosine of the pair',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'a dissimilar pair': (c) => ({ x1: [[1, 0]], x2: [atCosine(c)], targets: [-1] }),
      'a similar pair': (c) => ({ x1: [[1, 0]], x2: [atCosine(c)], targets: [1] }),
    },
    slope: 'variable',
    family: { param: 'margin', values: [-0.5, 0, 0.5] },
  },
  compute({ x1, x2, targets }, { margin, reduction }) {
    const cosine = rowSimilarity(x1, x2, 'cos');
    const similar = relu(targets);
    return { value: reduce(select(similar, shift(neg(cosine), 1), relu(shift(cosine, -margin))), reduction) };
  },
});
