import { number } from '../../core/params.js';
import { mul, scale, shift, softplus, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairLengths, pairLogps, reciprocals } from '../parts/preference-pairs.js';

export const simpo = defineLoss({
  name: 'simpo',
  family: 'preference',
  summary: 'Raises chosen above rejected answers by log-probability per token and a margin; no reference policy.',
  formula: 'softplus(gamma - beta (c/|c| - r/|r|))',
  gradient: 's = sigma(gamma - beta (c/|c| - r/|r|)): chosen -beta s / |c|, rejected beta s / |r|',
  source: 'Meng et al. 2024',
  aliases: ['simple preference optimization'],
  elsewhere: [
    'TRL CPOTrainer(loss_type="simpo"): beta 0.1 (here 2, as the paper), simpo_gamma 0.5 (here 1), and cpo_alpha 1 adds the likelihood of the chosen answers: 0 for this loss.',
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
  compute({ chosenLogps, rejectedLogps, chosenLengths, rejectedLengths }, { beta, gamma, reduction }) {
    const { engine } = chosenLogps;
    const lead = sub(
      mul(chosenLogps, reciprocals(engine, chosenLengths)),
      mul(rejectedLogps, reciprocals(engine, rejectedLengths)),
    );
    return { value: reduce(softplus(shift(scale(lead, -beta), gamma)), reduction) };
  },
});
