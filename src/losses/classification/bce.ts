import { list, nullOr, number } from '../../core/params.js';
import { binaryCrossEntropy, mul, scale, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLogit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { labelSmoothingParam, smoothed } from '../parts/binary-targets.js';
import { balanceIssues, balanceParams, settledWeights, weightLengthIssue } from '../parts/class-targets.js';

export const bce = defineLoss({
  name: 'bce',
  family: 'classification',
  summary: 'Cross-entropy of a yes-or-no outcome, from one logit.',
  formula: '(1-y) softplus(z) + w y softplus(-z) = (1-y) z + (1 + (w-1) y) softplus(-z)',
  gradient: '(1-y) - (1 + (w-1) y) sigma(-z); sigma(z) - y for w = 1',
  source: 'Good 1952; Cox 1958',
  aliases: ['binary cross-entropy', 'logistic loss', 'sigmoid cross-entropy', 'negative sampling'],
  elsewhere: [
    'PyTorch nn.BCEWithLogitsLoss (no smoothing); nn.BCELoss takes probabilities and clamps the log at -100.',
    'Optax sigmoid_binary_cross_entropy, Keras BinaryCrossentropy, sentence-transformers BinaryCrossEntropyLoss.',
    'TF-Ranking SigmoidCrossEntropyLoss.',
    'Of dot products it is word2vec with negative sampling; of true and made samples the loss of the discriminators of GAN and GAIL (adversarial training).',
  ],
  traps: [
    'It takes raw logits: a sigmoid applied before it flattens the gradient.',
    "weight [1, w] equals posWeight w for hard targets only; PyTorch's weight is one per element, not per class.",
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
    weight: nullOr(
      'What a row counts by its target, [of 0, of 1]; between for soft targets; null counts all alike.',
      list([], 'Two weights.', number(1, 'Weight.', { min: 0 }), { minLength: 2, maxLength: 2 }),
    ),
    ...balanceParams('How often the outcomes occur, [of 0, of 1]'),
    labelSmoothing: labelSmoothingParam,
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: { ...byLogit, family: { param: 'posWeight', values: [0.5, 1, 3] } },
  validate: (_, { weight, classCounts }) => [
    ...weightLengthIssue('classCounts', classCounts, 2),
    ...balanceIssues(weight, classCounts),
  ],
  compute({ logits, targets }, { posWeight, labelSmoothing, reduction, ...balance }) {
    const y = smoothed(targets, labelSmoothing);
    const positive = posWeight === 1 ? y : scale(y, posWeight);
    const negative = shift(scale(y, -1), 1);
    const rows = binaryCrossEntropy(logits, positive, negative);
    const weights = settledWeights(balance);
    if (weights === null) return { value: reduce(rows, reduction) };
    const [none, one] = weights as [number, number];
    return { value: reduce(mul(rows, shift(scale(targets, one - none), none)), reduction) };
  },
});
