import { UserError } from '../../core/errors.js';
import { choice } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { fillWhere, mean, mul, scale, sum } from '../../tensor/ops/index.js';

export type Reduction = 'mean' | 'sum' | 'none';

/** The `reduction` parameter of a loss; `over` names what the mean divides by. */
export function reductionParam(value: Reduction, over: string) {
  return choice(value, ['mean', 'sum', 'none'], `mean divides by ${over}; sum adds up; none keeps every value.`);
}

/** What a call says of single values: what each counts, and which are left out. */
interface Plan {
  readonly weights: Tensor | undefined;
  readonly mask: Tensor | undefined;
}

let plan: (Plan & { used: boolean }) | null = null;

/** Runs the `compute` of a loss whose values are weighed and masked where it reduces them. */
export function withPlan<R>(wanted: Plan, compute: () => R): R {
  const outer = plan;
  const mine = { ...wanted, used: false };
  plan = mine;
  try {
    const result = compute();
    if (!mine.used) throw new Error('a loss that takes sampleWeights and mask must reduce its rows by reduce()');
    return result;
  } finally {
    plan = outer;
  }
}

/** Whether the call counts a row; every row without a mask. Ask inside of `compute`: results that people read go by it too. */
export function countedRows(): (row: number) => boolean {
  const mask = plan?.mask;
  if (mask === undefined) return () => true;
  const marks = Array.from(mask.view());
  return (row) => marks[row] !== 0;
}

/** By what a mean divides: a number, or what each value counts there. */
export type Divisor = number | ArrayLike<number>;

/**
 * Unreduced values to one. `divisor` replaces their number in the mean. Nothing to average gives 0 with gradient 0,
 * never NaN: a batch whose rows are all ignored must not end a training run. What is masked is 0 and does not count.
 */
export function reduce(rows: Tensor, reduction: Reduction, divisor: Divisor = rows.size): Tensor {
  if (plan !== null && !plan.used) {
    plan.used = true;
    return reducePlanned(rows, reduction, divisor, plan);
  }
  return reducePlain(rows, reduction, typeof divisor === 'number' ? divisor : total(divisor));
}

function reducePlain(rows: Tensor, reduction: Reduction, divisor: number): Tensor {
  if (reduction === 'none') return rows;
  if (rows.size === 0) return rows.engine.filled([], 0);
  if (reduction === 'sum') return sum(rows);
  if (divisor === 0) return rows.engine.filled([], 0);
  return divisor === rows.size ? mean(rows) : scale(sum(rows), 1 / divisor);
}

function reducePlanned(rows: Tensor, reduction: Reduction, divisor: Divisor, { weights, mask }: Plan): Tensor {
  const same = (name: string, x: Tensor) => {
    if (x.shape.length === rows.shape.length && x.shape.every((n, axis) => n === rows.shape[axis])) return;
    const message = 'must have the shape of the values that are averaged';
    const given = `shape [${x.shape}]`;
    throw new UserError({ path: `inputs.${name}`, message, given, allowed: `[${rows.shape}]` });
  };
  let values = rows;
  let left = typeof divisor === 'number' ? divisor : total(divisor);
  if (weights !== undefined) {
    same('sampleWeights', weights);
    values = mul(values, weights);
  }
  if (mask !== undefined) {
    same('mask', mask);
    const marks = Array.from(mask.view());
    const shares = typeof divisor === 'number' ? null : divisor;
    left = marks.reduce((sum, mark, i) => sum + (mark === 0 ? 0 : (shares?.[i] ?? 1)), 0);
    const outside = rows.engine.tensor(
      rows.shape,
      marks.map((mark) => 1 - mark),
    );
    values = fillWhere(values, outside, 0);
  }
  return reducePlain(values, reduction, left);
}

function total(shares: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += shares[i]!;
  return sum;
}
