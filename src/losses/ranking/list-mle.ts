import { choice } from '../../core/params.js';
import { listMle } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byLead } from '../kit/plot.js';
import { listInputs, listReduction, overLists } from '../parts/listwise.js';

export const listMleLoss = defineLoss({
  name: 'list-mle',
  family: 'ranking',
  summary: 'Surprise at the order of the grades when documents are drawn one by one in proportion to e^score.',
  formula:
    'sum_k w_k (lse(s_(k) .. s_(n)) - s_(k)) a list, by grade, highest first; w_k = 1, or (2^(n-k) - 1) / (2^n - 1 - n) (position)',
  gradient: 'document at place j: sum_{k <= j} w_k softmax over the rest_j - w_j',
  source: 'Xia et al. 2008; position: Lan et al. 2014 (p-ListMLE)',
  aliases: ['ListMLE', 'p-ListMLE', 'Plackett-Luce likelihood'],
  elsewhere: [
    'allRank and TF-Ranking shuffle ties; allRank adds 1e-10 inside the logarithm.',
    'sentence-transformers ListMLELoss takes the order of the input unless told otherwise; PListMLELoss counts places from 0.',
  ],
  traps: ['Tied grades keep the order of the input and are pulled apart by it.'],
  relatives: ['listnet', 'pairwise-logistic'],
  fits: ['graded-scores'],
  inputs: listInputs,
  params: {
    form: choice('plain', ['plain', 'position'], 'Whether all places count alike or the first ones most.'),
    reduction: listReduction,
  },
  couples: { why: 'its values belong to lists', weights: true },
  variants: { plain: { form: 'plain' }, position: { form: 'position' } },
  plot: {
    ...byLead,
    examples: { 'a list of three': (s) => ({ scores: [s, 0, 0.5], labels: [2, 1, 0] }) },
    family: { param: 'form', values: ['plain', 'position'] },
  },
  compute: (inputs, { form, reduction }) =>
    overLists(inputs, reduction, (scores, labels, lists) => listMle(scores, labels, lists, form)),
});
