import { given, learned } from '../kit/inputs.js';

/** A mean and the log of a variance are predicted. */
export const deviationInputs = {
  pred: learned('any', 'Predicted mean, of any shape.'),
  target: given('like pred', 'What should have been predicted.'),
};

export const logVarInput = learned('like pred', 'Log of the predicted variance.');

/** A prediction 0 away from its target by d, with variance 1. */
export const byDeviation = {
  variable: 'residual, prediction minus target; the deviation is 1',
  symbol: 'd',
  from: -3,
  to: 3,
  slope: { of: 'pred', at: 0, name: 'pred' },
} as const;
