import type { Issue } from '../../core/errors.js';
import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { crossEntropyRows, entropyRows, mul, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss, type FlatInput } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { normalized, policyParams } from '../parts/advantages.js';

/** G_t = r_t + gamma G_{t+1}, beginning anew after each done. */
function discountedReturns(rewards: Tensor, dones: Tensor, gamma: number): Tensor {
  const returns = rewards.engine.tensor(rewards.shape);
  const [r, done, g] = [rewards.view(), dones.view(), returns.view()];
  let next = 0;
  for (let t = r.length - 1; t >= 0; t--) {
    next = r[t]! + (done[t] === 0 ? gamma * next : 0);
    g[t] = next;
  }
  return returns;
}

/** Exactly one of advantages, returns and rewards; what belongs to another is refused. */
function sourceIssues(inputs: Readonly<Record<string, FlatInput | undefined>>): Issue[] {
  const has = (name: string) => inputs[name] !== undefined;
  const sources = ['advantages', 'returns', 'rewards'].filter(has);
  const issues: Issue[] = [];
  if (sources.length !== 1) {
    issues.push({
      path: 'inputs',
      message: 'needs exactly one of advantages, returns and rewards',
      given: sources.length === 0 ? 'none' : sources.join(', '),
    });
  }
  if (has('mask') && has('rewards'))
    issues.push({ path: 'inputs.mask', message: 'is not taken here: the steps make up the returns' });
  if (has('baseline') && !has('returns')) issues.push({ path: 'inputs.baseline', message: 'goes with returns only' });
  if (has('dones') && !has('rewards')) issues.push({ path: 'inputs.dones', message: 'goes with rewards only' });
  if (has('rewards') && !has('dones')) issues.push({ path: 'inputs.dones', message: 'is missing: rewards need it' });
  return issues;
}

const anySource = {
  needs: ['logits', 'actions'],
  takes: ['advantages', 'returns', 'baseline', 'rewards', 'dones'],
};

export const policyGradient = defineLoss({
  name: 'policy-gradient',
  family: 'rl',
  summary: 'Raises the log-probability of actions in proportion to how much better than expected they turned out.',
  formula: '-logSoftmax(z)_a A - entropyCoef H, H = -sum p log p',
  gradient: 'A (p_k - delta_ka) + entropyCoef p_k (log p_k + H)',
  source: 'Williams 1992 (REINFORCE); baselines: Sutton et al. 2000',
  aliases: ['REINFORCE', 'score-function loss', 'A2C', 'A3C', 'actor-critic'],
  elsewhere: [
    'rlax policy_gradient_loss (mean over steps, weights w_t) plus entropy_loss.',
    "PyTorch's REINFORCE example sums over steps and normalises with the sample std, which is NaN for one step.",
  ],
  traps: [
    'Its value is no measure of progress: it may be negative, or rise while the return rises. Plot the return beside it.',
    'Advantages are constants, also when a trained network made the baseline: train that with mse.',
    'The formula holds the log-probability itself; a gradient sign inside the loss would differentiate twice.',
    'Each log-probability is multiplied by its own return before the mean, never the mean by the mean.',
  ],
  relatives: ['ppo-clip', 'q-td', 'cross-entropy'],
  fits: ['policy'],
  inputs: {
    logits: learned('[T,A]', 'Raw scores of the actions; -Infinity masks an illegal one.'),
    actions: index('[T]', 'The action taken.', { below: 'A' }),
    advantages: optional(given('[T]', 'How much better than expected each action was.')),
    returns: optional(given('[T]', 'Discounted return from each step on, instead of advantages.')),
    baseline: optional(given('[T]', 'Expected return, subtracted from returns.')),
    rewards: optional(given('[T]', 'Rewards, from which returns are computed, instead of advantages.')),
    dones: optional(given('[T]', '1 where an episode ended, for rewards.', { values: [0, 1] })),
  },
  params: {
    gamma: number(0.99, 'Discount, for rewards.', { min: 0, max: 1 }),
    ...policyParams,
    reduction: reductionParam('mean', 'the number of steps'),
  },
  couples: {
    why: 'the steps make up the returns, or the scale of the advantages',
    variants: ['normalized', 'from-rewards'],
    weights: true,
  },
  variants: {
    reinforce: {},
    baseline: {},
    advantage: {},
    entropy: { entropyCoef: 0.01 },
    normalized: { normalizeAdvantages: true },
    'from-rewards': {},
  },
  forms: {
    reinforce: { needs: ['logits', 'actions', 'returns'] },
    baseline: { needs: ['logits', 'actions', 'returns', 'baseline'] },
    advantage: { needs: ['logits', 'actions', 'advantages'] },
    entropy: anySource,
    normalized: anySource,
    'from-rewards': { needs: ['logits', 'actions', 'rewards', 'dones'] },
  },
  plot: {
    variable: 'probability of the action taken, of two',
    symbol: 'p_a',
    from: 0.01,
    to: 0.99,
    examples: {
      'advantage +1': (p) => ({ logits: [[logit(p), 0]], actions: [0], advantages: [1] }),
      'advantage -1': (p) => ({ logits: [[logit(p), 0]], actions: [0], advantages: [-1] }),
    },
    slope: { of: 'logits', at: 0, name: 'z_a' },
    variant: 'advantage',
    family: { param: 'entropyCoef', values: [0, 0.2, 1] },
  },
  validate: sourceIssues,
  compute(inputs, { gamma, entropyCoef, normalizeAdvantages, reduction }) {
    const { logits, actions, rewards, dones, baseline } = inputs;
    const { engine } = logits;
    const returns = rewards === undefined ? inputs.returns : discountedReturns(rewards, dones!, gamma);
    const raw = engine.constant(() =>
      baseline === undefined ? (returns ?? inputs.advantages!) : sub(returns!, baseline),
    );
    const advantages = normalizeAdvantages ? normalized(raw) : raw;

    let rows = mul(crossEntropyRows(logits, actions), advantages);
    if (entropyCoef !== 0) rows = sub(rows, scale(entropyRows(logits), entropyCoef));
    return {
      value: reduce(rows, reduction),
      extra: {
        advantages,
        ...(returns === undefined ? {} : { returns }),
        get entropyRows() {
          return engine.constant(() => entropyRows(logits));
        },
      },
    };
  },
});
