import { given, learned } from '../kit/inputs.js';
import { reductionParam } from '../kit/reduction.js';

/** What all regression losses share: predictions and targets of one shape, the mean over every element. */
export const regressionInputs = {
  pred: learned('any', 'Predictions, of any shape.'),
  target: given('like pred', 'What should have been predicted.'),
};

export const regressionReduction = reductionParam('mean', 'the number of elements');
