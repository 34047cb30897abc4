import { boolean, number } from '../../core/params.js';
import { abs, clampMin, mul, reciprocal, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const mape = defineLoss({
  name: 'mape',
  family: 'regression',
  summary: 'Absolute error as a percentage of the target.',
  formula: '100 |d| / max(|target|, epsilon)',
  gradient: '100 sign(d) / max(|target|, epsilon)',
  source: 'Makridakis 1993 (criticism and definition)',
  aliases: ['mean absolute percentage error'],
  elsewhere: [
    'Keras MeanAbsolutePercentageError.',
    'scikit-learn mean_absolute_percentage_error returns the fraction; its epsilon is 2.2e-16.',
  ],
  traps: [
    'It explodes near zero targets: a single target of 0 gives values of a billion, not NaN.',
    'It favours predicting too little: an error below costs at most 100 %, above without limit.',
  ],
  relatives: ['mae', 'msle'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: {
    epsilon: number(1e-7, 'Smallest size of a target in the division.', { above: 0 }),
    percent: boolean(true, 'Whether values are percentages; false leaves out the factor 100.'),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: {
    ...byResidual,
    examples: {
      'target 1': (d) => ({ pred: [1 + d], target: [1] }),
      'target 2': (d) => ({ pred: [2 + d], target: [2] }),
      'target 5': (d) => ({ pred: [5 + d], target: [5] }),
    },
    family: null,
  },
  warn({ target }, { epsilon }) {
    const near = target.data.filter((t) => Math.abs(t) < epsilon).length;
    return near === 0
      ? []
      : [`${near} of ${target.data.length} targets are nearer to 0 than epsilon and dominate the loss.`];
  },
  compute({ pred, target }, { epsilon, percent, reduction }) {
    const share = mul(abs(sub(pred, target)), reciprocal(clampMin(abs(target), epsilon)));
    return { value: reduce(percent ? scale(share, 100) : share, reduction) };
  },
});
