import { choice, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  clamp,
  exp,
  expm1,
  mul,
  neg,
  relu,
  scale,
  shift,
  sigmoid,
  softplus,
  square,
  sub,
  take,
} from '../../tensor/ops/index.js';

export const preferenceForms = [
  'sigmoid',
  'robust',
  'hinge',
  'exo',
  'nca',
  'bco',
  'sppo',
  'aot',
  'aot-unpaired',
  'apo-zero',
  'apo-down',
  'discopop',
] as const;
export type PreferenceForm = (typeof preferenceForms)[number];

/** Forms that see nothing but the lead h of the chosen answer, so that any divergence gives it. */
export const leadForms: readonly PreferenceForm[] = ['sigmoid', 'robust', 'hinge', 'exo', 'discopop'];

export const divergences = ['reverse-kl', 'forward-kl', 'js', 'alpha'] as const;
export type Divergence = (typeof divergences)[number];

export const divergenceParams = {
  divergence: choice(
    'reverse-kl',
    divergences,
    'What keeps the policy near the reference: the divergence whose price the implied reward is.',
  ),
  divergenceAlpha: number(0.5, 'Power of the alpha divergence; 1 is reverse-kl.', { min: -10, max: 10 }),
};

/** Largest exponent of a log-ratio. */
const MOST = 20;

/** What an answer is worth before beta by its log-ratio: f'(pi / ref) of the divergence that holds the policy. */
export function worth(ratio: Tensor, divergence: Divergence, alpha: number): Tensor {
  const limited = (x: Tensor) => clamp(x, Number.NEGATIVE_INFINITY, MOST);
  if (divergence === 'forward-kl') return neg(expm1(limited(neg(ratio))));
  if (divergence === 'js') return shift(neg(softplus(neg(ratio))), Math.LN2);
  if (divergence === 'alpha' && alpha !== 1) return scale(expm1(limited(scale(ratio, alpha - 1))), 1 / (alpha - 1));
  return ratio;
}

/** Positions from the smallest value to the largest, the first of a tie first. */
function ascending(x: Tensor): number[] {
  const values = x.view();
  return Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** `other` in the order in which `x` stands: its smallest value beside the smallest of `x`, and so on. */
function besideByRank(x: Tensor, other: Tensor): Tensor {
  const places = ascending(other);
  const beside = new Int32Array(places.length);
  for (const [rank, at] of ascending(x).entries()) beside[at] = places[rank]!;
  return take(other, x.engine.indices(beside));
}

export interface PairLogRatios {
  /** Worths of the chosen and of the rejected answers, before beta. */
  readonly chosen: Tensor;
  readonly rejected: Tensor;
  /** The same times beta. */
  readonly good: Tensor;
  readonly bad: Tensor;
  /** Leads of the chosen answers under the policy and under the reference. */
  readonly lead: () => Tensor;
  readonly referenceLead: () => Tensor;
}

interface Settings {
  readonly beta: number;
  readonly labelSmoothing: number;
  readonly temperature: number;
}

/** What each pair costs. */
export function pairCosts(
  form: PreferenceForm,
  { chosen, rejected, good, bad, lead, referenceLead }: PairLogRatios,
  { beta, labelSmoothing: s, temperature }: Settings,
): Tensor {
  const smoothed = (h: Tensor) =>
    s === 0 ? softplus(neg(h)) : add(scale(softplus(neg(h)), 1 - s), scale(softplus(h), s));
  const h = () => sub(good, bad);
  switch (form) {
    case 'sigmoid':
      return smoothed(h());
    case 'robust': {
      const ahead = h();
      return add(scale(softplus(neg(ahead)), (1 - s) / (1 - 2 * s)), scale(softplus(ahead), -s / (1 - 2 * s)));
    }
    case 'hinge':
      return relu(shift(neg(h()), 1));
    case 'exo': {
      // The divergence of (sigma(h), sigma(-h)) from (1 - s, s).
      const ahead = h();
      const part = (x: Tensor, share: number) => neg(mul(sigmoid(x), shift(softplus(neg(x)), maths.log(share))));
      return add(part(ahead, 1 - s), part(neg(ahead), s));
    }
    case 'nca':
      return add(softplus(neg(good)), scale(add(softplus(good), softplus(bad)), 0.5));
    case 'bco':
      return add(softplus(neg(good)), softplus(bad));
    case 'sppo':
      return add(square(shift(chosen, -0.5 / beta)), square(shift(rejected, 0.5 / beta)));
    case 'aot': {
      const own = lead();
      return smoothed(scale(sub(own, besideByRank(own, referenceLead())), beta));
    }
    case 'aot-unpaired':
      return smoothed(scale(sub(chosen, besideByRank(chosen, rejected)), beta));
    case 'apo-zero':
      return add(sigmoid(neg(good)), sigmoid(bad));
    case 'apo-down':
      return add(sigmoid(good), sigmoid(neg(h())));
    case 'discopop': {
      const ahead = h();
      const behind = scale(ahead, -1 / temperature);
      // e^-h sigma(h / temperature) in one exponent, which stays below 0 or near it.
      const steep = exp(neg(add(ahead, softplus(behind))));
      return add(mul(softplus(neg(ahead)), sigmoid(behind)), steep);
    }
    default:
      return form satisfies never;
  }
}
