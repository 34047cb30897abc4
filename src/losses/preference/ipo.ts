import { number } from '../../core/params.js';
import { shift, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { divergenceParams, worth } from '../parts/preference-forms.js';
import { pairLengths, pairLogps, perToken, referenceLogps } from '../parts/preference-pairs.js';

const needs = ['chosenLogps', 'rejectedLogps', 'refChosenLogps', 'refRejectedLogps'];

export const ipo = defineLoss({
  name: 'ipo',
  family: 'preference',
  summary: 'Squared error of the lead over the reference from a fixed target, which keeps unanimous pairs finite.',
  formula: '(rho - 1/(2 beta))^2, rho = (c - refC)/|c| - (r - refR)/|r|, lengths 1 unless given',
  gradient: '2 (rho - 1/(2 beta)) / |c| on chosen, minus the same over |r| on rejected',
  source: 'Azar et al. 2024 (identity preference optimisation)',
  aliases: ['identity preference optimization'],
  elsewhere: [
    'TRL DPOTrainer(loss_type="ipo") averages over the tokens, on the word of the authors; the paper prints sums, as here without lengths. beta 0.1 in both; f_divergence_type is divergence.',
    'TRL CPOTrainer(loss_type="ipo"): the same of averages, without a reference, plus cpo_alpha 1 times the likelihood of the chosen answers.',
  ],
  traps: [
    'The same beta means another strength with sums and with averages.',
    'At the reference the value is 1/(4 beta^2), 25 by default: it is no log-loss.',
  ],
  relatives: ['dpo', 'mse'],
  fits: ['preference-logps'],
  inputs: {
    ...pairLogps,
    ...referenceLogps,
    chosenLengths: optional(pairLengths.chosenLengths),
    rejectedLengths: optional(pairLengths.rejectedLengths),
  },
  params: {
    beta: number(0.1, 'How strongly the reference holds; the lead is drawn to 1/(2 beta).', { above: 0 }),
    ...divergenceParams,
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {}, averaged: {} },
  forms: { default: { needs }, averaged: { needs: [...needs, 'chosenLengths', 'rejectedLengths'] } },
  plot: {
    variable: 'lead of the chosen answer over the reference, as a log-ratio',
    symbol: 'rho',
    from: -10,
    to: 20,
    examples: {
      'one pair': (rho) => ({ chosenLogps: [rho], rejectedLogps: [0], refChosenLogps: [0], refRejectedLogps: [0] }),
    },
    slope: { of: 'chosenLogps', at: 0, name: 'c' },
    family: { param: 'beta', values: [0.05, 0.1, 0.5] },
  },
  compute(inputs, { beta, divergence, divergenceAlpha, reduction }) {
    const { chosenLogps, rejectedLogps, refChosenLogps, refRejectedLogps, chosenLengths, rejectedLengths } = inputs;
    const chosen = worth(sub(chosenLogps, refChosenLogps), divergence, divergenceAlpha);
    const rejected = worth(sub(rejectedLogps, refRejectedLogps), divergence, divergenceAlpha);
    const rho = sub(perToken(chosen, chosenLengths), perToken(rejected, rejectedLengths));
    return { value: reduce(square(shift(rho, -1 / (2 * beta))), reduction) };
  },
});
