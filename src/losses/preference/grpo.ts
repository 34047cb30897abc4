import type { Issue } from '../../core/errors.js';
import { choice, integer, nullOr, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, dot, expm1, fillWhere, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { reductionParam } from '../kit/reduction.js';
import {
  answerForms,
  clippedForms,
  groupAdvantages,
  ratioLevels,
  tokenCosts,
  tokenWeights,
} from '../parts/answer-ratios.js';
import { logRatio } from '../parts/log-ratio.js';

export const grpo = defineLoss({
  name: 'grpo',
  family: 'preference',
  summary: 'Clipped policy gradient on sampled answers, each judged against the others of its group.',
  formula:
    '-min(rho A, clip(rho, 1-e, 1+e) A) + klCoef (expm1(d) - d) a token, rho = exp(logp - old), d = ref - logp, both exponents at most 20; A = (R - group mean) / (std + 1e-4), dr-grpo without the divisor, rloo R - mean of the others; cispo -min(rho, 1+e) A logp, rho a constant; sapo -4/t sigma(t (rho - 1)) A; vespo -phi A logp, phi = e^(l (1 - w)) w^k a constant, w the ratio of the whole answer',
  gradient:
    '-A rho where not clipped, minus klCoef expm1(d), over the divisor: grpo, sapo, rloo tokens of the row times N, dr-grpo N L, dapo, cispo, vespo all tokens, luspo N; cispo -min(rho, 1+e) A; sapo -4 s (1-s) rho A, s = sigma(t (rho - 1)); vespo -phi A; a ratio of the answer hands it on to its tokens, answer-mean one part in as many',
  source:
    'Shao et al. 2024 (DeepSeekMath); dr-grpo: Liu et al. 2025; dapo: Yu et al. 2025; gspo: Zheng et al. 2025; cispo: MiniMax 2025; sapo: Gao et al. 2025; vespo, luspo: 2026; rloo: Ahmadian et al. 2024; estimate of the divergence: Schulman 2020 (k3)',
  aliases: [
    'group relative policy optimization',
    'Dr. GRPO',
    'DAPO',
    'BNPO',
    'GSPO',
    'CISPO',
    'SAPO',
    'VESPO',
    'LUSPO',
    'RLOO',
    'leave-one-out',
  ],
  elsewhere: [
    'TRL GRPOTrainer: loss_type dapo (here grpo), beta 0, epsilon 0.2, std + 1e-4; its dr_grpo keeps the deviation unless scale_rewards is none and divides by max_completion_length (512; here T); dapo divides by the tokens of the whole accumulated batch, bnpo by those of one, as dapo does here.',
    'TRL: importance_sampling_level sequence is ratio answer-mean; delta is ratioCap; sapo_temperature_pos and _neg, vespo_k_ and vespo_lambda_ are temperature, power and decay here. Its cispo limits the ratio at epsilon_high itself, so epsilon_high 5 is clipHigh 4. Log-ratios are not limited there, but in vespo.',
    'TRL RLOOTrainer: form rloo; its divergence is in the reward, and normalize_advantages is given advantages here.',
    'TRL only, as they need more than these log-probabilities: top_entropy_quantile and entropy_coef (the whole distribution of each token), corrections for another sampler (vLLM), off_policy_mask_threshold.',
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
      answerForms,
      'How tokens are averaged: within each answer first (grpo, sapo, rloo), over a fixed length (dr-grpo), all alike (dapo, cispo, vespo), added within an answer (luspo); and what holds the ratio: a clip, a limit of its weight (cispo), a soft gate (sapo), a weight that falls to both sides (vespo).',
    ),
    ratio: choice(
      'token',
      ratioLevels,
      'Whose probabilities the ratio compares: those of a token, the mean over the tokens of an answer, or the whole answer; vespo takes the answer.',
    ),
    clipRange: number(0.2, 'How far the probability of a token may move.', { above: 0, below: 1 }),
    clipHigh: nullOr('The same upwards; null is clipRange.', number(0.28, 'How far up.', { above: 0 })),
    ratioCap: nullOr(
      'Largest ratio that counts against a bad answer; null is none.',
      number(3, 'How large.', { above: 1 }),
    ),
    klCoef: number(0, 'What a nat of divergence from the reference costs.', { min: 0 }),
    maxLength: nullOr('Length that dr-grpo divides by; null is T.', integer(1, 'Tokens.', { min: 1, max: 1e9 })),
    temperaturePos: number(1, "Steepness of sapo's gate for good answers.", { min: 0.01, max: 100 }),
    temperatureNeg: number(1.05, 'The same for others.', { min: 0.01, max: 100 }),
    powerPos: number(2, "Power of the ratio in vespo's weight, for good answers.", { min: 0, max: 10 }),
    powerNeg: number(3, 'The same for bad ones.', { min: 0, max: 10 }),
    decayPos: number(3, "Decay with the ratio in vespo's weight, for good answers.", { min: 0.1, max: 50 }),
    decayNeg: number(2, 'The same for bad ones.', { min: 0.1, max: 50 }),
    reduction: reductionParam('mean', 'what form says; none keeps every token'),
  },
  couples: { why: 'tokens are averaged as form says' },
  variants: {
    grpo: { form: 'grpo' },
    'dr-grpo': { form: 'dr-grpo' },
    dapo: { form: 'dapo' },
    gspo: { form: 'grpo', ratio: 'answer-mean' },
    cispo: { form: 'cispo' },
    sapo: { form: 'sapo' },
    vespo: { form: 'vespo' },
    luspo: { form: 'luspo', ratio: 'answer-mean' },
    rloo: { form: 'rloo', ratio: 'answer' },
  },
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
  validate({ rewards, groups, advantages, refLogps }, { klCoef, form, clipRange, clipHigh, ratioCap }) {
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
    if (ratioCap !== null) {
      const clip = 1 + (clipHigh ?? clipRange);
      if (!clippedForms.includes(form))
        issues.push({
          path: 'params.ratioCap',
          message: `${form} has no clip for it`,
          allowed: clippedForms.join(', '),
        });
      else if (ratioCap <= clip)
        issues.push({
          path: 'params.ratioCap',
          message: 'must lie above the clip',
          given: `${ratioCap}`,
          allowed: `> ${clip}`,
        });
    }
    return issues;
  },
  compute(inputs, params) {
    const { form, ratio, clipRange, clipHigh, ratioCap, klCoef, maxLength, reduction } = params;
    const { temperaturePos, temperatureNeg, powerPos, powerNeg, decayPos, decayNeg } = params;
    const { mask, rewards, groups, refLogps } = inputs;
    const { engine } = inputs.logps;
    const padding = where(mask, (x) => x === 0);
    const read = (x: Tensor) => fillWhere(x, padding, 0);
    const logps = read(inputs.logps);
    const advantages = inputs.advantages ?? groupAdvantages(rewards!, groups, form);
    const old = read(inputs.oldLogps);
    let tokens = tokenCosts(
      { logps, old, mask, advantages },
      {
        form,
        ratio,
        low: 1 - clipRange,
        high: 1 + (clipHigh ?? clipRange),
        cap: ratioCap,
        temperatures: [temperaturePos, temperatureNeg],
        powers: [powerPos, powerNeg],
        decays: [decayPos, decayNeg],
      },
    );
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
