import { number } from '../../core/params.js';
import { binaryCrossEntropy, scale, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLogit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const bce = defineLoss({
  name: 'bce',
  family: 'classification',
  summary: 'Cross-entropy of a yes-or-no outcome, from one logit.',
  formula: '(1-y) softplus(z) + w y softplus(-z) = (1-y) z + (1 + (w-1) y) softplus(-z)',
  gradient: '(1-y) - (1 + (w-1) y) sigma(-z); sigma(z) - y for w = 1',
  source: 'Good 1952; Cox 1958',
  aliases: ['binary cross-entropy', 'logistic loss', 'sigmoid cross-entropy'],
  elsewhere: [
    'PyTorch nn.BCEWithLogitsLoss (no smoothing); nn.BCELoss takes probabilities and clamps the log at -100.',
    'Optax sigmoid_binary_cross_entropy, Keras BinaryCrossentropy, sentence-transformers BinaryCrossEntropyLoss.',
    'TF-Ranking SigmoidCrossEntropyLoss.',
  ],
  traps: [
    'It takes raw logits: a sigmoid applied before it flattens the gradient.',
    'posWeight multiplies the positives only, so it moves the decision threshold away from probability 0.5.',
  ],
  relatives: ['multi-label-bce', 'cross-entropy', 'focal', 'soft-margin'],
  fits: ['binary-logits'],
  inputs: {
    logits: learned('[N]', 'Raw scores; positive means yes.'),
    targets: given('[N]', 'Probability of yes: 0, 1 or between.', { min: 0, max: 1 }),
  },
  params: {
    posWeight: number(1, 'What a positive counts against a negative.', { above: 0 }),
    labelSmoothing: number(0, 'Moves targets towards one half: y becomes y (1-s) + s/2.', { min: 0, max: 1 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: { ...byLogit, family: { param: 'posWeight', values: [0.5, 1, 3] } },
  compute({ logits, targets }, { posWeight, labelSmoothing, reduction }) {
    const y = labelSmoothing === 0 ? targets : shift(scale(targets, 1 - labelSmoothing), labelSmoothing / 2);
    const positive = posWeight === 1 ? y : scale(y, posWeight);
    const negative = shift(scale(y, -1), 1);
    return { value: reduce(binaryCrossEntropy(logits, positive, negative), reduction) };
  },
});
