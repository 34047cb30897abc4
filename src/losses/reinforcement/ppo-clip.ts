import { nullOr, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { crossEntropyRows, entropyRows, exp, mul, neg, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned } from '../kit/inputs.js';
import { logit } from '../kit/plot.js';
import { countedRows, reduce, reductionParam } from '../kit/reduction.js';
import { normalized, policyParams } from '../parts/advantages.js';
import { type Clip, clippedRatio, logRatio } from '../parts/log-ratio.js';

/** Share of the counted rows whose gradient the limits stop. */
function clippedShare(
  ratios: Tensor,
  advantages: Tensor,
  { low, high, most }: Clip,
  counted: (row: number) => boolean,
): number {
  const [rho, a] = [ratios.view(), advantages.view()];
  let [clipped, rows] = [0, 0];
  for (let i = 0; i < rho.length; i++) {
    if (!counted(i)) continue;
    rows++;
    if (a[i]! > 0 ? rho[i]! >= high : a[i]! < 0 && (rho[i]! <= low || rho[i]! >= most)) clipped++;
  }
  return rows === 0 ? 0 : clipped / rows;
}

export const ppoClip = defineLoss({
  name: 'ppo-clip',
  family: 'rl',
  summary: 'Policy gradient on old experience that stops once the probability of an action has moved far enough.',
  formula:
    '-min(rho A, clip(rho, 1-e, 1+e) A) - entropyCoef H, rho = exp(logSoftmax(z)_a - old), the exponent at most 20; dual-clip: for A < 0 at most -c A',
  gradient:
    'A rho (p_k - delta_ka) where rho < 1+e (A > 0) or 1-e < rho < c (A < 0), else 0; plus entropyCoef p_k (log p_k + H)',
  source: 'Schulman et al. 2017; dual-clip: Ye et al. 2020',
  aliases: ['PPO', 'clipped surrogate objective'],
  elsewhere: [
    'Stable-Baselines3 PPO; CleanRL (sample std of the advantages); torchrl ClipPPOLoss; verl (dual-clip 3).',
    'rlax clipped_surrogate_pg_loss takes the ratios.',
    'The loss of the policy in RLHF; a simpler successor of TRPO, which holds the divergence itself.',
  ],
  traps: [
    'The clip does not pull back what moved too far; it only stops pushing.',
    'For a negative advantage and a ratio that has grown, the loss is unbounded without dualClip.',
    'Its value is no measure of progress: plot the return and the clip fraction beside it.',
  ],
  relatives: ['policy-gradient', 'grpo', 'clipped-value'],
  fits: ['policy-ratio'],
  inputs: {
    logits: learned('[T,A]', 'Raw scores of the actions now; -Infinity masks an illegal one.'),
    actions: index('[T]', 'The action taken.', { below: 'A' }),
    oldLogps: given('[T]', 'Log-probability of each action when it was taken.'),
    advantages: given('[T]', 'How much better than expected each action was.'),
  },
  params: {
    clipRange: number(0.2, 'How far the probability of an action may move.', { above: 0, below: 1 }),
    dualClip: nullOr(
      'Largest ratio that counts for a negative advantage; null for none.',
      number(3, 'Ratio.', { above: 1 }),
    ),
    ...policyParams,
    reduction: reductionParam('mean', 'the number of steps'),
  },
  variants: { default: {}, 'dual-clip': { dualClip: 3 } },
  plot: {
    variable: 'probability of the action taken, of two; it was 0.5',
    symbol: 'p_a',
    from: 0.01,
    to: 0.99,
    examples: {
      'advantage +1': (p) => ({ logits: [[logit(p), 0]], actions: [0], oldLogps: [-Math.LN2], advantages: [1] }),
      'advantage -1': (p) => ({ logits: [[logit(p), 0]], actions: [0], oldLogps: [-Math.LN2], advantages: [-1] }),
    },
    slope: { of: 'logits', at: 0, name: 'z_a' },
    family: { param: 'clipRange', values: [0.1, 0.2, 0.5] },
  },
  validate: (inputs, { normalizeAdvantages }) =>
    normalizeAdvantages && 'mask' in inputs
      ? [{ path: 'inputs.mask', message: 'is not taken here: normalizeAdvantages scales by all steps' }]
      : [],
  compute({ logits, actions, oldLogps, advantages: raw }, settings) {
    const { clipRange, dualClip, entropyCoef, normalizeAdvantages, reduction } = settings;
    const { engine } = logits;
    const counted = countedRows();
    const advantages = normalizeAdvantages ? normalized(raw) : raw;
    const clip = { low: 1 - clipRange, high: 1 + clipRange, most: dualClip ?? Infinity };
    const log = logRatio(neg(crossEntropyRows(logits, actions)), oldLogps);
    let rows = neg(mul(clippedRatio(log, advantages, clip), advantages));
    if (entropyCoef !== 0) rows = sub(rows, scale(entropyRows(logits), entropyCoef));
    const ratios = () => engine.constant(() => exp(log));
    return {
      value: reduce(rows, reduction),
      extra: {
        advantages,
        get ratios() {
          return ratios();
        },
        get clipFraction() {
          return clippedShare(ratios(), advantages, clip, counted);
        },
        get entropyRows() {
          return engine.constant(() => entropyRows(logits));
        },
      },
    };
  },
});
