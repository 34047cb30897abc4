import { number } from '../../core/params.js';
import { mul, neg, relu, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLead } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairDifferences, pairsParam } from '../parts/ordered-pairs.js';

export const pairwiseRanking = defineLoss({
  name: 'pairwise-ranking',
  family: 'ranking',
  summary: 'Hinge of every pair in which one document has the higher grade.',
  formula: '[m - (s_i - s_j)]+ over pairs with y_i > y_j',
  gradient: '-1 where violated, added to i and subtracted from j',
  source: 'Herbrich et al. 1999; Joachims 2002 (ranking SVM)',
  aliases: ['pairwise hinge', 'ranking SVM loss'],
  elsewhere: ['TF-Ranking PairwiseHingeLoss: margin fixed at 1, a sum within each list by default.'],
  traps: [
    'The double sum over all i and j adds N m from the diagonal and pushes equals apart: that is literal, for labels -1 and +1.',
    'All grades equal: no pair, value 0.',
  ],
  relatives: ['pairwise-logistic', 'soft-pairwise', 'margin-ranking', 'hinge'],
  fits: ['graded-scores', 'signed-scores'],
  inputs: {
    scores: learned('[N]', 'Score of each document; higher ranks first.'),
    labels: given('[N]', 'Relevance grades; only their order counts. For literal -1 or +1.'),
  },
  params: {
    margin: number(1, 'How far the better document must lead.', { min: 0 }),
    pairs: pairsParam('pairs with y_i above y_j'),
    reduction: reductionParam('mean', 'the number of counted pairs'),
  },
  couples: { why: 'its values belong to pairs of documents' },
  variants: { default: { pairs: 'counted' }, literal: { pairs: 'literal' } },
  plot: {
    ...byLead,
    examples: { 'one pair': (s) => ({ scores: [s, 0], labels: [1, 0] }) },
    family: { param: 'margin', values: [0.5, 1, 2] },
  },
  validate({ labels }, { pairs }) {
    const at = pairs === 'literal' ? labels.data.findIndex((y) => y !== 1 && y !== -1) : -1;
    return at < 0
      ? []
      : [
          {
            path: `inputs.labels[${at}]`,
            message: 'is not legal for literal',
            given: `${labels.data[at]}`,
            allowed: '-1, 1',
          },
        ];
  },
  compute({ scores, labels }, { margin, pairs: which, reduction }) {
    const literal = which === 'literal';
    const { difference, label, pairs } = pairDifferences(scores, labels, literal ? 'all' : 'above');
    const lead = literal ? mul(label(), difference) : difference;
    return { value: reduce(relu(shift(neg(lead), margin)), reduction), extra: { pairs } };
  },
});
