import { number } from '../../core/params.js';
import { add, clamp, logOdds, mul, neg, scale, softplus, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { pairLengths, reciprocals } from '../parts/preference-pairs.js';

/** Nearest to probability 1 at which odds are taken. */
const SUREST = -1e-6;

export const orpo = defineLoss({
  name: 'orpo',
  family: 'preference',
  summary:
    'Likelihood of the chosen answers plus the log-odds by which they lead the rejected ones; no reference policy.',
  formula:
    '-a + lambda softplus(-(logit(a) - logit(b))), a and b log-probabilities per token, logit(x) = x - log(1 - e^x) of x limited to -1e-6',
  gradient:
    's = sigma(-logOdds): chosen (-1 - lambda s / (1 - e^a)) / |c|, rejected lambda s / (1 - e^b) / |r|; the odds part is 0 at the limit',
  source: 'Hong et al. 2024',
  aliases: ['odds ratio preference optimization'],
  elsewhere: [
    'TRL ORPOTrainer: beta is lambda (0.1), its likelihood is a mean over the tokens of all prompts and answers, ours over the tokens of each answer first; odds in single precision; NaN at probability 1.',
  ],
  traps: [
    'The slope of the odds, 1/(1-p), explodes as a rejected answer becomes certain: clip gradients.',
    'It has no reference to stay near to; the likelihood of the chosen answers takes that place.',
  ],
  relatives: ['simpo', 'dpo', 'nll'],
  fits: ['preference-logps'],
  inputs: {
    chosenLogps: learned('[N]', 'Log-probability of each chosen answer, the sum over its tokens.', { max: 0 }),
    rejectedLogps: learned('[N]', 'Log-probability of each rejected answer, the sum over its tokens.', { max: 0 }),
    ...pairLengths,
  },
  params: {
    lambda: number(0.1, 'What the log-odds count beside the likelihood.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  variants: { default: {} },
  plot: {
    variable: 'log-probability per token of the chosen answer; the rejected one has -1',
    symbol: 'a',
    from: -4,
    to: -0.02,
    examples: {
      'one pair': (a) => ({ chosenLogps: [a], rejectedLogps: [-1], chosenLengths: [1], rejectedLengths: [1] }),
    },
    slope: { of: 'chosenLogps', at: 0, name: 'c' },
    family: { param: 'lambda', values: [0, 0.1, 1] },
  },
  compute({ chosenLogps, rejectedLogps, chosenLengths, rejectedLengths }, { lambda, reduction }) {
    const { engine } = chosenLogps;
    const chosen = mul(chosenLogps, reciprocals(engine, chosenLengths));
    const rejected = mul(rejectedLogps, reciprocals(engine, rejectedLengths));
    const odds = (x: typeof chosen) => logOdds(clamp(x, -Infinity, SUREST));
    const lead = sub(odds(chosen), odds(rejected));
    const rows = add(neg(chosen), scale(softplus(neg(lead)), lambda));
    return { value: reduce(rows, reduction), extra: { logOdds: lead } };
  },
});
