import type { Issue } from '../../core/errors.js';
import { list, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, exp, mul, neg, scale, shift, softplus, sumRows } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned, optional } from '../kit/inputs.js';
import { trueLogit } from '../kit/numerics.js';
import { byTrueProbability } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { probabilities, probabilityIssues, probabilityWarnings } from '../parts/distributions.js';
import { classSmoothingParam, softTargets, surprises } from '../parts/soft-targets.js';

export const poly = defineLoss({
  name: 'poly',
  family: 'classification',
  summary: 'Cross-entropy whose leading powers of 1 - p_t are turned up or down.',
  formula: 'lse(z) - z_y + sum_{j=1..n} epsilons_j (1-p_t)^j',
  gradient: '(p_k - delta_ky) (1 + p_t sum_j j epsilons_j (1-p_t)^(j-1))',
  source: 'Leng et al. 2022',
  aliases: ['PolyLoss', 'poly-1'],
  elsewhere: [
    'Optax poly_loss_cross_entropy: poly-1, epsilon 2.0 by default; soft targets the same, with p_t = sum_k q_k p_k.',
    'TF-Ranking PolyOneSoftmaxLoss: epsilon 1.0.',
  ],
  traps: [
    'The added terms are not divided by j: the paper changes the coefficient 1/j to 1/j + epsilon_j.',
    'epsilons replaces epsilon as soon as it is not empty.',
    'The paper uses 2 for ImageNet classification and -1 for detection and segmentation.',
  ],
  relatives: ['cross-entropy', 'focal'],
  fits: ['class-logits', 'class-distributions'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores, one per class.'),
    targets: optional(index('[N]', 'The true class of each row.', { below: 'C' })),
    targetProbs: optional(probabilities('A distribution over the classes for each row, instead of class indices.')),
  },
  params: {
    epsilon: number(1, 'What is added to the coefficient of 1 - p_t (poly-1).', { min: -1 }),
    epsilons: list(
      [],
      'What is added to the coefficients of (1 - p_t)^1, ^2, ... (poly-n); the j-th is at least -1/j.',
      number(0, 'One addition.', { min: -1 }),
    ),
    labelSmoothing: classSmoothingParam,
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { 'poly-1': {}, 'poly-n': { epsilons: [1] }, probs: {} },
  forms: {
    'poly-1': { needs: ['logits', 'targets'] },
    'poly-n': { needs: ['logits', 'targets'] },
    probs: { needs: ['logits', 'targetProbs'] },
  },
  plot: { ...byTrueProbability, family: { param: 'epsilon', values: [-1, 0, 1, 4] } },
  validate: ({ targetProbs }, { epsilons }) => [
    ...probabilityIssues(targetProbs),
    ...epsilons.flatMap((epsilon, i): Issue[] =>
      epsilon >= -1 / (i + 1)
        ? []
        : [{ path: `params.epsilons[${i}]`, message: `must be a number >= -1/${i + 1}`, given: `${epsilon}` }],
    ),
  ],
  warn: ({ targetProbs }) => probabilityWarnings(targetProbs),
  compute({ logits, targets, targetProbs }, { epsilon, epsilons, labelSmoothing, reduction }) {
    const coefficients = epsilons.length === 0 ? [epsilon] : epsilons;
    let surprise: Tensor;
    let rest: Tensor;
    if (targets !== undefined && labelSmoothing === 0) {
      const t = trueLogit(logits, targets);
      surprise = softplus(neg(t));
      rest = exp(neg(softplus(t)));
    } else {
      const q = softTargets(logits, { targets, targetProbs }, labelSmoothing);
      const classes = surprises(logits, q);
      surprise = sumRows(mul(q, classes.surprise));
      rest = sumRows(mul(q, exp(classes.rest)));
    }
    // Horner: rest (e_1 + rest (e_2 + ...)).
    let terms = scale(rest, coefficients.at(-1)!);
    for (let j = coefficients.length - 2; j >= 0; j--) terms = mul(rest, shift(terms, coefficients[j]!));
    return { value: reduce(add(surprise, terms), reduction) };
  },
});
