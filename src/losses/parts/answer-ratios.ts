import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { addColumn, clamp, exp, mul, neg, scale, sigmoid, sub, sumRows } from '../../tensor/ops/index.js';
import { held } from '../kit/held.js';
import { integers } from '../kit/numerics.js';
import { clippedRatio, logRatio } from './log-ratio.js';

export const answerForms = ['grpo', 'dr-grpo', 'dapo', 'cispo', 'sapo', 'vespo', 'luspo', 'rloo'] as const;
export type AnswerForm = (typeof answerForms)[number];

export const ratioLevels = ['token', 'answer-mean', 'answer'] as const;
export type RatioLevel = (typeof ratioLevels)[number];

/** Forms whose ratio is clipped as PPO's is. */
export const clippedForms: readonly AnswerForm[] = ['grpo', 'dr-grpo', 'dapo', 'luspo', 'rloo'];

const STD_FLOOR = 1e-4;
/** Limits of the log-ratio of a whole answer in vespo, as its authors have them. */
const [LEAST_LOG, MOST_LOG] = [-18.420680743952367, 20];

/** Rewards by how they compare with those of their group; 0 in a group of one. */
export function groupAdvantages(rewards: Tensor, groups: Indices | undefined, form: AnswerForm): Tensor {
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
    const divisor = () => {
      if (form === 'dr-grpo') return 1;
      // Less the mean of the others is this much more than less the mean of all.
      if (form === 'rloo') return (rows.length - 1) / rows.length;
      const squares = rows.reduce((sum, i) => sum + (r[i]! - mean) * (r[i]! - mean), 0);
      return Math.sqrt(squares / (rows.length - 1)) + STD_FLOOR;
    };
    const by = divisor();
    for (const i of rows) advantages[i] = (r[i]! - mean) / by;
  }
  return engine.tensor([r.length], advantages);
}

function tokensOf(mask: Tensor): readonly number[] {
  const [n, length] = mask.shape as [number, number];
  const m = Array.from(mask.view());
  return Array.from({ length: n }, (_, i) => m.slice(i * length, (i + 1) * length).reduce((a, b) => a + b, 0));
}

/** What each token counts in the mean. */
export function tokenWeights(engine: Engine, mask: Tensor, form: AnswerForm, longest: number): Tensor {
  const [n, length] = mask.shape as [number, number];
  const tokens = tokensOf(mask);
  const all = tokens.reduce((a, b) => a + b, 0);
  const byAnswer = (i: number) => n * tokens[i]!;
  const divisor: Record<AnswerForm, (i: number) => number> = {
    grpo: byAnswer,
    sapo: byAnswer,
    rloo: byAnswer,
    'dr-grpo': () => n * longest,
    dapo: () => all,
    cispo: () => all,
    vespo: () => all,
    luspo: () => n,
  };
  return engine.tensor(
    mask.shape,
    Array.from(mask.view(), (present, at) => (present === 0 ? 0 : 1 / divisor[form](Math.floor(at / length)))),
  );
}

export interface RatioSettings {
  readonly form: AnswerForm;
  readonly ratio: RatioLevel;
  readonly low: number;
  readonly high: number;
  /** Largest ratio that counts for a negative advantage; null for none. */
  readonly cap: number | null;
  readonly temperatures: readonly [good: number, bad: number];
  readonly powers: readonly [good: number, bad: number];
  readonly decays: readonly [good: number, bad: number];
}

/** One number an answer, for each of its tokens. */
const spread = (column: Tensor, shape: readonly number[]) => addColumn(column.engine.filled(shape, 0), column);

/** Log of the ratio of policy and old policy, of single tokens or of the answer that they belong to. */
function levelled(logps: Tensor, old: Tensor, mask: Tensor, level: RatioLevel): Tensor {
  if (level === 'token') return logRatio(logps, old);
  const { engine } = logps;
  const total = sumRows(sub(logps, old));
  const parts = tokensOf(mask).map((n) => (level === 'answer' ? 1 : 1 / Math.max(n, 1)));
  const whole = level === 'answer' ? total : mul(total, engine.tensor([parts.length], parts));
  return spread(clamp(whole, Number.NEGATIVE_INFINITY, MOST_LOG), logps.shape);
}

/** e^lambda w^k e^(-lambda w) of the ratio w of a whole answer: 1 where w is 1, falling to both sides. */
function gammaWeights(logps: Tensor, old: Tensor, advantages: Tensor, { powers, decays }: RatioSettings): Tensor {
  const { engine } = logps;
  const bounded = clamp(sub(logps, old), -MOST_LOG, MOST_LOG);
  const logs = Array.from(clamp(sumRows(bounded), LEAST_LOG, MOST_LOG).view());
  const ratios = Array.from(exp(engine.tensor([logs.length], logs)).view());
  const side = (i: number) => (advantages.view()[i]! >= 0 ? 0 : 1);
  const exponents = logs.map((log, i) => {
    const [k, lambda] = [powers[side(i)]!, decays[side(i)]!];
    return lambda + k * log - lambda * ratios[i]!;
  });
  return exp(engine.tensor([logs.length], exponents));
}

/** What each token of each answer costs, without the divergence. Padding holds 0 in both log-probabilities. */
export function tokenCosts(
  { logps, old, mask, advantages }: { readonly [K in 'logps' | 'old' | 'mask' | 'advantages']: Tensor },
  settings: RatioSettings,
): Tensor {
  const { engine, shape } = logps;
  const { form, ratio, low, high, cap, temperatures } = settings;
  const perToken = engine.constant(() => spread(advantages, shape));
  // A weight of the advantage, through which no gradient flows.
  const scored = (weights: () => Tensor) =>
    neg(
      mul(
        held(logps, () => mul(weights(), perToken)),
        logps,
      ),
    );
  if (form === 'vespo') return scored(() => spread(gammaWeights(logps, old, advantages, settings), shape));
  const log = () => levelled(logps, old, mask, ratio);
  if (form === 'cispo') return scored(() => clamp(exp(log()), Number.NEGATIVE_INFINITY, high));
  if (form === 'sapo') {
    const [good, bad] = temperatures;
    const of = Array.from(perToken.view(), (a) => (a > 0 ? good : bad));
    const slopes = engine.tensor(shape, of);
    const offsets = engine.tensor(shape, of);
    const gates = sigmoid(sub(mul(exp(log()), slopes), offsets));
    const sizes = engine.tensor(
      shape,
      of.map((temperature) => 1 / temperature),
    );
    return neg(mul(scale(mul(gates, sizes), 4), perToken));
  }
  const clip = { low, high, most: cap ?? Number.POSITIVE_INFINITY };
  return neg(mul(clippedRatio(log(), perToken, clip), perToken));
}
