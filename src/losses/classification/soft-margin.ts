import { mul, neg, softplus } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byMargin } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const softMargin = defineLoss({
  name: 'soft-margin',
  family: 'classification',
  summary: 'The logistic loss with labels -1 and +1: a hinge without a corner.',
  formula: 'softplus(-y s)',
  gradient: '-y sigma(-y s)',
  source: 'Cox 1958; Friedman, Hastie, Tibshirani 2000',
  aliases: ['logistic loss'],
  elsewhere: ['PyTorch nn.SoftMarginLoss, which overflows to Infinity at large scores up to version 1.13.'],
  traps: ['It equals bce with the labels -1 and +1 written as 0 and 1; choose by the labels at hand.'],
  relatives: ['bce', 'hinge'],
  fits: ['binary-scores'],
  inputs: {
    scores: learned('[N]', 'Raw scores; positive means +1.'),
    targets: given('[N]', 'The true sides.', { values: [-1, 1] }),
  },
  params: { reduction: reductionParam('mean', 'the number of rows') },
  variants: { default: {} },
  plot: { ...byMargin, family: null },
  compute({ scores, targets }, { reduction }) {
    return { value: reduce(softplus(neg(mul(targets, scores))), reduction) };
  },
});
