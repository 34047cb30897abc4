import { number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import { addRow, crossEntropyRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { byTrueProbability, logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { classCountsParam, weightLengthIssue } from '../parts/class-targets.js';

export const logitAdjusted = defineLoss({
  name: 'logit-adjusted',
  family: 'classification',
  summary:
    'Cross-entropy with the log-frequency of each class added to its logit, so that rare classes need a wider lead.',
  formula: 'cross-entropy of z + tau log(n / sum n)',
  gradient: 'softmax(z + tau log n)_k - delta_ky',
  source: 'Menon et al. 2021; tau 1: Ren et al. 2020 (balanced softmax)',
  aliases: ['logit adjustment', 'balanced softmax', 'LA loss'],
  elsewhere: ['None in PyTorch, Keras, Optax.'],
  traps: [
    'Never adjust at test time: the plain logits are those of balanced classes.',
    'The training loss is not the cross-entropy of the model.',
    'A class without rows has no logarithm: counts of 0 are refused.',
  ],
  relatives: ['cross-entropy', 'ldam'],
  fits: ['class-logits'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    classCounts: classCountsParam('How often each class occurs, as counts or shares; null counts all alike.'),
    tau: number(1, 'How far to adjust; 0 is plain cross-entropy.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: {
    ...byTrueProbability,
    examples: {
      'a row of the rare class': (p) => ({ logits: [[logit(p), 0]], targets: [0] }),
      'a row of the common class': (p) => ({ logits: [[-logit(p), 0]], targets: [1] }),
    },
    params: { classCounts: [1, 9] },
    family: { param: 'tau', values: [0, 0.5, 1] },
  },
  validate: ({ logits }, { classCounts }) => weightLengthIssue('classCounts', classCounts, logits.shape[1]!),
  compute({ logits, targets }, { classCounts, tau, reduction }) {
    if (classCounts === null || tau === 0) return { value: reduce(crossEntropyRows(logits, targets), reduction) };
    const sum = classCounts.reduce((a, b) => a + b, 0);
    const priors = logits.engine.tensor(
      [classCounts.length],
      classCounts.map((n) => tau * maths.log(n / sum)),
    );
    return { value: reduce(crossEntropyRows(addRow(logits, priors), targets), reduction) };
  },
});
