import type { Issue } from '../../core/errors.js';
import type { FlatInput } from '../kit/definition.js';
import { given } from '../kit/inputs.js';

/** A distribution over the classes of each row. */
export function probabilities(help: string) {
  return given('[N,C]', `${help} Rows sum to 1.`, { min: 0, max: 1 });
}

/** Every row must sum to 1 within 1e-6. A row with NaN passes and gives NaN. */
export function probabilityIssues(probs: FlatInput | undefined, path = 'inputs.targetProbs'): Issue[] {
  if (probs === undefined) return [];
  const [rows, classes] = probs.shape as [number, number];
  const issues: Issue[] = [];
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += probs.data[i * classes + k]!;
    if (Math.abs(sum - 1) > 1e-6) {
      issues.push({ path: `${path}[${i}]`, message: 'must sum to 1 within 1e-6', given: `a sum of ${sum}` });
    }
  }
  return issues;
}
