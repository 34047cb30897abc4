import { number } from '../../core/params.js';
import { mul, neg, scale, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLead } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairDifferences, pairsParam } from '../parts/ordered-pairs.js';

export const pairwiseLogistic = defineLoss({
  name: 'pairwise-logistic',
  family: 'ranking',
  summary: 'Logistic loss of every pair in which one document has the higher grade.',
  formula: 'softplus(-k (s_i - s_j)) over pairs with y_i > y_j',
  gradient: 't = -k sigma(-k (s_i - s_j)), added to i and subtracted from j',
  source: 'Burges et al. 2005 (RankNet)',
  aliases: ['RankNet', 'BPR', 'Bayesian personalized ranking'],
  elsewhere: [
    'TF-Ranking PairwiseLogisticLoss: a sum within each list by default.',
    'sentence-transformers RankNetLoss takes log base 2: its values are these divided by ln 2.',
  ],
  traps: [
    'Only the order of the grades counts, not their gap.',
    'With the gap inside the exponent and all i, j, each pair counts twice and every tie adds log 2: that is literal.',
    'All grades equal: no pair, value 0.',
  ],
  relatives: ['soft-pairwise', 'pairwise-ranking'],
  fits: ['graded-scores', 'signed-scores'],
  inputs: {
    scores: learned('[N]', 'Score of each document; higher ranks first.'),
    labels: given('[N]', 'Relevance grades; only their order counts.'),
  },
  params: {
    sigma: number(1, 'Steepness k; literal has none.', { above: 0 }),
    pairs: pairsParam('pairs with y_i above y_j'),
    reduction: reductionParam('mean', 'the number of counted pairs'),
  },
  couples: { why: 'its values belong to pairs of documents' },
  variants: { default: { pairs: 'counted' }, literal: { pairs: 'literal' } },
  plot: {
    ...byLead,
    examples: { 'one pair': (s) => ({ scores: [s, 0], labels: [1, 0] }) },
    family: { param: 'sigma', values: [0.5, 1, 3] },
  },
  compute({ scores, labels }, { sigma, pairs: which, reduction }) {
    const literal = which === 'literal';
    const { difference, labelGap, pairs } = pairDifferences(scores, labels, literal ? 'all' : 'above');
    const lead = literal ? neg(mul(labelGap(), difference)) : scale(difference, -sigma);
    return { value: reduce(softplus(lead), reduction), extra: { pairs } };
  },
});
