import { number } from '../../core/params.js';
import { log1p, maximum, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const msle = defineLoss({
  name: 'msle',
  family: 'regression',
  summary: 'Squared error of log(1 + x): relative errors count, for targets of several magnitudes.',
  formula: '(log1p(max(pred, e)) - log1p(max(target, e)))^2',
  gradient: '2 (difference) / (1 + pred), 0 when pred < e',
  source: 'Keras (2015); the measure of Kaggle contests as RMSLE',
  aliases: ['mean squared logarithmic error'],
  elsewhere: ['Keras MeanSquaredLogarithmicError.'],
  traps: [
    'Predictions below epsilon get no gradient: a model that starts there never moves.',
    'Predicting too little costs more than predicting as much too high.',
    'RMSLE is its square root.',
  ],
  relatives: ['mse', 'mape', 'poisson-nll'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: {
    epsilon: number(1e-7, 'Predictions and targets below it are raised to it.', { min: 0 }),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: {
    variable: 'prediction for a target of 3',
    symbol: 'pred',
    from: -1,
    to: 10,
    examples: { 'one prediction': (x) => ({ pred: [x], target: [3] }) },
    slope: { of: 'pred', at: 0, name: 'pred' },
    family: { param: 'epsilon', values: [1e-7, 1, 2] },
  },
  compute({ pred, target }, { epsilon, reduction }) {
    const floor = pred.engine.filled(pred.shape, epsilon);
    // maximum, not a clamp: a prediction that equals epsilon keeps its gradient.
    return { value: reduce(square(sub(log1p(maximum(pred, floor)), log1p(maximum(target, floor)))), reduction) };
  },
});
