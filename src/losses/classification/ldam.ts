import { number } from '../../core/params.js';
import { crossEntropyRows, mul, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { classCountsParam, classWeights, weightLengthIssue } from '../parts/class-targets.js';

/** The margin of each class: the rarest has the whole of it, others (n_min / n)^(1/4) of it. */
function marginsOf(counts: readonly number[] | null, classes: number, most: number): readonly number[] {
  if (counts === null) return Array.from({ length: classes }, () => most);
  const least = counts.reduce((a, b) => Math.min(a, b), Infinity);
  return counts.map((n) => most * Math.sqrt(Math.sqrt(least / n)));
}

export const ldam = defineLoss({
  name: 'ldam',
  family: 'classification',
  summary: 'Cross-entropy in which the true class must lead by a margin, the wider the rarer it is.',
  formula: 'w_y times the cross-entropy of scale (z - D_y at place y), D_j = maxMargin (n_min / n_j)^(1/4)',
  gradient: 'w_y scale (softmax_k - delta_ky)',
  source: 'Cao et al. 2019',
  aliases: ['LDAM', 'label-distribution-aware margin'],
  elsewhere: ['LDAM-DRW: scale 30, margin 0.5; its weight is the effective number, from epoch 160 on.'],
  traps: [
    'It is meant for cosines: with raw logits use scale 1.',
    'With weights the mean divides by the sum of the weights of the targets.',
  ],
  relatives: ['arcface', 'logit-adjusted', 'cross-entropy'],
  fits: ['class-logits'],
  inputs: {
    logits: learned('[N,C]', 'Scores, one per class, meant as cosines.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    classCounts: classCountsParam('How often each class occurs; null gives all the whole margin.'),
    weight: classWeights('What a class counts, one number per class; null counts all alike.'),
    maxMargin: number(0.5, 'Margin of the rarest class.', { min: 0 }),
    scale: number(30, 'Multiplies scores after the margin.', { above: 0 }),
    reduction: reductionParam('mean', 'the sum of the weights of the targets'),
  },
  variants: { default: {} },
  plot: {
    variable: 'lead of the true class',
    symbol: 'z_y - z_j',
    from: -1,
    to: 2,
    examples: { 'one row': (z) => ({ logits: [[z, 0]], targets: [0] }) },
    slope: { of: 'logits', at: 0, name: 'z_y' },
    params: { scale: 4 },
    family: { param: 'maxMargin', values: [0, 0.5, 1] },
  },
  validate: ({ logits }, { classCounts, weight }) => [
    ...weightLengthIssue('classCounts', classCounts, logits.shape[1]!),
    ...weightLengthIssue('weight', weight, logits.shape[1]!),
  ],
  compute({ logits, targets }, { classCounts, weight, maxMargin, scale: factor, reduction }) {
    const { engine } = logits;
    const classes = logits.shape[1]!;
    const margins = marginsOf(classCounts, classes, maxMargin);
    const shifts = engine.filled(logits.shape, 0);
    const y = Array.from(integers(engine, targets));
    const view = shifts.view();
    y.forEach((target, row) => {
      view[row * classes + target] = margins[target]!;
    });
    const rows = crossEntropyRows(scale(sub(logits, shifts), factor), targets);
    if (weight === null) return { value: reduce(rows, reduction) };
    const weights = y.map((target) => weight[target]!);
    return { value: reduce(mul(rows, engine.tensor([weights.length], weights)), reduction, weights) };
  },
});
