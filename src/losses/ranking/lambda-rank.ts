import { choice, number } from '../../core/params.js';
import { lambdaForms, lambdaRank } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byLead } from '../kit/plot.js';
import { gainParam, gradeIssues, listInputs, listReduction, overLists } from '../parts/listwise.js';

export const lambdaRankLoss = defineLoss({
  name: 'lambda-rank',
  family: 'ranking',
  summary: 'Logistic loss of each pair, weighed by what swapping the two would change in the NDCG.',
  formula:
    'sum over y_i > y_j of w_ij softplus(-k (s_i - s_j)) a list; w = |G_i - G_j| |1/D(r_i) - 1/D(r_j)|; ndcg-loss2: |G_i - G_j| (1/D(e) - 1/D(e+1)), e = |r_i - r_j|; ndcg-loss2pp: the first + mu the second; D(x) = log2(1 + x)',
  gradient: '-k w_ij sigma(-k (s_i - s_j)) added to i, subtracted from j; w is a constant',
  source: 'Burges et al. 2006, Burges 2010; LambdaLoss: Wang et al. 2018',
  aliases: ['LambdaRank', 'LambdaLoss', 'LambdaMART loss', 'rank:ndcg'],
  elsewhere: [
    'allRank lambdaLoss (sum) and sentence-transformers LambdaLoss (ndcg-loss2pp, mean over pairs): log base 2, so theirs is this over log 2.',
    'TF-Ranking DCGLambdaWeight; LightGBM lambdarank and XGBoost rank:ndcg cut off at a place k.',
  ],
  traps: [
    'The value is no NDCG, and it may rise as places change.',
    'Tied scores: the document that comes first has the better place.',
  ],
  relatives: ['pairwise-logistic', 'approx-ndcg'],
  fits: ['graded-scores'],
  inputs: listInputs,
  params: {
    form: choice('lambda-rank', lambdaForms, 'What a swap weighs: the change of NDCG, a tighter bound of it, or both.'),
    sigma: number(1, 'Steepness k.', { above: 0 }),
    mu: number(10, 'For ndcg-loss2pp: what the bound counts.', { min: 0 }),
    gain: gainParam(),
    reduction: listReduction,
  },
  couples: { why: 'its values belong to lists', weights: true },
  variants: {
    'lambda-rank': { form: 'lambda-rank' },
    'ndcg-loss2': { form: 'ndcg-loss2' },
    'ndcg-loss2pp': { form: 'ndcg-loss2pp' },
  },
  plot: {
    ...byLead,
    examples: { 'a list of two': (s) => ({ scores: [s, 0], labels: [1, 0] }) },
    family: { param: 'sigma', values: [0.5, 1, 3] },
  },
  validate: (inputs) => gradeIssues(inputs),
  compute: (inputs, { reduction, ...lambda }) =>
    overLists(inputs, reduction, (scores, labels, lists) => lambdaRank(scores, labels, lists, lambda)),
});
