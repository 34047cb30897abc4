import { boolean, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  clamp,
  exp,
  fillWhere,
  log,
  mul,
  neg,
  powConst,
  relu,
  scale,
  select,
  shift,
  sigmoid,
  softplus,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { held } from '../kit/held.js';
import { given, learned } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { byLogit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

/** -log(1-q) and q^gamma of absent labels, q = [p - clip]+. Nothing cancels: 1 - q is sigma(-z) + clip. */
function absent(z: Tensor, gamma: number, clip: number) {
  if (clip === 0) return { cost: softplus(z), power: () => exp(scale(softplus(neg(z)), -gamma)) };
  const p = sigmoid(z);
  const below = where(p, (x) => x <= clip);
  const rest = clamp(shift(sigmoid(neg(z)), clip), -Infinity, 1);
  return {
    cost: fillWhere(neg(log(rest)), below, 0),
    power: () => powConst(relu(shift(p, -clip)), gamma),
  };
}

export const asymmetric = defineLoss({
  name: 'asymmetric',
  family: 'classification',
  summary:
    'Binary cross-entropy a label that fades for easy absent labels and drops the easiest, so that rare labels lead.',
  formula: 'y = 1: (1-p)^g+ (-log p); y = 0: q^g- (-log(1-q)), q = [p - clip]+',
  gradient:
    'y = 1: (1-p)^g+ (g+ p log p + p - 1); y = 0 and p > clip: p (1-p) (g- q^(g- - 1) (-log(1-q)) + q^g- / (1-q)), else 0',
  source: 'Ridnik et al. 2021 (ASL)',
  aliases: ['ASL', 'asymmetric focal loss'],
  elsewhere: [
    'The code of the authors sums, has gammaPos 1, and one of its two classes detaches the focus; timm sums.',
    'None in PyTorch, Keras, Optax.',
  ],
  traps: [
    'Probabilities come out far too high by design: choose a threshold on held-out rows.',
    'The mean divides by N times C, the code of the authors sums: learning rates do not carry over.',
  ],
  relatives: ['focal', 'multi-label-bce'],
  fits: ['multi-label'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per label.'),
    targets: given('[N,C]', '1 where a row carries the label, else 0.', { values: [0, 1] }),
  },
  params: {
    gammaPos: number(0, 'How fast sure present labels fade.', { min: 0 }),
    gammaNeg: number(4, 'How fast sure absent labels fade.', { min: 0 }),
    clip: number(0.05, 'Absent labels below this probability cost nothing.', { min: 0, below: 1 }),
    detachFocus: boolean(false, 'Whether the fading factors are held constant.'),
    reduction: reductionParam('mean', 'the number of elements, N times C'),
  },
  variants: { default: {} },
  plot: {
    ...byLogit,
    examples: {
      'label absent': (z) => ({ logits: [[z]], targets: [[0]] }),
      'label present': (z) => ({ logits: [[z]], targets: [[1]] }),
    },
    family: { param: 'gammaNeg', values: [0, 2, 4] },
  },
  compute({ logits, targets }, { gammaPos, gammaNeg, clip, detachFocus, reduction }) {
    const focused = (cost: Tensor, gamma: number, power: () => Tensor) =>
      gamma === 0 ? cost : mul(detachFocus ? held(logits, power) : power(), cost);
    const one = focused(softplus(neg(logits)), gammaPos, () => exp(scale(softplus(logits), -gammaPos)));
    const { cost, power } = absent(logits, gammaNeg, clip);
    return { value: reduce(select(targets, one, focused(cost, gammaNeg, power)), reduction) };
  },
});
