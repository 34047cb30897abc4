/** Steps of the power iteration at most, and the change of the axis at which it has converged. */
const ITERATIONS = 1000;
const CONVERGED = 1e-20;

/**
 * Projects rows onto their first two principal axes (power iteration on the covariance, deflated once), scaled so that the
 * largest coordinate is 1. The start and the signs are fixed, so that a picture does not flip between two calls.
 */
export function project2d(rows: ArrayLike<number>, count: number, width: number): { x: Float64Array; y: Float64Array } {
  const centred = centre(rows, count, width);
  const covariance = new Float64Array(width * width);
  for (let r = 0; r < count; r++)
    for (let i = 0; i < width; i++) {
      const value = centred[r * width + i]!;
      for (let j = 0; j <= i; j++) covariance[i * width + j]! += value * centred[r * width + j]!;
    }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j]!;

  const first = principalAxis(covariance, width);
  deflate(covariance, width, first);
  const second = principalAxis(covariance, width);
  const x = coordinates(centred, count, width, first);
  const y = coordinates(centred, count, width, second);
  let largest = 0;
  for (let r = 0; r < count; r++) largest = Math.max(largest, Math.abs(x[r]!), Math.abs(y[r]!));
  if (largest > 0)
    for (let r = 0; r < count; r++) {
      x[r]! /= largest;
      y[r]! /= largest;
    }
  return { x, y };
}

function centre(rows: ArrayLike<number>, count: number, width: number): Float64Array {
  const centred = Float64Array.from({ length: count * width }, (_, i) => rows[i]!);
  for (let i = 0; i < width; i++) {
    let mean = 0;
    for (let r = 0; r < count; r++) mean += centred[r * width + i]! / count;
    for (let r = 0; r < count; r++) centred[r * width + i]! -= mean;
  }
  return centred;
}

/** The eigenvector of the largest eigenvalue, its largest entry positive; zeros when the matrix is zero. */
function principalAxis(matrix: Float64Array, width: number): Float64Array {
  let start = 0;
  for (let i = 1; i < width; i++) if (matrix[i * width + i]! > matrix[start * width + start]!) start = i;
  const axis = iterated(matrix, width, matrix.slice(start * width, (start + 1) * width));
  // A start that has nothing of the largest axis never finds it: a second one, which has something of all, tells.
  const other = iterated(
    matrix,
    width,
    Float64Array.from({ length: width }, (_, i) => 1 + ((i * 7919) % 997) / 997),
  );
  const found = alongOf(matrix, width, other) > alongOf(matrix, width, axis) * (1 + 1e-6) ? other : axis;
  let largest = 0;
  for (let i = 1; i < width; i++) if (Math.abs(found[i]!) > Math.abs(found[largest]!)) largest = i;
  return found[largest]! < 0 ? found.map((value) => -value) : found;
}

/** Variance along an axis of length 1. */
function alongOf(matrix: Float64Array, width: number, axis: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) sum += axis[i]! * matrix[i * width + j]! * axis[j]!;
  return sum;
}

/** The power iteration from a start; zeros when the matrix takes it to zero. */
function iterated(matrix: Float64Array, width: number, axis: Float64Array): Float64Array {
  for (let n = 0; n < ITERATIONS; n++) {
    const next = new Float64Array(width);
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += matrix[i * width + j]! * axis[j]!;
      next[i] = sum;
    }
    let norm = 0;
    for (const value of next) norm += value * value;
    norm = Math.sqrt(norm);
    if (!(norm > 1e-300)) return new Float64Array(width);
    let change = 0;
    for (let i = 0; i < width; i++) {
      const value = next[i]! / norm;
      change += (value - axis[i]!) * (value - axis[i]!);
      axis[i] = value;
    }
    if (change < CONVERGED) break;
  }
  return axis;
}

/** Takes the part along `axis` out of the matrix. */
function deflate(matrix: Float64Array, width: number, axis: Float64Array): void {
  const eigenvalue = alongOf(matrix, width, axis);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) matrix[i * width + j]! -= eigenvalue * axis[i]! * axis[j]!;
}

function coordinates(rows: Float64Array, count: number, width: number, axis: Float64Array): Float64Array {
  const result = new Float64Array(count);
  for (let r = 0; r < count; r++) for (let i = 0; i < width; i++) result[r]! += rows[r * width + i]! * axis[i]!;
  return result;
}
