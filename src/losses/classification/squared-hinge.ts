import { number } from '../../core/params.js';
import { mul, neg, relu, shift, square } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byMargin } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const squaredHinge = defineLoss({
  name: 'squared-hinge',
  family: 'classification',
  summary: 'Hinge squared: smooth at the margin, quadratic for scores far on the wrong side.',
  formula: '([m - y s]+)^2',
  gradient: '-2 y [m - y s]+',
  source: 'Tang 2013; L2-SVM',
  aliases: ['L2-SVM loss'],
  elsewhere: ['Keras SquaredHinge; scikit-learn LinearSVC(loss="squared_hinge").'],
  traps: ['One score far on the wrong side dominates the batch: the gradient grows with the violation.'],
  relatives: ['hinge', 'soft-margin'],
  fits: ['binary-scores'],
  inputs: {
    scores: learned('[N]', 'Unbounded scores; positive means +1.'),
    targets: given('[N]', 'The true sides.', { values: [-1, 1] }),
  },
  params: {
    margin: number(1, 'How far on the right side a score must be to cost nothing.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: { ...byMargin, family: { param: 'margin', values: [0.5, 1, 2] } },
  compute({ scores, targets }, { margin, reduction }) {
    return { value: reduce(square(relu(shift(neg(mul(targets, scores)), margin))), reduction) };
  },
});
