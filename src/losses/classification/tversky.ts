import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, div, fillWhere, mul, neg, powConst, scale, shift, sigmoid, sumRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned, optional } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { asSets, scopeParam } from '../parts/overlap.js';

export const tversky = defineLoss({
  name: 'tversky',
  family: 'classification',
  summary: 'Dice with a price of its own for false positives and for false negatives.',
  formula: '(U / (sum p g + U + smooth))^gamma, U = alpha sum p(1-g) + beta sum (1-p)g',
  gradient:
    "gamma (U/V)^(gamma-1) (U' (V-U) - U g) / V^2, U' = alpha (1-g) - beta g, V the denominator; logits: times p(1-p)",
  source: 'Salehi et al. 2017; gamma: Abraham, Khan 2019 (focal Tversky)',
  aliases: ['Tversky loss', 'focal Tversky', 'Jaccard', 'soft IoU'],
  elsewhere: [
    'segmentation-models-pytorch and Keras: 0.5 and 0.5; gamma of the former acts after the mean over classes.',
    "The paper's exponent is 1/gamma with gamma 4/3: here 0.75.",
    'With alpha and beta 1 it is 1 minus the Jaccard index (soft IoU), with 0.5 and 0.5 the dice loss.',
  ],
  traps: [
    'alpha and beta are swapped in ivadomed, in Flux and in older Keras: here alpha is on false positives.',
    'alpha and beta of 0.5 are dice with plain sums and half its smooth.',
  ],
  relatives: ['dice', 'focal'],
  fits: ['binary-logits', 'mask'],
  inputs: {
    logits: optional(learned('any', 'Raw scores; a sigmoid is applied.')),
    probs: optional(learned('any', 'Probabilities, instead of logits.', { min: 0, max: 1 })),
    targets: given('like logits or probs', 'The true set: 1 inside, 0 outside.', { values: [0, 1] }),
  },
  params: {
    alpha: number(0.3, 'Price of a false positive.', { min: 0 }),
    beta: number(0.7, 'Price of a false negative.', { min: 0 }),
    smooth: number(1e-5, 'Added below; with 0, empty against empty is 0.', { min: 0 }),
    gamma: number(1, 'Exponent; below 1 small losses count more.', { above: 0 }),
    scope: scopeParam('coefficient'),
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
    family: { param: 'beta', values: [0.1, 0.5, 0.9] },
  },
  compute({ logits, probs, targets }, { alpha, beta, smooth, gamma, scope, reduction }) {
    const [p, rest] = logits === undefined ? [probs!, shift(neg(probs!), 1)] : [sigmoid(logits), sigmoid(neg(logits))];
    const absent = shift(neg(targets), 1);
    const total = (x: Tensor) => sumRows(asSets(x, scope));
    const wrong = add(scale(total(mul(p, absent)), alpha), scale(total(mul(rest, targets)), beta));
    const below = shift(add(total(mul(p, targets)), wrong), smooth);
    // Nothing wrong costs nothing, and has no direction to go.
    const perfect = where(wrong, (value) => value === 0);
    const ratio = div(wrong, fillWhere(below, perfect, 1));
    const rows = gamma === 1 ? ratio : powConst(fillWhere(ratio, perfect, 1), gamma);
    return { value: reduce(fillWhere(rows, perfect, 0), reduction) };
  },
});
