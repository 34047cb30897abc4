import { binaryCrossEntropy, exp, fillAt, limit, scaleBy, shiftBy, sumRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { range } from '../kit/numerics.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { similarities, similarityParam } from '../parts/similarity.js';

/** Largest logarithm of the scale. */
const MOST = 20;

export const siglip = defineLoss({
  name: 'siglip',
  family: 'contrastive',
  summary: 'Each pair of a query and a key by itself: a log-loss of whether the two belong together.',
  formula: 'sum_j softplus(-y_ij z_ij), z = e^logScale sim + bias, y = 1 for i = j, else -1; logScale at most 20',
  gradient: 'd = -y sigma(-y z): logScale sum d e^logScale sim, bias sum d, queries and keys through sim',
  source: 'Zhai et al. 2023',
  aliases: ['SigLIP', 'sigmoid contrastive loss'],
  elsewhere: ['open_clip SigLipLoss takes the scale itself and features that are normalised already.'],
  traps: [
    'Start logScale at log 10 and bias at -10: from 0, N^2 - N negatives swamp N positives.',
    'The mean divides by N, not by N^2.',
  ],
  relatives: ['info-nce', 'mnr', 'bce'],
  fits: ['scaled-pairs'],
  inputs: {
    queries: learned('[N,D]', 'Rows that look for their key.'),
    keys: learned('[N,D]', 'Row i matches query i.'),
    logScale: learned('[]', 'Log of the scale, learned; begin with log 10.'),
    bias: learned('[]', 'Learned; begin with -10.'),
  },
  params: { similarity: similarityParam(), reduction: reductionParam('mean', 'the number of queries') },
  couples: { why: 'rows are negatives of each other', weights: true },
  variants: { default: {} },
  plot: {
    variable: 'cosine of a query with its key; with the other one it is 0',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'two pairs': (c) => ({
        queries: [
          [1, 0, 0, 0],
          [0, 0, 1, 0],
        ],
        keys: [
          [...atCosine(c), 0, 0],
          [0, 0, ...atCosine(c)],
        ],
        logScale: Math.LN10,
        bias: -5,
      }),
    },
    slope: 'variable',
    family: null,
  },
  compute({ queries, keys, logScale, bias }, { similarity, reduction }) {
    const { engine } = queries;
    const n = queries.shape[0]!;
    const scaled = scaleBy(similarities(queries, keys, similarity), exp(limit(logScale, -Infinity, MOST)));
    const own = (inside: number, outside: number) => fillAt(engine.filled([n, n], outside), range(engine, n), inside);
    const pairs = binaryCrossEntropy(shiftBy(scaled, bias), own(1, 0), own(0, 1));
    return { value: reduce(sumRows(pairs), reduction) };
  },
});
