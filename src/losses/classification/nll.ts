import { maths } from '../../kernels/kernels.js';
import { gatherColumns, mul, neg, select } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { classWeights, ignoreIndexParam, weighTargets, weightLengthIssue } from '../parts/class-targets.js';

export const nll = defineLoss({
  name: 'nll',
  family: 'classification',
  summary: 'Minus the log-probability of the true class, for a model that ends in a log-softmax.',
  formula: '-w_y logProbs_y',
  gradient: '-w_y delta_ky',
  source: 'Fisher 1922 (maximum likelihood)',
  aliases: ['negative log-likelihood'],
  elsewhere: ['PyTorch nn.NLLLoss: the same, but NaN when all rows are ignored.'],
  traps: [
    'There is no softmax inside: raw scores have no lower bound here, and the loss falls for ever.',
    'With weights, the mean divides by the sum of the weights of the targets.',
  ],
  relatives: ['cross-entropy'],
  fits: ['class-log-probs'],
  inputs: {
    logProbs: learned('[N,C]', 'Log-probabilities: rows after a log-softmax.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C', except: 'ignoreIndex' }),
  },
  params: {
    weight: classWeights('What a class counts, one number per class; null counts all alike.'),
    ignoreIndex: ignoreIndexParam(),
    reduction: reductionParam('mean', 'the sum of the weights of the targets'),
  },
  variants: { default: {} },
  plot: {
    ...byTrueProbability,
    examples: { 'one row': (p) => ({ logProbs: [[maths.log(p), maths.log(1 - p)]], targets: [0] }) },
    slope: { of: 'logProbs', at: 0, name: 'logProbs_y' },
    // The mean would divide by the weight again.
    params: { reduction: 'sum' },
    family: { param: 'weight', values: [null, [0.5, 1], [2, 1]] },
  },
  validate: ({ logProbs }, { weight }) => weightLengthIssue('weight', weight, logProbs.shape[1]!),
  compute({ logProbs, targets }, { weight, ignoreIndex, reduction }) {
    const { targets: y, weights } = weighTargets(logProbs, targets, weight, ignoreIndex);
    const rows = neg(gatherColumns(logProbs, y));
    if (weights === null) return { value: reduce(rows, reduction) };
    const w = logProbs.engine.tensor(rows.shape, weights);
    // A row of weight 0 is not read, so that its log-probability may be -Infinity.
    return { value: reduce(select(w, mul(rows, w), w), reduction, weights) };
  },
});
