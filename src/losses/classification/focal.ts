import { list, nullOr, number } from '../../core/params.js';
import { exp, mul, neg, scale, softplus, take } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { trueLogit } from '../kit/numerics.js';
import { byTrueProbability, logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const focal = defineLoss({
  name: 'focal',
  family: 'classification',
  summary: 'Cross-entropy that fades for rows already classified well, so that rare and hard ones lead.',
  formula: 'a_t (1-p_t)^g (-log p_t), with p_t the probability given to the true class',
  gradient:
    'binary: (2y-1) a_t (1-p_t)^g (g p_t log p_t + p_t - 1); multiclass: a_y (p_k - delta_ky) ((1-p_t)^g - g p_t (1-p_t)^(g-1) log p_t)',
  source: 'Lin et al. 2017 (RetinaNet)',
  aliases: ['focal loss'],
  elsewhere: [
    'None in PyTorch nn; torchvision.ops.sigmoid_focal_loss has alpha 0.25 (-1 disables it) and no reduction by default.',
    'Optax sigmoid_focal_loss: alpha null, gamma 2.',
    'Keras BinaryFocalCrossentropy: alpha acts only with apply_class_balancing=True; CategoricalFocalCrossentropy: alpha 0.25.',
  ],
  traps: [
    'The mean divides by the number of rows; RetinaNet divides the sum by the number of positives: use sum and do that outside.',
    'alpha is the weight of the positives and 1 - alpha that of the negatives; 0.25 lowers the positives on purpose.',
    'Values are far below those of cross-entropy and cannot be compared with them.',
    'For several classes one number alpha is a plain factor; a list gives one per class.',
  ],
  relatives: ['bce', 'cross-entropy', 'poly'],
  fits: ['binary-logits', 'class-logits'],
  inputs: {
    logits: learned('[N] or [N,C]', 'Raw scores: one a row, or one per class.'),
    targets: index('[N]', 'The true class of each row; 0 or 1 with one logit a row.', { below: 'C' }),
  },
  params: {
    gamma: number(2, 'How fast well-classified rows fade; 0 is plain cross-entropy.', { min: 0 }),
    alpha: nullOr(
      'Class weights: null for none, a number (binary: the positives), or a list with one per class.',
      number(0.25, 'Weight of the positives, or a plain factor.', { min: 0, max: 1 }),
      list([], 'One weight per class.', number(1, 'Weight of one class.', { min: 0, max: 1 }), { maxLength: 100_000 }),
    ),
    reduction: reductionParam('mean', 'the number of rows, never the sum of alpha'),
  },
  variants: { binary: {}, multiclass: {} },
  forms: {
    binary: { needs: ['logits', 'targets'], shapes: { logits: ['N'] } },
    multiclass: { needs: ['logits', 'targets'], shapes: { logits: ['N', 'C'] } },
  },
  plot: {
    ...byTrueProbability,
    examples: {
      'a positive': (p) => ({ logits: [logit(p)], targets: [1] }),
      'a negative': (p) => ({ logits: [-logit(p)], targets: [0] }),
    },
    slope: { of: 'logits', at: 0, name: 'z' },
    family: { param: 'gamma', values: [0, 0.5, 2, 5] },
  },
  validate({ logits }, { alpha }) {
    const classes = logits.shape[1] ?? 2;
    return Array.isArray(alpha) && alpha.length !== classes
      ? [
          {
            path: 'params.alpha',
            message: 'must have one weight per class',
            given: `${alpha.length}`,
            allowed: `${classes}`,
          },
        ]
      : [];
  },
  compute({ logits, targets }, { gamma, alpha, reduction }) {
    const { engine } = logits;
    const binary = logits.shape.length === 1;
    const t = binary ? mul(logits, take(engine.tensor([2], [-1, 1]), targets)) : trueLogit(logits, targets);
    let rows = softplus(neg(t));
    if (gamma !== 0) rows = mul(exp(scale(softplus(t), -gamma)), rows);
    const weights = typeof alpha === 'number' ? (binary ? [1 - alpha, alpha] : null) : alpha;
    if (weights !== null) rows = mul(rows, take(engine.tensor([weights.length], weights), targets));
    else if (typeof alpha === 'number') rows = scale(rows, alpha);
    return { value: reduce(rows, reduction) };
  },
});
