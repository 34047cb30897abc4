import type { Issue } from '../../core/errors.js';
import type { Tensor } from '../../tensor/engine.js';
import { mulColumn, sumRows } from '../../tensor/ops/index.js';
import type { FlatInput } from '../kit/definition.js';
import { given } from '../kit/inputs.js';

/** A distribution over the classes of each row. */
export function probabilities(help: string) {
  return given('[N,C]', `${help} Rows sum to 1.`, { min: 0, max: 1 });
}

/** Rows that sum to 1 within this are taken for distributions, as a softmax in f32 of many classes gives them. */
const NEAR = 1e-3;
/** Within this a row is left as it is. */
const EXACT = 1e-6;

function sumsOf({ shape, data }: FlatInput): readonly number[] {
  const [rows, classes] = shape as [number, number];
  return Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += data[i * classes + k]!;
    return sum;
  });
}

/** Every row must sum to 1 within 1e-3. A row with NaN passes and gives NaN. */
export function probabilityIssues(probs: FlatInput | undefined, path = 'inputs.targetProbs'): Issue[] {
  if (probs === undefined) return [];
  return sumsOf(probs).flatMap((sum, i) =>
    Math.abs(sum - 1) > NEAR
      ? [{ path: `${path}[${i}]`, message: 'must sum to 1 within 1e-3', given: `a sum of ${sum}` }]
      : [],
  );
}

/** A warning with how many rows {@link distributed} changes. */
export function probabilityWarnings(probs: FlatInput | undefined, name = 'targetProbs'): string[] {
  if (probs === undefined) return [];
  const off = sumsOf(probs).map((sum) => Math.abs(sum - 1));
  const changed = off.filter((x) => x > EXACT);
  if (changed.length === 0) return [];
  const most = changed.reduce((a, b) => Math.max(a, b), 0).toPrecision(2);
  return [`${changed.length} of ${off.length} rows of ${name} sum to 1 only within ${most} and were renormalised.`];
}

/** Distributions whose rows sum to 1: those that are off by more than 1e-6 are divided by their sum. */
export function distributed(probs: Tensor): Tensor {
  const { engine } = probs;
  return engine.constant(() => {
    const sums = Array.from(sumRows(probs).view());
    // Single precision holds a sum of many parts no better than this.
    const exact = engine.precision === 'f32' ? 1e-5 : EXACT;
    if (!sums.some((sum) => Math.abs(sum - 1) > exact)) return probs;
    const factors = sums.map((sum) => (Math.abs(sum - 1) > exact ? 1 / sum : 1));
    return mulColumn(probs, engine.tensor([factors.length], factors));
  });
}
