import { number } from '../../core/params.js';
import { expm1, neg, scale, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { trueLogit } from '../kit/numerics.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const generalizedCrossEntropy = defineLoss({
  name: 'generalized-cross-entropy',
  family: 'classification',
  summary: 'Between cross-entropy and absolute error: rows that the model holds for mislabelled pull less.',
  formula: '(1 - p_t^q) / q',
  gradient: 'p_t^q (p_k - delta_ky)',
  source: 'Zhang, Sabuncu 2018',
  aliases: ['GCE', 'Lq loss', 'generalised cross-entropy'],
  elsewhere: [
    'Keras CategoricalGeneralizedCrossEntropy: q 0.5, on probabilities. The truncation of the paper is left out.',
  ],
  traps: [
    'Near p_t = 0 the gradient vanishes: with many classes a random start learns slowly.',
    'q near 0 is cross-entropy and q = 1 is 1 - p_t, half the absolute error: values of two q do not compare.',
  ],
  relatives: ['cross-entropy', 'poly', 'focal', 'symmetric-cross-entropy'],
  fits: ['class-logits'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class.'),
    targets: index('[N]', 'The class of each row as labelled.', { below: 'C' }),
  },
  params: {
    q: number(0.7, 'From cross-entropy (towards 0) to absolute error (1).', { above: 0, max: 1 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: { ...byTrueProbability, family: { param: 'q', values: [0.1, 0.7, 1] } },
  compute({ logits, targets }, { q, reduction }) {
    const surprise = softplus(neg(trueLogit(logits, targets)));
    return { value: reduce(scale(expm1(scale(surprise, -q)), -1 / q), reduction) };
  },
});
