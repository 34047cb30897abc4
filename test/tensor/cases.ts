import { Stream } from '../../src/core/random.js';
import type { Tensor } from '../../src/tensor/engine.js';
import { Engine } from '../../src/tensor/engine.js';
import type { CheckInput } from '../../src/tensor/gradcheck.js';
import type { Draw } from '../../src/tensor/ops/checks.js';

/** A draw of reproducible random inputs. */
export function drawFrom(seed: number | string): Draw {
  const stream = Stream.from(seed, 'data');
  return (shape, low = -2, high = 2) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return { shape, data: Float64Array.from({ length: size }, () => stream.between(low, high)) };
  };
}

export interface Evaluation {
  readonly value: number[];
  readonly grads: number[][];
}

const engines = { f32: new Engine('f32'), f64: new Engine('f64') };

/**
 * Value and gradients (of the sum of the value's elements) in one precision; `rubbish` stands in the memory that the
 * operation is given.
 */
export function evaluate(
  precision: 'f32' | 'f64',
  inputs: readonly CheckInput[],
  run: (inputs: Tensor[]) => Tensor,
  rubbish = 0,
): Evaluation {
  const engine = engines[precision];
  engine.reset();
  engine.filled([20_000], rubbish);
  engine.reset();
  const leaves = inputs.map(({ shape, data }) => engine.leaf(shape, data));
  const y = run(leaves);
  const value = [...y.view()];
  engine.backward(y);
  return { value, grads: leaves.map((leaf) => [...leaf.gradView()]) };
}

/** Value and gradients in f64 of a function of vectors. */
export function evaluateOn(run: (...inputs: Tensor[]) => Tensor, ...vectors: readonly number[][]): Evaluation {
  return evaluate(
    'f64',
    vectors.map((data) => ({ shape: [data.length], data })),
    (inputs) => run(...inputs),
  );
}

/** The same on one matrix, given as rows. */
export function evaluateRows(run: (x: Tensor) => Tensor, rows: readonly (readonly number[])[]): Evaluation {
  return evaluate('f64', [{ shape: [rows.length, rows[0]!.length], data: rows.flat() }], ([x]) => run(x!));
}
