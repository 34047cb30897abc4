import { boolean } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, normalizeRows, rowDot, scale } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { held } from '../kit/held.js';
import { learned } from '../kit/inputs.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const simsiam = defineLoss({
  name: 'simsiam',
  family: 'contrastive',
  summary: 'A predictor on one view should point where the other view is, which is held constant: no negatives needed.',
  formula: '-(cos(p1, z2) + cos(p2, z1))/2; z1 and z2 constants with stopGradient',
  gradient: 'minus one half of that of each cosine; 0 on z1 and z2 with stopGradient',
  source: 'Chen, He 2021',
  aliases: ['SimSiam', 'negative cosine similarity'],
  elsewhere: [
    'lightly NegativeCosineSimilarity: one half; the caller detaches and averages.',
    "BYOL's loss, both directions added, is 4 + 4 times this.",
  ],
  traps: [
    'Collapse also reaches -1: plot the deviation of the unit rows (1/sqrt(D) when spread).',
    'Without the stop everything collapses at once.',
  ],
  relatives: ['cosine-embedding', 'vicreg'],
  fits: ['two-sided'],
  inputs: {
    p1: learned('[N,D]', 'Predictions from the first view.'),
    p2: learned('[N,D]', 'Predictions from the second view.'),
    z1: learned('[N,D]', 'Projections of the first view.'),
    z2: learned('[N,D]', 'Projections of the second view.'),
  },
  params: {
    stopGradient: boolean(true, 'Whether z1 and z2 are constants.'),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: { stopGradient: true }, 'no-stop-gradient': { stopGradient: false } },
  plot: {
    variable: 'cosine of a prediction with the other view',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'one row': (c) => ({ p1: [atCosine(c)], p2: [atCosine(c)], z1: [[1, 0]], z2: [[1, 0]] }),
    },
    slope: 'variable',
    family: null,
  },
  compute({ p1, p2, z1, z2 }, { stopGradient, reduction }) {
    const target = (z: Tensor) => (stopGradient ? held(z, () => normalizeRows(z)) : normalizeRows(z));
    const first = rowDot(normalizeRows(p1), target(z2));
    const second = rowDot(normalizeRows(p2), target(z1));
    return { value: reduce(scale(add(first, second), -0.5), reduction) };
  },
});
