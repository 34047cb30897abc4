import { number } from '../../core/params.js';
import { mul, neg, shift, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLead } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairDifferences, pairsParam } from '../parts/ordered-pairs.js';

export const softPairwise = defineLoss({
  name: 'soft-pairwise',
  family: 'ranking',
  summary: 'Logistic loss of every ordered pair of a relevant and an irrelevant document.',
  formula: 'softplus(m - y_i (s_i - s_j)) over ordered pairs with y_i != y_j',
  gradient: 't = -y_i sigma(y_i (s_j - s_i) + m), added to i and subtracted from j',
  source: 'the pairwise logistic loss of Burges et al. 2005, written with the label of one document',
  aliases: ['soft pairwise loss'],
  elsewhere: [
    'In no library in this form: with margin 0 its mean equals that of pairwise-logistic on the same labels.',
  ],
  traps: [
    'Printed as a double sum over all i and j, it pushes two positives apart and adds N log 2 from the diagonal: that is literal.',
    'Every pair counts twice, once from either side, so the sum is twice that of pairwise-logistic.',
  ],
  relatives: ['pairwise-logistic', 'pairwise-ranking', 'soft-margin'],
  fits: ['signed-scores'],
  inputs: {
    scores: learned('[N]', 'Score of each document; higher ranks first.'),
    labels: given('[N]', 'Relevant (+1) or not (-1).', { values: [-1, 1] }),
  },
  params: {
    margin: number(0, 'Lead beyond which a pair costs less than log 2; literal has none.', { min: 0 }),
    pairs: pairsParam('pairs with different labels'),
    reduction: reductionParam('mean', 'the number of counted pairs'),
  },
  couples: { why: 'its values belong to pairs of documents' },
  variants: { default: { pairs: 'counted' }, literal: { pairs: 'literal' } },
  plot: {
    ...byLead,
    examples: { 'one pair': (s) => ({ scores: [s, 0], labels: [1, -1] }) },
    family: { param: 'margin', values: [0, 1, 2] },
  },
  compute({ scores, labels }, { margin, pairs: which, reduction }) {
    const literal = which === 'literal';
    const { difference, label, pairs } = pairDifferences(scores, labels, literal ? 'all' : 'different');
    const lead = neg(mul(label(), difference));
    return { value: reduce(softplus(literal ? lead : shift(lead, margin)), reduction), extra: { pairs } };
  },
});
