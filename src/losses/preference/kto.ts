import { number } from '../../core/params.js';
import { mul, scale, shift, sigmoid, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const kto = defineLoss({
  name: 'kto',
  family: 'preference',
  summary:
    'Learns from single answers that were liked or not, valued from a reference point as people value gains and losses.',
  formula: 'u = beta (logp - ref - max(kl, 0)); desirable wD sigma(-u), else wU sigma(u)',
  gradient: 'w beta sigma(u) sigma(-u), minus for desirable',
  source: 'Ethayarajh et al. 2024',
  aliases: ['Kahneman-Tversky optimization'],
  elsewhere: [
    'TRL KTOTrainer: the same defaults (beta 0.1, both weights 1); its kl is the mean log-ratio of mismatched answers, at least 0.',
    'With kl 0 it is loss_type apo_zero_unpaired there.',
  ],
  traps: [
    'kl must come from other answers than those that are scored.',
    'Gradients vanish on both far sides: an answer far on the wrong side is given up as mislabelled.',
    'With unequal numbers of liked and disliked answers, set the weights so that both count alike.',
  ],
  relatives: ['dpo', 'bce'],
  fits: ['feedback'],
  inputs: {
    logps: learned('[N]', 'Log-probability of each answer, the sum over its tokens.'),
    refLogps: given('[N]', 'The same under the reference policy.'),
    desirable: given('[N]', '1 where the answer was liked, else 0.', { values: [0, 1] }),
    kl: given('[]', 'Divergence of the policy from the reference, a constant; below 0 it counts as 0.'),
  },
  params: {
    beta: number(0.1, 'How strongly the reference holds.', { above: 0 }),
    desirableWeight: number(1, 'What a liked answer counts.', { min: 0 }),
    undesirableWeight: number(1, 'What a disliked answer counts.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of answers'),
  },
  variants: { default: {} },
  plot: {
    variable: 'log-ratio of policy and reference',
    symbol: 'logp - ref',
    from: -60,
    to: 60,
    examples: {
      'a liked answer': (x) => ({ logps: [x], refLogps: [0], desirable: [1], kl: 0 }),
      'a disliked answer': (x) => ({ logps: [x], refLogps: [0], desirable: [0], kl: 0 }),
    },
    slope: { of: 'logps', at: 0, name: 'logp' },
    family: { param: 'beta', values: [0.05, 0.1, 0.3] },
  },
  compute({ logps, refLogps, desirable, kl }, { beta, desirableWeight, undesirableWeight, reduction }) {
    const { engine } = logps;
    const point = kl.item();
    const u = scale(shift(sub(logps, refLogps), point < 0 ? 0 : -point), beta);
    const liked = Array.from(desirable.view(), (x) => x !== 0);
    const n = [liked.length];
    const signs = engine.tensor(
      n,
      liked.map((yes) => (yes ? -1 : 1)),
    );
    const weights = engine.tensor(
      n,
      liked.map((yes) => (yes ? desirableWeight : undesirableWeight)),
    );
    return { value: reduce(mul(sigmoid(mul(u, signs)), weights), reduction) };
  },
});
