import { number } from '../../core/params.js';
import { approxNdcg } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byLead } from '../kit/plot.js';
import { gainParam, gradeIssues, listInputs, listReduction, overLists } from '../parts/listwise.js';

export const approxNdcgLoss = defineLoss({
  name: 'approx-ndcg',
  family: 'ranking',
  summary: '1 - NDCG with ranks made smooth by sigmoids of score differences.',
  formula:
    '1 - sum_i g_i / log2(1 + rank_i) / maxDCG a list, rank_i = 1 + sum_{j != i} sigma((s_j - s_i)/T), g = 2^y - 1',
  gradient:
    'sum_i (a_i - a_j) sigma(x) sigma(-x) / T, x = (s_j - s_i)/T, a_i = g_i/maxDCG log 2 / ((1 + rank_i) log(1 + rank_i)^2)',
  source: 'Qin et al. 2010; Bruch et al. 2019',
  aliases: ['ApproxNDCG', 'smooth NDCG'],
  elsewhere: ['TF-Ranking ApproxNDCGLoss (T 0.1) and allRank (alpha = 1/T = 1) return -NDCG: this minus 1.'],
  traps: [
    'Score gaps far above T have no gradient, so a sure wrong order stays: raise T or start from another loss.',
    'A list without a relevant document does not count.',
  ],
  relatives: ['lambda-rank', 'listnet'],
  fits: ['graded-scores'],
  inputs: listInputs,
  params: {
    temperature: number(0.1, 'Gap of scores over which a rank changes; smaller is nearer to the NDCG.', { above: 0 }),
    gain: gainParam(),
    reduction: listReduction,
  },
  couples: { why: 'its values belong to lists', weights: true },
  variants: { default: {} },
  plot: {
    ...byLead,
    examples: { 'a list of two': (s) => ({ scores: [s, 0], labels: [1, 0] }) },
    params: { temperature: 1 },
    family: { param: 'temperature', values: [0.1, 0.5, 1] },
  },
  validate: (inputs) => gradeIssues(inputs),
  compute: (inputs, { temperature, gain, reduction }) =>
    overLists(inputs, reduction, (scores, labels, lists) => approxNdcg(scores, labels, lists, { temperature, gain })),
});
