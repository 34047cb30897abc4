import { number } from '../../core/params.js';
import { mul, neg, relu, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byMargin } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const hinge = defineLoss({
  name: 'hinge',
  family: 'classification',
  summary: 'Zero once a score is on the right side by a margin, linear before that.',
  formula: '[m - y s]+',
  gradient: '-y where y s < m, else 0',
  source: 'Cortes, Vapnik 1995',
  aliases: ['SVM loss', 'max-margin loss'],
  elsewhere: [
    'Optax hinge_loss; Keras Hinge, which converts labels 0 and 1.',
    'None in PyTorch: nn.HingeEmbeddingLoss is another loss.',
    'With margin 0 it is the loss of the perceptron; multi-class: multi-class-hinge.',
  ],
  traps: [
    'Labels are -1 and +1; 0 and 1 are refused.',
    'Scores are not probabilities: there is no calibration behind them.',
  ],
  relatives: ['squared-hinge', 'soft-margin', 'multi-class-hinge', 'hinge-embedding'],
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
    return { value: reduce(relu(shift(neg(mul(targets, scores)), margin)), reduction) };
  },
});
