import { number } from '../../core/params.js';
import { add, scale, shift, softplus, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned, optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const bradleyTerry = defineLoss({
  name: 'bradley-terry',
  family: 'preference',
  summary: 'Log-loss of a reward model: the chosen answer should score higher than the rejected one.',
  formula: 'softplus(-(c - r - m)) + k (c + r)^2',
  gradient: 's = sigma(-(c - r - m)): chosen -s + 2k (c + r), rejected s + 2k (c + r)',
  source:
    'Bradley, Terry 1952; reward models: Ouyang et al. 2022; margin: Touvron et al. 2023 (Llama 2); centring: Eisenstein et al. 2023',
  aliases: ['reward-model loss', 'pairwise reward loss', 'Bradley-Terry'],
  elsewhere: [
    'TRL RewardTrainer: a margin column, center_rewards_coefficient (None by default).',
    'None in PyTorch; equal to nn.SoftMarginLoss on c - r.',
  ],
  traps: [
    'A constant added to every score changes nothing, so mean scores drift apart between seeds unless they are centred; accuracy does not show it.',
    'A pair labelled with certainty has no finite optimum: the difference grows as long as training lasts.',
  ],
  relatives: ['pairwise-logistic', 'soft-margin', 'dpo'],
  fits: ['preference-scores', 'score-pairs'],
  inputs: {
    chosen: learned('[N]', 'Score of each chosen answer.'),
    rejected: learned('[N]', 'Score of each rejected answer.'),
    margins: optional(given('[N]', 'How much better each chosen answer is, added to margin.')),
  },
  params: {
    margin: number(0, 'By how much the chosen answer must lead.', { min: 0 }),
    centerCoef: number(0, 'What a squared sum of both scores costs, to keep their mean at 0; 0.01 is usual.', {
      min: 0,
    }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {} },
  plot: {
    variable: 'lead of the chosen answer',
    symbol: 'c - r',
    from: -4,
    to: 4,
    examples: { 'one pair': (lead) => ({ chosen: [lead], rejected: [0] }) },
    slope: { of: 'chosen', at: 0, name: 'c' },
    family: { param: 'margin', values: [0, 1, 2] },
  },
  compute({ chosen, rejected, margins }, { margin, centerCoef, reduction }) {
    const behind = sub(rejected, chosen);
    const short = margins === undefined ? behind : add(behind, margins);
    const rows = softplus(margin === 0 ? short : shift(short, margin));
    const pull = centerCoef === 0 ? rows : add(rows, scale(square(add(chosen, rejected)), centerCoef));
    return { value: reduce(pull, reduction) };
  },
});
