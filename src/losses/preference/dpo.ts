import type { Issue } from '../../core/errors.js';
import { choice, number } from '../../core/params.js';
import { scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { divergenceParams, leadForms, pairCosts, preferenceForms, worth } from '../parts/preference-forms.js';
import { pairLengths, pairLogps, perToken, referenceLogps } from '../parts/preference-pairs.js';

const sorting = ['aot', 'aot-unpaired'] as const;

export const dpo = defineLoss({
  name: 'dpo',
  family: 'preference',
  summary: 'Raises chosen above rejected answers, measured from a reference policy, without a reward model.',
  formula:
    'C = beta (c - refC), R = beta (r - refR), h = C - R; sigmoid (1-s) softplus(-h) + s softplus(h); robust ((1-s) softplus(-h) - s softplus(h)) / (1-2s); hinge [1 - h]+; exo sigma(h) log(sigma(h) / (1-s)) + sigma(-h) log(sigma(-h) / s); nca softplus(-C) + (softplus(C) + softplus(R)) / 2; bco softplus(-C) + softplus(R); sppo ((C - 1/2)^2 + (R + 1/2)^2) / beta^2; aot sigmoid of beta times the sorted c - r less the sorted refC - refR; aot-unpaired sigmoid of the sorted C less the sorted R; apo-zero sigma(-C) + sigma(R); apo-down sigma(C) + sigma(-h); discopop sigma(-h/t) softplus(-h) + sigma(h/t) e^-h',
  gradient:
    'beta g on chosen, -beta g on rejected: g = -(1-s) sigma(-h) + s sigma(h); robust -((1-s) sigma(-h) + s sigma(h)) / (1-2s); hinge -1 while h < 1; exo sigma(h) sigma(-h) (h - log((1-s)/s)); discopop -sigma(-h) sigma(-h/t) - e^-h sigma(h/t) + sigma(h/t) sigma(-h/t) (e^-h - softplus(-h)) / t. beta times, for C and R apart: nca sigma(C)/2 - sigma(-C), sigma(R)/2; bco -sigma(-C), sigma(R); sppo (2C - 1)/beta^2, (2R + 1)/beta^2; apo-zero -sigma(C) sigma(-C), sigma(R) sigma(-R); apo-down sigma(C) sigma(-C) - sigma(h) sigma(-h), sigma(h) sigma(-h). Orders are constants',
  source:
    "Rafailov et al. 2023; smoothing: Mitchell 2023 (cDPO); robust: Chowdhury et al. 2024; hinge: Zhao et al. 2023 (SLiC), Liu et al. 2024 (RSO); exo: Ji et al. 2024; nca: Chen et al. 2024; bco: Jung et al. 2024; sppo: Wu et al. 2024; aot: Melnyk et al. 2024; apo: D'Oosterlinck et al. 2024; discopop: Lu et al. 2024; divergences: Wang et al. 2023 (f-DPO)",
  aliases: [
    'direct preference optimization',
    'cDPO',
    'robust DPO',
    'SLiC',
    'EXO',
    'NCA',
    'BCO',
    'SPPO',
    'AOT',
    'APO',
    'DiscoPOP',
    'f-DPO',
    'CPO',
  ],
  elsewhere: [
    'TRL DPOTrainer: beta 0.1 and loss_type sigmoid, as here; its sigmoid no longer smooths, label_smoothing serves robust, exo_pair and aot.',
    'TRL CPOTrainer still smooths its sigmoid; it has no reference (references of 0 here) and adds cpo_alpha 1 times the likelihood of the chosen answers.',
    "TRL's names: exo_pair, nca_pair, bco_pair, sppo_hard, aot, aot_unpaired, apo_zero, apo_down, discopop (discopop_tau is temperature); sigmoid_norm is sigmoid with lengths; f_divergence_type is divergence (alpha_divergence in single precision there). bco has no running shift, as TRL's bco_pair; sppo takes 1 and 0 for the win rates.",
    'TRL only: sft is the cross-entropy of the chosen answers; ld_alpha and use_weighting need the log-probabilities of single tokens, or their whole distributions.',
  ],
  traps: [
    'discopop has a hump at h = 0.07 (temperature 0.05) and a valley at -0.12: pairs start between them, and some fall behind before they learn.',
    'The log-probabilities of both answers may fall while h rises: plot chosenRewards and rejectedRewards.',
    'robust is unbounded below, by -s h / (1-2s).',
    'beta multiplies the gradient too, so it changes the step as well as the strength of the reference.',
    'The lowest value of exo is not at the reference: its lead settles at log((1-s)/s), so labelSmoothing is its strength.',
    'aot compares sorted values, so what a pair costs depends on the others of the batch: use large batches.',
    'Unanimous pairs have no finite optimum without labelSmoothing, with which h settles at log((1-s)/s).',
  ],
  relatives: ['bradley-terry', 'ipo', 'kto', 'simpo'],
  fits: ['preference-logps'],
  inputs: {
    ...pairLogps,
    ...referenceLogps,
    chosenLengths: optional({
      ...pairLengths.chosenLengths,
      help: 'Number of tokens of each chosen answer; with lengths, log-ratios are means over the tokens.',
    }),
    rejectedLengths: optional({ ...pairLengths.rejectedLengths, help: 'The same of the rejected answers.' }),
  },
  params: {
    form: choice(
      'sigmoid',
      preferenceForms,
      'What the lead h, or each of both rewards, costs: a log-loss, one corrected for flips, a hinge, and the forms of the formula.',
    ),
    beta: number(0.1, 'How strongly the reference holds; the scale of the implicit reward.', { above: 0 }),
    labelSmoothing: number(
      0,
      'Share of the pairs whose label is taken to be flipped, in sigmoid, robust, exo (0.001 by default) and aot.',
      { min: 0, below: 0.5 },
    ),
    temperature: number(0.05, 'How sharply discopop turns from one of its costs to the other.', { above: 0, max: 1 }),
    ...divergenceParams,
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  couples: { why: 'pairs are sorted against each other', variants: sorting },
  variants: {
    sigmoid: { form: 'sigmoid' },
    robust: { form: 'robust' },
    hinge: { form: 'hinge' },
    exo: { form: 'exo', labelSmoothing: 0.001 },
    nca: { form: 'nca' },
    bco: { form: 'bco' },
    sppo: { form: 'sppo' },
    aot: { form: 'aot' },
    'aot-unpaired': { form: 'aot-unpaired' },
    'apo-zero': { form: 'apo-zero' },
    'apo-down': { form: 'apo-down' },
    discopop: { form: 'discopop' },
  },
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
  validate({ chosenLengths, rejectedLengths }, { form, labelSmoothing, divergence }) {
    const issues: Issue[] = [];
    const byLead = leadForms.includes(form);
    const allowed = leadForms.join(', ');
    if ((chosenLengths === undefined) !== (rejectedLengths === undefined)) {
      issues.push({ path: 'inputs', message: 'needs both chosenLengths and rejectedLengths, or neither' });
    } else if (chosenLengths !== undefined && !byLead) {
      issues.push({ path: 'inputs.chosenLengths', message: `${form} takes sums, not averages`, allowed });
    }
    if (divergence !== 'reverse-kl' && !byLead) {
      issues.push({ path: 'params.divergence', message: `${form} is made for reverse-kl only`, allowed });
    }
    if (form === 'exo' && labelSmoothing === 0) {
      issues.push({
        path: 'params.labelSmoothing',
        message: 'exo needs more than 0',
        given: '0',
        allowed: '0 < s < 0.5',
      });
    }
    return issues;
  },
  compute(inputs, params) {
    const { form, beta, divergence, divergenceAlpha, reduction } = params;
    const { chosenLogps, rejectedLogps, refChosenLogps, refRejectedLogps, chosenLengths, rejectedLengths } = inputs;
    const chosen = perToken(worth(sub(chosenLogps, refChosenLogps), divergence, divergenceAlpha), chosenLengths);
    const rejected = perToken(
      worth(sub(rejectedLogps, refRejectedLogps), divergence, divergenceAlpha),
      rejectedLengths,
    );
    const chosenRewards = scale(chosen, beta);
    const rejectedRewards = scale(rejected, beta);
    const rows = pairCosts(
      form,
      {
        chosen,
        rejected,
        good: chosenRewards,
        bad: rejectedRewards,
        lead: () => sub(chosenLogps, rejectedLogps),
        referenceLead: () => sub(refChosenLogps, refRejectedLogps),
      },
      params,
    );
    return { value: reduce(rows, reduction), extra: { chosenRewards, rejectedRewards } };
  },
});
