import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { mul } from '../../tensor/ops/index.js';
import { given, index, learned } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';

/** Log-probabilities of both answers of each pair, summed over the tokens of an answer. */
export const pairLogps = {
  chosenLogps: learned('[N]', 'Log-probability of each chosen answer, the sum over its tokens.'),
  rejectedLogps: learned('[N]', 'Log-probability of each rejected answer, the sum over its tokens.'),
};

export const referenceLogps = {
  refChosenLogps: given('[N]', 'The same of the chosen answers under the reference policy.'),
  refRejectedLogps: given('[N]', 'The same of the rejected answers under the reference policy.'),
};

export const pairLengths = {
  chosenLengths: index('[N]', 'Number of tokens of each chosen answer.', { min: 1 }),
  rejectedLengths: index('[N]', 'Number of tokens of each rejected answer.', { min: 1 }),
};

/** 1 / n of each whole number: what turns the sum over the tokens of an answer into their mean. */
export function reciprocals(engine: Engine, lengths: Indices): Tensor {
  return engine.tensor(
    [lengths.size],
    Array.from(integers(engine, lengths), (n) => 1 / n),
  );
}

/** Means over the tokens of answers from sums; sums stay without lengths. */
export function perToken(sums: Tensor, lengths: Indices | undefined): Tensor {
  return lengths === undefined ? sums : mul(sums, reciprocals(sums.engine, lengths));
}
