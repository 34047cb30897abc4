import { choice } from '../../core/params.js';
import { listNet } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byLead } from '../kit/plot.js';
import { gradeIssues, listInputs, listReduction, overLists } from '../parts/listwise.js';

export const listnet = defineLoss({
  name: 'listnet',
  family: 'ranking',
  summary: 'Cross-entropy of the softmax of the scores of a list from that of its grades.',
  formula: '-sum_i t_i logSoftmax(s)_i a list; t = softmax(y), or y / sum y (share)',
  gradient: 'softmax(s)_i - t_i',
  source: 'Cao et al. 2007 (top-1 probability)',
  aliases: ['ListNet', 'softmax ranking loss', 'listwise softmax'],
  elsewhere: [
    'allRank listNet (1e-10 inside the logarithm); sentence-transformers ListNetLoss: softmax.',
    'TF-Ranking SoftmaxLoss and Optax ranking_softmax_loss: share, times the sum of the grades.',
  ],
  traps: [
    'The softmax of grades 0 to 4 is soft, that of 0 to 30 nearly one-hot: scale the grades.',
    'The floor is the entropy of t, not 0.',
    'Tied grades pull the scores of their documents together.',
  ],
  relatives: ['cross-entropy', 'list-mle', 'pairwise-logistic'],
  fits: ['graded-scores'],
  inputs: listInputs,
  params: {
    form: choice('softmax', ['softmax', 'share'], 'How grades become a distribution.'),
    reduction: listReduction,
  },
  couples: { why: 'its values belong to lists', weights: true },
  variants: { softmax: { form: 'softmax' }, share: { form: 'share' } },
  plot: {
    ...byLead,
    examples: { 'a list of two': (s) => ({ scores: [s, 0], labels: [1, 0] }) },
    family: { param: 'form', values: ['softmax', 'share'] },
  },
  validate: (inputs, { form }) => (form === 'share' ? gradeIssues(inputs) : []),
  compute: (inputs, { form, reduction }) =>
    overLists(inputs, reduction, (scores, labels, lists) => listNet(scores, labels, lists, form)),
});
