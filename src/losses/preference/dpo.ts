import { choice, number } from '../../core/params.js';
import { add, neg, relu, scale, shift, softplus, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairLogps, referenceLogps } from '../parts/preference-pairs.js';

export const dpo = defineLoss({
  name: 'dpo',
  family: 'preference',
  summary: 'Raises chosen above rejected answers, measured from a reference policy, without a reward model.',
  formula:
    'h = beta ((c - refC) - (r - refR)); sigmoid (1-s) softplus(-h) + s softplus(h); robust ((1-s) softplus(-h) - s softplus(h)) / (1-2s); hinge [1 - h]+',
  gradient:
    'g beta on chosen, -g beta on rejected; g = -(1-s) sigma(-h) + s sigma(h); robust -((1-s) sigma(-h) + s sigma(h)) / (1-2s); hinge -1 while h < 1',
  source:
    'Rafailov et al. 2023; smoothing: Mitchell 2023 (cDPO); robust: Chowdhury et al. 2024; hinge: Zhao et al. 2023 (SLiC), Liu et al. 2024 (RSO)',
  aliases: ['direct preference optimization', 'cDPO', 'robust DPO', 'SLiC'],
  elsewhere: [
    'TRL DPOTrainer: beta 0.1 and loss_type sigmoid, as here; its sigmoid no longer smooths, label_smoothing serves robust, exo_pair and aot.',
    'TRL CPOTrainer still smooths its sigmoid; it has no reference (references of 0 here) and adds cpo_alpha 1 times the likelihood of the chosen answers.',
    'TRL sigmoid_norm takes averages over the tokens. Not here: exo_pair, nca_pair, bco_pair, sppo_hard, aot, apo_zero, apo_down, discopop.',
  ],
  traps: [
    'The log-probabilities of both answers may fall while h rises: plot chosenRewards and rejectedRewards.',
    'robust is unbounded below, by -s h / (1-2s).',
    'beta multiplies the gradient too, so it changes the step as well as the strength of the reference.',
    'Unanimous pairs have no finite optimum without labelSmoothing, with which h settles at log((1-s)/s).',
  ],
  relatives: ['bradley-terry', 'ipo', 'kto', 'simpo'],
  fits: ['preference-logps'],
  inputs: { ...pairLogps, ...referenceLogps },
  params: {
    form: choice(
      'sigmoid',
      ['sigmoid', 'robust', 'hinge'],
      'What h costs: a log-loss, one corrected for flips, a hinge.',
    ),
    beta: number(0.1, 'How strongly the reference holds; the scale of the implicit reward.', { above: 0 }),
    labelSmoothing: number(0, 'Share of the pairs whose label is taken to be flipped; unused by hinge.', {
      min: 0,
      below: 0.5,
    }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { sigmoid: { form: 'sigmoid' }, robust: { form: 'robust' }, hinge: { form: 'hinge' } },
  plot: {
    variable: 'lead of the chosen answer over the reference, as a log-ratio',
    symbol: 'h / beta',
    from: -30,
    to: 30,
    examples: {
      'one pair': (h) => ({ chosenLogps: [h], rejectedLogps: [0], refChosenLogps: [0], refRejectedLogps: [0] }),
    },
    slope: { of: 'chosenLogps', at: 0, name: 'c' },
    family: { param: 'labelSmoothing', values: [0, 0.1, 0.3] },
  },
  compute(inputs, { form, beta, labelSmoothing: s, reduction }) {
    const { chosenLogps, rejectedLogps, refChosenLogps, refRejectedLogps } = inputs;
    const chosenRewards = scale(sub(chosenLogps, refChosenLogps), beta);
    const rejectedRewards = scale(sub(rejectedLogps, refRejectedLogps), beta);
    const h = sub(chosenRewards, rejectedRewards);
    const behind = neg(h);
    const rows = {
      sigmoid: () => (s === 0 ? softplus(behind) : add(scale(softplus(behind), 1 - s), scale(softplus(h), s))),
      robust: () => add(scale(softplus(behind), (1 - s) / (1 - 2 * s)), scale(softplus(h), -s / (1 - 2 * s))),
      hinge: () => relu(shift(behind, 1)),
    }[form]();
    return { value: reduce(rows, reduction), extra: { chosenRewards, rejectedRewards } };
  },
});
