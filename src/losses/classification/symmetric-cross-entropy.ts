import { number } from '../../core/params.js';
import { add, neg, scale, sigmoid, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { trueLogit } from '../kit/numerics.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const symmetricCrossEntropy = defineLoss({
  name: 'symmetric-cross-entropy',
  family: 'classification',
  summary: 'Cross-entropy plus the same with model and label exchanged, which wrong labels cannot drive far.',
  formula: '-alpha log p_t - beta A (1 - p_t), A in place of log 0',
  gradient: '(alpha - beta A p_t) (p_k - delta_ky)',
  source: 'Wang et al. 2019',
  aliases: ['SCE', 'SL', 'symmetric cross entropy'],
  elsewhere: ["The authors' code clamps one-hot labels at 1e-4 (A = -9.21) and probabilities at 1e-7, alpha 1."],
  traps: ['alpha and A both set how much of the noise is fitted.'],
  relatives: ['generalized-cross-entropy', 'cross-entropy'],
  fits: ['class-logits'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class.'),
    targets: index('[N]', 'The class of each row as labelled.', { below: 'C' }),
  },
  params: {
    alpha: number(0.1, 'What cross-entropy counts.', { min: 0 }),
    beta: number(1, 'What the reverse cross-entropy counts.', { min: 0 }),
    logZero: number(-4, 'A, in place of the logarithm of 0.', { below: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: { ...byTrueProbability, family: { param: 'alpha', values: [0, 0.1, 1] } },
  compute({ logits, targets }, { alpha, beta, logZero, reduction }) {
    const behind = neg(trueLogit(logits, targets));
    const rows = add(scale(softplus(behind), alpha), scale(sigmoid(behind), -beta * logZero));
    return { value: reduce(rows, reduction) };
  },
});
