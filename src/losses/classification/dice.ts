import { choice, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  div,
  dot,
  fillWhere,
  mul,
  neg,
  reshape,
  scale,
  shift,
  sigmoid,
  square,
  sum,
  sumRows,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned, optional } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const dice = defineLoss({
  name: 'dice',
  family: 'classification',
  summary: 'One minus the overlap of a predicted and a true set, whatever their share of the whole.',
  formula: '1 - (2 sum p g + e) / (sum p^2 + sum g^2 + e); plain: sum p + sum g below',
  gradient:
    '-(2 g_i - D 2 p_i) / B (squared), -(2 g_i - D) / B (plain), D the coefficient, B the denominator; times p (1-p) for logits',
  source: 'Milletari et al. 2016 (V-Net); Dice 1945',
  aliases: ['soft Dice', 'F1 loss', 'Sorensen-Dice'],
  elsewhere: [
    'None in PyTorch. Optax dice_loss: plain, per class; its smooth 1 is smooth 2 here. Keras Dice: plain, epsilon only below.',
    'MONAI DiceLoss: plain unless squared_pred, 1e-5 above and below.',
  ],
  traps: [
    'The coefficient is larger when better; the loss is one minus it.',
    'Without any positive the loss depends on smooth alone: near 1 for 1e-5 unless all p are near 0.',
    'scope batch pools all elements into one coefficient, so small objects hardly count; row gives each row its own.',
    'squared and plain agree only for p of 0 and 1.',
  ],
  relatives: ['bce', 'focal', 'multi-label-bce'],
  fits: ['binary-logits', 'mask'],
  inputs: {
    logits: optional(learned('any', 'Raw scores; a sigmoid is applied.')),
    probs: optional(learned('any', 'Probabilities, instead of logits.', { min: 0, max: 1 })),
    targets: given('like logits or probs', 'The true set: 1 inside, 0 outside.', { values: [0, 1] }),
  },
  params: {
    smooth: number(1e-5, 'Added above and below; with 0, empty against empty is 0.', { min: 0 }),
    denominator: choice('squared', ['squared', 'plain'], 'squared sums squares below (V-Net), plain sums the values.'),
    scope: choice('batch', ['batch', 'row'], 'batch has one coefficient over every element, row one for each row.'),
    reduction: reductionParam('mean', 'the number of coefficients (1 for scope batch)'),
  },
  couples: { why: 'the elements of a set count together' },
  variants: { logits: {}, probs: {} },
  forms: { logits: { needs: ['logits', 'targets'] }, probs: { needs: ['probs', 'targets'] } },
  plot: {
    variable: 'probability at the two true elements of four',
    symbol: 'p',
    from: 0.01,
    to: 0.99,
    examples: {
      'false ones at 0.1': (p) => ({ logits: [logit(p), logit(p), -2.2, -2.2], targets: [1, 1, 0, 0] }),
      'false ones at 0.5': (p) => ({ logits: [logit(p), logit(p), 0, 0], targets: [1, 1, 0, 0] }),
    },
    slope: { of: 'logits', at: 0, name: 'z' },
    family: { param: 'denominator', values: ['squared', 'plain'] },
  },
  compute({ logits, probs, targets: g }, { smooth, denominator, scope, reduction }) {
    const p = logits === undefined ? probs! : sigmoid(logits);
    const rows = p.shape[0] ?? 1;
    const byRow = (x: Tensor) => sumRows(reshape(x, [rows, x.size / Math.max(rows, 1)]));
    const total = (x: Tensor) => (scope === 'batch' ? sum(x) : byRow(x));
    const overlap = scope === 'batch' ? dot(p, g) : byRow(mul(p, g));
    const sizes = denominator === 'squared' ? add(total(square(p)), total(square(g))) : add(total(p), total(g));

    const below = shift(sizes, smooth);
    const above = shift(scale(overlap, 2), smooth);
    // Nothing predicted and nothing there: a coefficient of 1.
    const empty = where(below, (value) => value === 0);
    const coefficient = div(fillWhere(above, empty, 1), fillWhere(below, empty, 1));
    return { value: reduce(shift(neg(coefficient), 1), reduction) };
  },
});
