import type { Tensor } from './engine.js';
import { Engine } from './engine.js';
import { dot } from './ops/index.js';

export interface CheckInput {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface GradCheckResult {
  readonly ok: boolean;
  /** Largest error: |analytic - numeric| / max(1, |analytic|, |numeric|); NaN counts as Infinity. */
  readonly worst: number;
  /** The element of that error in words, with both values. */
  readonly where: string;
}

/**
 * Compares the gradients of `fn` with central differences, in f64. An output with several elements is weighed with fixed
 * numbers first, so that errors of opposite sign cannot cancel. `fn` must be smooth within +-eps of the inputs.
 */
export function gradCheck(
  fn: (inputs: Tensor[]) => Tensor,
  inputs: readonly CheckInput[],
  { eps = 1e-5, tolerance = 1e-7 }: { eps?: number; tolerance?: number } = {},
): GradCheckResult {
  const engine = new Engine('f64');
  const data = inputs.map((input) => Float64Array.from(input.data));
  const root = () => {
    const leaves = inputs.map((input, i) => engine.leaf(input.shape, data[i]!));
    const y = fn(leaves);
    const weights = engine.tensor(
      y.shape,
      Array.from({ length: y.size }, (_, i) => 0.7 + ((i * 37) % 11) / 8),
    );
    return { leaves, root: dot(y, weights) };
  };
  const value = () => {
    engine.reset();
    return engine.untracked(() => root().root.item());
  };

  const tracked = root();
  engine.backward(tracked.root);
  const analytic = tracked.leaves.map((leaf) => Float64Array.from(leaf.gradView()));

  let worst = 0;
  let where = '';
  data.forEach((values, input) => {
    for (let i = 0; i < values.length; i++) {
      const held = values[i]!;
      values[i] = held + eps;
      const above = value();
      values[i] = held - eps;
      const below = value();
      values[i] = held;
      const numeric = (above - below) / (2 * eps);
      const given = analytic[input]![i]!;
      const difference = Math.abs(given - numeric) / Math.max(1, Math.abs(given), Math.abs(numeric));
      const error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
      if (error > worst) {
        worst = error;
        where = `input ${input}, element ${i}: gradient ${given}, central difference ${numeric}`;
      }
    }
  });
  return { ok: worst <= tolerance, worst, where };
}
