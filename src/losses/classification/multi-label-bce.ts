import { list, nullOr, number } from '../../core/params.js';
import { binaryCrossEntropy, mulRow, scale, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byLogit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { labelSmoothingParam, smoothed } from '../parts/binary-targets.js';
import { weightLengthIssue } from '../parts/class-targets.js';

export const multiLabelBce = defineLoss({
  name: 'multi-label-bce',
  family: 'classification',
  summary: 'Binary cross-entropy of every label by itself, for rows that carry any number of labels.',
  formula: '(1-y) softplus(z) + w_k y softplus(-z), elementwise',
  gradient: '(1-y) - (1 + (w_k-1) y) sigma(-z)',
  source: 'Good 1952; one logistic model per label: Boutell et al. 2004',
  aliases: ['multi-label cross-entropy', 'multi-label soft margin'],
  elsewhere: [
    'PyTorch nn.BCEWithLogitsLoss on [N,C]; nn.MultiLabelSoftMarginLoss is equal when posWeight is 1.',
    'Keras BinaryCrossentropy on [N,C], label_smoothing too.',
  ],
  traps: [
    'The mean divides by N times C, so with many labels that are nearly always absent the loss is small from the start.',
    'Classes do not compete here; for exactly one class a row use cross-entropy.',
  ],
  relatives: ['bce', 'cross-entropy', 'dice'],
  fits: ['multi-label'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per label.'),
    targets: given('[N,C]', 'Probability of each label: 0, 1 or between.', { min: 0, max: 1 }),
  },
  params: {
    posWeight: nullOr(
      'What a positive of each label counts against a negative, one number per label; null counts all alike.',
      list([], 'One weight per label.', number(1, 'Weight of one label.', { above: 0 }), { maxLength: 100_000 }),
    ),
    labelSmoothing: labelSmoothingParam,
    reduction: reductionParam('mean', 'the number of elements, N times C'),
  },
  variants: { default: {} },
  plot: {
    ...byLogit,
    examples: {
      'label present': (z) => ({ logits: [[z]], targets: [[1]] }),
      'label absent': (z) => ({ logits: [[z]], targets: [[0]] }),
    },
    family: { param: 'posWeight', values: [null, [0.5], [3]] },
  },
  validate: ({ logits }, { posWeight }) => weightLengthIssue('posWeight', posWeight, logits.shape[1]!),
  compute({ logits, targets }, { posWeight, labelSmoothing, reduction }) {
    const y = smoothed(targets, labelSmoothing);
    const positive = posWeight === null ? y : mulRow(y, logits.engine.tensor([posWeight.length], posWeight));
    const negative = shift(scale(y, -1), 1);
    return { value: reduce(binaryCrossEntropy(logits, positive, negative), reduction) };
  },
});
