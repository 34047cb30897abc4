import { list, nullOr, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  binaryCrossEntropy,
  exp,
  mul,
  mulRow,
  neg,
  scale,
  shift,
  softplus,
  sumRows,
  take,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { trueLogit } from '../kit/numerics.js';
import { byTrueProbability, logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { smoothed } from '../parts/binary-targets.js';
import { probabilityIssues, probabilityWarnings } from '../parts/distributions.js';
import { classSmoothingParam, softTargets, surprises } from '../parts/soft-targets.js';

/** log(1 - p_t) of p_t = y p + (1-y)(1-p), p the sigmoid of the logit: log y' - softplus(z') + softplus(z' - log(y'/(1-y'))). */
function restOf(logits: Tensor, y: Tensor): Tensor {
  const { engine } = logits;
  const targets = Array.from(y.view());
  const signs = engine.tensor(
    y.shape,
    targets.map((p) => (p < 0.5 ? -1 : 1)),
  );
  const sides = targets.map((p) => Math.max(p, 1 - p));
  const constants = (of: (side: number) => number) => engine.tensor(y.shape, sides.map(of));
  const z = mul(signs, logits);
  const against = softplus(
    add(
      z,
      constants((side) => maths.log(1 - side) - maths.log(side)),
    ),
  );
  return add(add(neg(softplus(z)), against), constants(maths.log));
}

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
    'Soft targets and labelSmoothing: as torchvision and Keras BinaryFocalCrossentropy, and as Keras CategoricalFocalCrossentropy.',
  ],
  traps: [
    'The mean divides by the number of rows; RetinaNet divides the sum by the number of positives: use sum and do that outside.',
    'alpha is the weight of the positives and 1 - alpha that of the negatives; 0.25 lowers the positives on purpose.',
    'Values are far below those of cross-entropy and cannot be compared with them.',
    'For several classes one number alpha is a plain factor; a list gives one per class.',
    'Soft targets: with one logit a row p_t is y p + (1-y)(1-p); of several classes each adds q_k a_k (1-p_k)^g (-log p_k).',
  ],
  relatives: ['bce', 'cross-entropy', 'poly'],
  fits: ['binary-logits', 'class-logits', 'class-distributions'],
  inputs: {
    logits: learned('[N] or [N,C]', 'Raw scores: one a row, or one per class.'),
    targets: optional(index('[N]', 'The true class of each row; 0 or 1 with one logit a row.', { below: 'C' })),
    targetProbs: optional(
      given('[N] or [N,C]', 'Probability of a positive, or of each class, instead of targets. Rows sum to 1.', {
        min: 0,
        max: 1,
      }),
    ),
  },
  params: {
    gamma: number(2, 'How fast well-classified rows fade; 0 is plain cross-entropy.', { min: 0 }),
    alpha: nullOr(
      'Class weights: null for none, a number (binary: the positives), or a list with one per class.',
      number(0.25, 'Weight of the positives, or a plain factor.', { min: 0, max: 1 }),
      list([], 'One weight per class.', number(1, 'Weight of one class.', { min: 0, max: 1 }), { maxLength: 100_000 }),
    ),
    labelSmoothing: classSmoothingParam,
    reduction: reductionParam('mean', 'the number of rows, never the sum of alpha'),
  },
  variants: { binary: {}, multiclass: {}, 'binary-probs': {}, 'multiclass-probs': {} },
  forms: {
    binary: { needs: ['logits', 'targets'], shapes: { logits: ['N'] } },
    multiclass: { needs: ['logits', 'targets'], shapes: { logits: ['N', 'C'] } },
    'binary-probs': { needs: ['logits', 'targetProbs'], shapes: { logits: ['N'], targetProbs: ['N'] } },
    'multiclass-probs': { needs: ['logits', 'targetProbs'], shapes: { logits: ['N', 'C'], targetProbs: ['N', 'C'] } },
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
  validate({ logits, targetProbs }, { alpha }) {
    const classes = logits.shape[1] ?? 2;
    const issues = targetProbs?.shape.length === 2 ? probabilityIssues(targetProbs) : [];
    if (!Array.isArray(alpha) || alpha.length === classes) return issues;
    const message = 'must have one weight per class';
    return [...issues, { path: 'params.alpha', message, given: `${alpha.length}`, allowed: `${classes}` }];
  },
  warn: ({ targetProbs }) => (targetProbs?.shape.length === 2 ? probabilityWarnings(targetProbs) : []),
  compute({ logits, targets, targetProbs }, { gamma, alpha, labelSmoothing, reduction }) {
    const { engine } = logits;
    const binary = logits.shape.length === 1;
    const weights = typeof alpha === 'number' ? (binary ? [1 - alpha, alpha] : null) : alpha;
    const faded = (rest: Tensor, cost: Tensor) => (gamma === 0 ? cost : mul(exp(scale(rest, gamma)), cost));
    const factor = (rows: Tensor) => (weights === null && typeof alpha === 'number' ? scale(rows, alpha) : rows);
    if (targets !== undefined && labelSmoothing === 0) {
      const t = binary ? mul(logits, take(engine.tensor([2], [-1, 1]), targets)) : trueLogit(logits, targets);
      const rows = faded(neg(softplus(t)), softplus(neg(t)));
      if (weights === null) return { value: reduce(factor(rows), reduction) };
      return { value: reduce(mul(rows, take(engine.tensor([weights.length], weights), targets)), reduction) };
    }
    if (binary) {
      const y = engine.constant(() =>
        smoothed(targetProbs ?? take(engine.tensor([2], [0, 1]), targets!), labelSmoothing),
      );
      const rows = faded(restOf(logits, y), binaryCrossEntropy(logits, y, shift(neg(y), 1)));
      if (weights === null) return { value: reduce(rows, reduction) };
      const [none, one] = weights as [number, number];
      return { value: reduce(mul(rows, shift(scale(y, one - none), none)), reduction) };
    }
    const q = softTargets(logits, { targets, targetProbs }, labelSmoothing);
    const { surprise, rest } = surprises(logits, q);
    const weighed = weights === null ? q : mulRow(q, engine.tensor([weights.length], weights));
    return { value: reduce(factor(sumRows(mul(weighed, faded(rest, surprise)))), reduction) };
  },
});
