import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

/**
 * First values of a parameter, row-major. Matrices are [inputs, outputs]; `fanIn` is the number of inputs of the unit that
 * a parameter belongs to, by default the first size of its shape.
 */
export type Init = (size: number, shape: readonly number[], fanIn?: number) => ArrayLike<number>;

export const zeros: Init = (size) => new Float64Array(size);

/** The same value everywhere. */
export function constant(value: number): Init {
  return (size) => new Float64Array(size).fill(value);
}

/** Normal with mean 0. */
export function normal(stream: Stream, deviation: number): Init {
  return (size) => drawn(size, () => deviation * stream.normal(maths.log));
}

/** Uniform in +-1/sqrt(fanIn), for weights and biases: what PyTorch's nn.Linear does by default. */
export function kaimingUniform(stream: Stream): Init {
  return (size, shape, fanIn = shape[0] ?? 1) => {
    const bound = 1 / Math.sqrt(Math.max(1, fanIn));
    return drawn(size, () => stream.between(-bound, bound));
  };
}

/** Normal with deviation sqrt(2 / fanIn), for ReLU (He et al. 2015); a vector gets zeros. */
export function heNormal(stream: Stream): Init {
  return (size, shape, fanIn = shape[0] ?? 1) => {
    if (shape.length < 2) return zeros(size, shape);
    const deviation = Math.sqrt(2 / fanIn);
    return drawn(size, () => deviation * stream.normal(maths.log));
  };
}

/** Uniform in +-sqrt(6 / (inputs + outputs)) (Glorot, Bengio 2010); a vector gets zeros. */
export function xavierUniform(stream: Stream): Init {
  return (size, shape) => {
    if (shape.length < 2) return zeros(size, shape);
    const bound = Math.sqrt(6 / (shape[0]! + shape[1]!));
    return drawn(size, () => stream.between(-bound, bound));
  };
}

/**
 * `gain` times a random matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2014); a vector gets
 * zeros.
 */
export function orthogonal(stream: Stream, gain = 1): Init {
  return (size, shape) => {
    if (shape.length < 2) return zeros(size, shape);
    const [rows, columns] = shape as readonly [number, number];
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const vectors = orthonormal(count, length, () => stream.normal(maths.log));
    const result = new Float64Array(size);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        result[i * columns + j] = gain * (rows <= columns ? vectors[i]![j]! : vectors[j]![i]!);
      }
    }
    return result;
  };
}

function drawn(size: number, draw: () => number): Float64Array {
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = draw();
  return values;
}

/** Gram-Schmidt, twice over each vector so that rounding does not spoil the angles. */
function orthonormal(count: number, length: number, draw: () => number): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const v = drawn(length, draw);
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors) {
        const along = inner(u, v);
        for (let i = 0; i < length; i++) v[i]! -= along * u[i]!;
      }
    }
    const size = Math.sqrt(inner(v, v));
    // A draw that the earlier vectors nearly span leaves only rounding errors: draw another.
    if (size < 1e-6) continue;
    for (let i = 0; i < length; i++) v[i]! /= size;
    vectors.push(v);
  }
  return vectors;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
