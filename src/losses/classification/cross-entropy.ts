import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { crossEntropyRows, mulRow, scale, shift, softCrossEntropyRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned, optional } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import {
  balanceIssues,
  balanceParams,
  classWeights,
  ignoreIndexParam,
  settledWeights,
  weighTargets,
  weightLengthIssue,
} from '../parts/class-targets.js';
import { distributed, probabilities, probabilityIssues, probabilityWarnings } from '../parts/distributions.js';

export const crossEntropy = defineLoss({
  name: 'cross-entropy',
  family: 'classification',
  summary: 'Surprise at the true class: minus its log-probability under a softmax of the logits.',
  formula: 'lse(z) - z_y for a class index; -sum_k q_k logSoftmax(z)_k for a distribution q',
  gradient: 'p_k - delta_ky; in general p_k sum_j c_j - c_k, with c_k the coefficient of -logSoftmax(z)_k',
  source: 'Good 1952; label smoothing: Szegedy et al. 2016, Mueller et al. 2019; effective numbers: Cui et al. 2019',
  aliases: ['softmax loss', 'categorical cross-entropy', 'log loss', 'class-balanced', 'label smoothing'],
  elsewhere: [
    'PyTorch nn.CrossEntropyLoss: the same, but the mean over rows that are all ignored is NaN there.',
    'sentence-transformers SoftmaxLoss and the cross-encoder CrossEntropyLoss.',
    'Optax softmax_cross_entropy and softmax_cross_entropy_with_integer_labels: per row, without weights.',
    'Keras CategoricalCrossentropy and SparseCategoricalCrossentropy: probabilities unless from_logits=True.',
    'TF-Ranking SoftmaxLoss is listwise, another loss.',
    'Perplexity is e to this value.',
  ],
  traps: [
    'With weights, the mean over class indices divides by the sum of the weights of the targets, not by the number of rows.',
    'Smoothing spreads weight over classes by their own weights, while the mean still divides by the weights of the targets.',
    'Against a distribution the mean divides by the number of rows, with weights too, and the floor is its entropy, not 0.',
    'It takes raw logits: applying a softmax first trains slowly and to a wrong floor.',
  ],
  relatives: ['nll', 'bce', 'kl-div', 'focal', 'poly'],
  fits: ['class-logits', 'class-distributions'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class; -Infinity masks a class whose target weight is 0.'),
    targets: optional(index('[N]', 'The true class of each row.', { below: 'C', except: 'ignoreIndex' })),
    targetProbs: optional(probabilities('A distribution over the classes for each row, instead of class indices.')),
  },
  params: {
    weight: classWeights('What a class counts, one number per class; null counts all alike.'),
    ...balanceParams('How often each class occurs'),
    ignoreIndex: ignoreIndexParam(),
    labelSmoothing: number(0, 'Share of the target spread evenly over all classes.', { min: 0, max: 1 }),
    reduction: reductionParam('mean', 'the sum of the weights of the targets (for distributions: the rows)'),
  },
  variants: { index: {}, probs: {} },
  forms: { index: { needs: ['logits', 'targets'] }, probs: { needs: ['logits', 'targetProbs'] } },
  plot: { ...byTrueProbability, family: { param: 'labelSmoothing', values: [0, 0.1, 0.3] } },
  validate: ({ logits, targetProbs }, { weight, classCounts }) => [
    ...weightLengthIssue('weight', weight, logits.shape[1]!),
    ...weightLengthIssue('classCounts', classCounts, logits.shape[1]!),
    ...balanceIssues(weight, classCounts),
    ...probabilityIssues(targetProbs),
  ],
  warn: ({ targetProbs }) => probabilityWarnings(targetProbs),
  compute({ logits, targets, targetProbs }, { ignoreIndex, labelSmoothing, reduction, ...balance }) {
    const weight = settledWeights(balance);
    const classes = logits.shape[1]!;
    const share = labelSmoothing / classes;
    if (targets === undefined) {
      let q: Tensor = distributed(targetProbs!);
      if (labelSmoothing !== 0) q = shift(scale(q, 1 - labelSmoothing), share);
      if (weight !== null) q = mulRow(q, logits.engine.tensor([classes], weight));
      return { value: reduce(softCrossEntropyRows(logits, q), reduction) };
    }
    const { targets: y, weights } = weighTargets(logits, targets, weight, ignoreIndex);
    if (weights === null && labelSmoothing === 0) return { value: reduce(crossEntropyRows(logits, y), reduction) };

    const coefficients = logits.engine.filled(logits.shape, 0);
    const c = coefficients.view();
    integers(logits.engine, targets).forEach((target, row) => {
      if (target === ignoreIndex) return;
      const start = row * classes;
      if (share !== 0) for (let k = 0; k < classes; k++) c[start + k] = share * (weight?.[k] ?? 1);
      c[start + target]! += (1 - labelSmoothing) * (weight?.[target] ?? 1);
    });
    return { value: reduce(softCrossEntropyRows(logits, coefficients), reduction, weights ?? undefined) };
  },
});
