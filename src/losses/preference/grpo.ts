import type { Issue } from '../../core/errors.js';
import { choice, integer, nullOr, number } from '../../core/params.js';
import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { add, addColumn, dot, expm1, fillWhere, mul, neg, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { integers, where } from '../kit/numerics.js';
import { reductionParam } from '../kit/reduction.js';
import { clippedRatio, logRatio } from '../parts/log-ratio.js';

const STD_FLOOR = 1e-4;

/** Rewards less the mean of their group, over its sample deviation plus 1e-4 where `scaled`; 0 in a group of one. */
function groupAdvantages(rewards: Tensor, groups: Indices | undefined, scaled: boolean): Tensor {
  const { engine } = rewards;
  const r = Array.from(rewards.view());
  const of = groups === undefined ? null : integers(engine, groups);
  const members = new Map<number, number[]>();
  r.forEach((_, i) => {
    const group = of === null ? 0 : of[i]!;
    members.set(group, [...(members.get(group) ?? []), i]);
  });
  const advantages = r.map(() => 0);
  for (const rows of members.values()) {
    if (rows.length === 1) continue;
    const mean = rows.reduce((sum, i) => sum + r[i]!, 0) / rows.length;
    const squares = rows.reduce((sum, i) => sum + (r[i]! - mean) * (r[i]! - mean), 0);
    const divisor = scaled ? Math.sqrt(squares / (rows.length - 1)) + STD_FLOOR : 1;
    for (const i of rows) advantages[i] = (r[i]! - mean) / divisor;
  }
  return engine.tensor([r.length], advantages);
}

/** What each token counts in the mean. */
function tokenWeights(engine: Engine, mask: Tensor, form: 'grpo' | 'dr-grpo' | 'dapo', longest: number): Tensor {
  const [n, length] = mask.shape as [number, number];
  const m = Array.from(mask.view());
  const tokens = Array.from({ length: n }, (_, i) => m.slice(i * length, (i + 1) * length).reduce((a, b) => a + b, 0));
  const all = tokens.reduce((a, b) => a + b, 0);
  const divisor = { grpo: (i: number) => n * tokens[i]!, 'dr-grpo': () => n * longest, dapo: () => all }[form];
  return engine.tensor(
    mask.shape,
    m.map((present, at) => (present === 0 ? 0 : 1 / divisor(Math.floor(at / length)))),
  );
}

export const grpo = defineLoss({
  name: 'grpo',
  family: 'preference',
  summary: 'Clipped policy gradient on sampled answers, each judged against the others of its group.',
  formula:
    '-min(rho A, clip(rho, 1-e, 1+e) A) + klCoef (expm1(d) - d) a token, rho = exp(logp - old), d = ref - logp, both exponents at most 20; A = (R - group mean) / (std + 1e-4), dr-grpo without the divisor',
  gradient:
    '-A rho where not clipped, minus klCoef expm1(d), over the divisor: grpo tokens of the row times N, dr-grpo N L, dapo all tokens',
  source:
    'Shao et al. 2024 (DeepSeekMath); dr-grpo: Liu et al. 2025; dapo: Yu et al. 2025; estimate of the divergence: Schulman 2020 (k3)',
  aliases: ['group relative policy optimization', 'Dr. GRPO', 'DAPO'],
  elsewhere: [
    'TRL GRPOTrainer: loss_type dapo (here grpo), beta 0, epsilon 0.2, std + 1e-4; its dr_grpo keeps the deviation unless scale_rewards is none and divides by max_completion_length (512; here T); dapo divides by the tokens of the whole accumulated batch, bnpo by those of one, as dapo does here.',
    'TRL only: cispo, sapo, vespo, luspo, ratios of whole answers (importance_sampling_level), delta. Log-ratios are not limited there.',
    'verl: std + 1e-6, a group of one keeps its raw reward, log-ratio within +-20, k3 within +-10.',
  ],
  traps: [
    'On policy the value is about klCoef times the divergence, near 0, while the gradient is not.',
    'A group whose rewards are all equal teaches nothing.',
    'With grpo a token weighs less the longer its answer, so long wrong answers are punished least.',
  ],
  relatives: ['ppo-clip', 'policy-gradient'],
  fits: ['sampled-answers'],
  inputs: {
    logps: learned('[N,T]', 'Log-probability of each token of each answer.'),
    oldLogps: given('[N,T]', 'The same under the policy that sampled the answers.'),
    mask: given('[N,T]', '1 for tokens of the answer, 0 for padding, which is not read.', { values: [0, 1] }),
    rewards: optional(given('[N]', 'Reward of each answer.')),
    groups: optional(index('[N]', 'Answers to the same prompt share a number; without it all do.')),
    advantages: optional(given('[N]', 'Advantage of each answer, instead of rewards.')),
    refLogps: optional(given('[N,T]', 'Log-probabilities under the reference policy, for klCoef above 0.')),
  },
  params: {
    form: choice(
      'grpo',
      ['grpo', 'dr-grpo', 'dapo'],
      'How tokens are averaged: within each answer first, over a fixed length, or all alike.',
    ),
    clipRange: number(0.2, 'How far the probability of a token may move.', { above: 0, below: 1 }),
    clipHigh: nullOr('The same upwards; null is clipRange.', number(0.28, 'How far up.', { above: 0 })),
    klCoef: number(0, 'What a nat of divergence from the reference costs.', { min: 0 }),
    maxLength: nullOr('Length that dr-grpo divides by; null is T.', integer(1, 'Tokens.', { min: 1, max: 1e9 })),
    reduction: reductionParam('mean', 'what form says; none keeps every token'),
  },
  couples: { why: 'tokens are averaged as form says' },
  variants: { grpo: { form: 'grpo' }, 'dr-grpo': { form: 'dr-grpo' }, dapo: { form: 'dapo' } },
  plot: {
    variable: 'log-ratio of the token',
    symbol: 'log rho',
    from: -1,
    to: 1,
    examples: {
      'advantage +1': (x) => ({ logps: [[x]], oldLogps: [[0]], mask: [[1]], advantages: [1] }),
      'advantage -1': (x) => ({ logps: [[x]], oldLogps: [[0]], mask: [[1]], advantages: [-1] }),
    },
    slope: { of: 'logps', at: 0, name: 'logp' },
    family: { param: 'clipRange', values: [0.1, 0.2, 0.5] },
  },
  validate({ rewards, groups, advantages, refLogps }, { klCoef }) {
    const issues: Issue[] = [];
    if ((rewards === undefined) === (advantages === undefined)) {
      const given = rewards === undefined ? 'none' : 'both';
      issues.push({ path: 'inputs', message: 'needs exactly one of rewards and advantages', given });
    }
    if (groups !== undefined && rewards === undefined) {
      issues.push({ path: 'inputs.groups', message: 'goes with rewards only' });
    }
    if (klCoef > 0 && refLogps === undefined) {
      issues.push({ path: 'inputs.refLogps', message: 'is missing: klCoef above 0 needs it' });
    }
    return issues;
  },
  compute(inputs, { form, clipRange, clipHigh, klCoef, maxLength, reduction }) {
    const { mask, rewards, groups, refLogps } = inputs;
    const { engine } = inputs.logps;
    const padding = where(mask, (x) => x === 0);
    const read = (x: Tensor) => fillWhere(x, padding, 0);
    const logps = read(inputs.logps);
    const advantages = inputs.advantages ?? groupAdvantages(rewards!, groups, form !== 'dr-grpo');
    const perToken = engine.constant(() => addColumn(engine.filled(mask.shape, 0), advantages));
    const ratio = clippedRatio(logRatio(logps, read(inputs.oldLogps)), perToken, {
      low: 1 - clipRange,
      high: 1 + (clipHigh ?? clipRange),
      most: Infinity,
    });
    let tokens = neg(mul(ratio, perToken));
    if (klCoef !== 0) {
      const d = logRatio(read(refLogps!), logps);
      tokens = add(tokens, scale(sub(expm1(d), d), klCoef));
    }
    const value = {
      none: () => read(tokens),
      sum: () => dot(tokens, mask),
      mean: () => dot(tokens, tokenWeights(engine, mask, form, maxLength ?? mask.shape[1]!)),
    }[reduction]();
    return { value, extra: { advantages } };
  },
});
