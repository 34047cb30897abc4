import { choice } from '../../core/params.js';
import {
  addColumn,
  fillAt,
  fillWhere,
  lovaszRows,
  neg,
  select,
  sigmoid,
  softmaxRows,
  transpose,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { integers, trueLogit } from '../kit/numerics.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const lovaszSoftmax = defineLoss({
  name: 'lovasz-softmax',
  family: 'classification',
  summary: 'The convex extension of 1 - IoU on softmax probabilities, class by class.',
  formula:
    'a class c: e_i = 1 - p_ic where y_i = c, else p_ic, largest first: sum_k e_(k) (J_k - J_(k-1)); mean over classes',
  gradient: 'p_k (h_k - sum_l p_l h_l), h = -(J_k - J_(k-1)) where y = c, else plus',
  source: 'Berman et al. 2018',
  aliases: ['Lovasz-Softmax', 'multiclass Lovasz loss'],
  elsewhere: ["Berman's lovasz_softmax; segmentation-models-pytorch LovaszLoss(multiclass): present classes."],
  traps: [
    'An absent class under all adds its largest probability.',
    'With every probability 0 or 1 the value is exactly 1 - IoU, averaged over the classes present.',
  ],
  relatives: ['dice', 'lovasz-hinge', 'cross-entropy'],
  fits: ['class-logits'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    classes: choice('present', ['present', 'all'], 'Which classes count: those of the batch, or all.'),
    reduction: reductionParam('mean', 'the number of classes that count; none keeps one value a class'),
  },
  couples: { why: 'the elements of a set count together' },
  variants: { default: {} },
  plot: { ...byTrueProbability, family: null },
  compute({ logits, targets }, { classes: which, reduction }) {
    const { engine } = logits;
    const [n, classes] = logits.shape as [number, number];
    const isTarget = fillAt(engine.filled(logits.shape, 0), targets, 1);
    const missing = addColumn(engine.filled([n, classes], 0), sigmoid(neg(trueLogit(logits, targets))));
    const errors = select(isTarget, missing, softmaxRows(logits));
    const rows = lovaszRows(
      transpose(errors),
      engine.constant(() => transpose(isTarget)),
    );
    if (which === 'all') return { value: reduce(rows, reduction) };
    const present = new Set(integers(engine, targets));
    const absent = engine.tensor(
      [classes],
      Array.from({ length: classes }, (_, c) => (present.has(c) ? 0 : 1)),
    );
    return { value: reduce(fillWhere(rows, absent, 0), reduction, present.size) };
  },
});
