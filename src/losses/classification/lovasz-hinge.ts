import { lovaszRows, mul, neg, scale, shift } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { asSets, scopeParam } from '../parts/overlap.js';

export const lovaszHinge = defineLoss({
  name: 'lovasz-hinge',
  family: 'classification',
  summary: 'The convex extension of 1 - IoU on hinge errors: elements count by what the overlap loses with them.',
  formula: 'e = 1 - (2g-1) z, largest first: sum_k [e_(k)]+ (J_k - J_(k-1)), J_k = 1 - (P - hits_k)/(P + misses_k)',
  gradient: '-(2g-1) (J_k - J_(k-1)) where e > 0',
  source: 'Berman et al. 2018',
  aliases: ['Lovasz hinge', 'binary Lovasz loss'],
  elsewhere: [
    "Berman's lovasz_hinge (per image by default); segmentation-models-pytorch LovaszLoss(binary), per batch.",
  ],
  traps: [
    'It learns slowly from scratch: start from bce.',
    'Without a positive it is the hinge of the worst element alone.',
  ],
  relatives: ['hinge', 'dice', 'lovasz-softmax'],
  fits: ['mask'],
  inputs: {
    logits: learned('any', 'Raw scores; above 0 means inside.'),
    targets: given('like logits', 'The true set: 1 inside, 0 outside.', { values: [0, 1] }),
  },
  params: { scope: scopeParam('set'), reduction: reductionParam('mean', 'the number of sets (1 for scope batch)') },
  couples: { why: 'the elements of a set count together' },
  variants: { default: {} },
  plot: {
    variable: 'score of one of the two true elements of four; the others stand at +-0.5',
    symbol: 'z',
    from: -2,
    to: 3,
    examples: { 'four elements': (z) => ({ logits: [z, 0.5, -0.5, -0.5], targets: [1, 1, 0, 0] }) },
    slope: { of: 'logits', at: 0, name: 'z' },
    family: null,
  },
  compute({ logits, targets }, { scope, reduction }) {
    const sides = shift(scale(targets, 2), -1);
    const errors = shift(neg(mul(logits, sides)), 1);
    return { value: reduce(lovaszRows(asSets(errors, scope), asSets(targets, scope)), reduction) };
  },
});
