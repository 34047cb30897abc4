import { choice, integer, number } from '../../core/params.js';
import {
  addColumn,
  fillAt,
  gatherColumns,
  maxRows,
  mul,
  neg,
  relu,
  scale,
  shift,
  square,
  sub,
  sumRows,
  take,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { classWeights, weightLengthIssue } from '../parts/class-targets.js';

export const multiClassHinge = defineLoss({
  name: 'multi-class-hinge',
  family: 'classification',
  summary: 'The true class must lead the others by a margin: all of them, or the best of them.',
  formula:
    'weston-watkins: sum_{j != y} w_y ([m - s_y + s_j]+)^p (over C); crammer-singer: [m - s_y + max_{j != y} s_j]+',
  gradient:
    'weston-watkins, h_j = [m - s_y + s_j]+: p w_y h_j^(p-1) at j, minus their sum at y; crammer-singer: -1 at y, +1 at the best wrong class',
  source: 'Weston, Watkins 1999; Crammer, Singer 2001',
  aliases: ['multi-class SVM loss', 'multi-margin loss'],
  elsewhere: [
    'PyTorch nn.MultiMarginLoss is weston-watkins divided by C, with the weight applied after the power.',
    'Optax multiclass_hinge_loss and Keras CategoricalHinge are crammer-singer; Keras never goes below 0 in its maximum.',
  ],
  traps: [
    'normalize classes divides each row by C, as PyTorch does; the textbook sum is normalize none.',
    'p, weight and normalize belong to weston-watkins only.',
  ],
  relatives: ['hinge', 'cross-entropy'],
  fits: ['class-scores'],
  inputs: {
    scores: learned('[N,C]', 'Unbounded scores, one per class.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    form: choice(
      'weston-watkins',
      ['weston-watkins', 'crammer-singer'],
      'weston-watkins sums over all wrong classes, crammer-singer takes the best of them.',
    ),
    margin: number(1, 'How far the true class must lead.', { min: 0 }),
    p: integer(1, 'Power of a violation.', { min: 1, max: 2 }),
    weight: classWeights('What a row counts by its true class; null counts all alike.'),
    normalize: choice('classes', ['classes', 'none'], 'classes divides each row by C, none keeps the sum.'),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: {
    'weston-watkins': { form: 'weston-watkins' },
    'crammer-singer': { form: 'crammer-singer' },
  },
  plot: {
    variable: 'lead of the true class over the best other',
    symbol: 's_y - s_j',
    from: -2,
    to: 3,
    examples: { 'one row': (s) => ({ scores: [[s, 0, -1]], targets: [0] }) },
    slope: { of: 'scores', at: 0, name: 's_y' },
    family: { param: 'margin', values: [0.5, 1, 2] },
  },
  validate: ({ scores }, { weight }) => weightLengthIssue('weight', weight, scores.shape[1]!),
  compute({ scores, targets }, { form, margin, p, weight, normalize, reduction }) {
    const own = gatherColumns(scores, targets);
    if (form === 'crammer-singer') {
      const rival = maxRows(fillAt(scores, targets, -Infinity));
      return { value: reduce(relu(shift(sub(rival, own), margin)), reduction) };
    }
    const violations = relu(shift(addColumn(scores, neg(own)), margin));
    const wrong = fillAt(violations, targets, 0);
    let rows = sumRows(p === 2 ? square(wrong) : wrong);
    if (weight !== null) rows = mul(rows, take(scores.engine.tensor([weight.length], weight), targets));
    if (normalize === 'classes') rows = scale(rows, 1 / scores.shape[1]!);
    return { value: reduce(rows, reduction) };
  },
});
