import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, clamp, expm1, mul, neg, scale, shift, softplus, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairLengths, pairLogps, reciprocals } from '../parts/preference-pairs.js';

/** Largest exponent of a bent reward. */
const MOST = 20;

export const simpo = defineLoss({
  name: 'simpo',
  family: 'preference',
  summary: 'Raises chosen above rejected answers by log-probability per token and a margin; no reference policy.',
  formula:
    'h = beta (v(c/|c|) - v(r/|r|)) - gamma; (1-s) softplus(-h) + s softplus(h), v(x) = x, or (1 - e^(-alpha x)) / alpha',
  gradient:
    "g = -(1-s) sigma(-h) + s sigma(h): chosen g beta v'(c/|c|) / |c|, rejected -g beta v'(r/|r|) / |r|, v'(x) = e^(-alpha x)",
  source: 'Meng et al. 2024; alpha: Gupta et al. 2025 (AlphaPO)',
  aliases: ['simple preference optimization', 'AlphaPO'],
  elsewhere: [
    'TRL CPOTrainer(loss_type="simpo"): beta 0.1 (here 2, as the paper), simpo_gamma 0.5 (here 1), and cpo_alpha 1 adds the likelihood of the chosen answers: 0 for this loss. label_smoothing and alpha (AlphaPO, there for all losses) are the same; the exponent of alpha is at most 20 here.',
  ],
  traps: [
    'beta is here 20 times what is usual with dpo.',
    'Without a reference the policy can leave the language that it knew: watch the divergence from it.',
  ],
  relatives: ['dpo', 'orpo'],
  fits: ['preference-logps'],
  inputs: { ...pairLogps, ...pairLengths },
  params: {
    beta: number(2, 'Scale of the log-probability per token.', { above: 0 }),
    gamma: number(1, 'By how much the chosen answer must lead, after beta.', { min: 0 }),
    labelSmoothing: number(0, 'Share of the pairs whose label is taken to be flipped.', { min: 0, below: 0.5 }),
    alpha: number(0, 'Bends the reward: above 0 it grows fast where an answer is unlikely; 0 is the log-probability.', {
      min: -3,
      max: 3,
    }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {} },
  plot: {
    variable: 'lead of the chosen answer per token',
    symbol: 'c/|c| - r/|r|',
    from: -3,
    to: 3,
    examples: {
      'one pair': (x) => ({ chosenLogps: [x], rejectedLogps: [0], chosenLengths: [1], rejectedLengths: [1] }),
    },
    slope: { of: 'chosenLogps', at: 0, name: 'c' },
    family: { param: 'gamma', values: [0, 1, 3] },
  },
  compute(inputs, { beta, gamma, labelSmoothing: s, alpha, reduction }) {
    const { chosenLogps, rejectedLogps, chosenLengths, rejectedLengths } = inputs;
    const { engine } = chosenLogps;
    const bent = (x: Tensor) =>
      alpha === 0 ? x : scale(expm1(clamp(scale(x, -alpha), Number.NEGATIVE_INFINITY, MOST)), -1 / alpha);
    const lead = sub(
      bent(mul(chosenLogps, reciprocals(engine, chosenLengths))),
      bent(mul(rejectedLogps, reciprocals(engine, rejectedLengths))),
    );
    const behind = shift(scale(lead, -beta), gamma);
    const rows = s === 0 ? softplus(behind) : add(scale(softplus(behind), 1 - s), scale(softplus(neg(behind)), s));
    return { value: reduce(rows, reduction) };
  },
});
