import { maths } from '../../kernels/kernels.js';
import { sigmoid } from './sigmoid.js';

/** Multiplications that a yardstick may cost; of more, it is fitted on some of the rows. */
const MOST_WORK = 1e9;
/** Rows that it is fitted on at least, as far as there are so many. */
const LEAST_ROWS = 500;
/** Multiplications for the least rows beyond which many labels get no yardstick. */
const MOST_WORK_FOR_LABELS = 1e10;
/** Inputs beyond which no linear yardstick is fitted. */
const MOST_INPUTS = 1500;
const NEWTON_STEPS = 30;
const BOUND_STEPS = 200;
/** Weight of the squared coefficients beside the sum of the losses, as C = 1 in scikit-learn; the intercept has none. */
const RIDGE = 1;

/** Rows [n, width] of a matrix. */
export interface Design {
  readonly values: Float32Array;
  readonly width: number;
  readonly rows: ArrayLike<number>;
}

/** A score for each output of each row, [rows, outputs]. */
export type Linear = (design: Design) => Float64Array;

/** As many of the rows, evenly from all over, as the work for `each` row allows; null when there are too many inputs. */
export function affordable({ width, rows, ...rest }: Design, each: number): Design | null {
  if (width > MOST_INPUTS) return null;
  const most = Math.max(LEAST_ROWS, Math.floor(MOST_WORK / each));
  if (rows.length <= most) return { ...rest, width, rows };
  return {
    ...rest,
    width,
    rows: Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!),
  };
}

/** X'DX of rows with a 1 behind, the weights of the rows in `by`; [width + 1, width + 1], row-major. */
function gram({ values, width, rows }: Design, by: Float64Array | null): Float64Array {
  const size = width + 1;
  const sums = new Float64Array(size * size);
  // Four rows at a time, each sum in the order of the rows: the same bits as one by one, with fewer loads and stores.
  const x = new Float64Array(4 * size);
  const weights = new Float64Array(4);
  for (let n = 0; n < rows.length; n += 4) {
    for (let k = 0; k < 4; k++) {
      const at = k * size;
      weights[k] = n + k >= rows.length ? 0 : by === null ? 1 : by[n + k]!;
      const from = rows[Math.min(n + k, rows.length - 1)]! * width;
      for (let i = 0; i < width; i++) x[at + i] = values[from + i]!;
      x[at + width] = 1;
    }
    for (let i = 0; i < size; i++) addRow(sums, i, size, x, weights);
  }
  return sums;
}

/** Adds what four rows give to row i of the lower half. */
function addRow(sums: Float64Array, i: number, size: number, x: Float64Array, weights: Float64Array): void {
  const [second, third, fourth] = [size, 2 * size, 3 * size];
  const a = x[i]! * weights[0]!;
  const b = x[second + i]! * weights[1]!;
  const c = x[third + i]! * weights[2]!;
  const d = x[fourth + i]! * weights[3]!;
  if (a === 0 && b === 0 && c === 0 && d === 0) return;
  const at = i * size;
  for (let j = 0; j <= i; j++) {
    let sum = sums[at + j]!;
    sum += a * x[j]!;
    sum += b * x[second + j]!;
    sum += c * x[third + j]!;
    sum += d * x[fourth + j]!;
    sums[at + j] = sum;
  }
}

/** The lower Cholesky factor of a symmetric matrix of which the lower half is given, in place; a little is added where it is singular. */
function factor(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-10)) : sum / matrix[j * size + j]!;
    }
  return matrix;
}

function solve(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  return x;
}

function addRidge(matrix: Float64Array, width: number, by: number): Float64Array {
  for (let i = 0; i < width; i++) matrix[i * (width + 1) + i]! += by;
  return matrix;
}

function apply(coefficients: readonly Float64Array[]): Linear {
  return ({ values, width, rows }) => {
    const outputs = coefficients.length;
    const scores = new Float64Array(rows.length * outputs);
    for (let n = 0; n < rows.length; n++)
      coefficients.forEach((w, k) => {
        let sum = w[width]!;
        for (let i = 0; i < width; i++) sum += w[i]! * values[rows[n]! * width + i]!;
        scores[n * outputs + k] = sum;
      });
    return scores;
  };
}

/** X'r of rows with a 1 behind. */
function pulled({ values, width, rows }: Design, residuals: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(width + 1);
  for (let n = 0; n < rows.length; n++) {
    const r = residuals[n]!;
    for (let i = 0; i < width; i++) sums[i]! += r * values[rows[n]! * width + i]!;
    sums[width]! += r;
  }
  return sums;
}

/** Fits when it is first asked for scores: a learner that is only built, to see whether it fits together, costs nothing. */
function whenAsked(fit: () => readonly Float64Array[]): Linear {
  const fitted = once(() => apply(fit()));
  return (design) => fitted()(design);
}

/** What is found when it is first asked for, and kept. */
export function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** Scores of a yardstick for some rows, found when they are first asked for; null where there is no yardstick. */
export function yardstick(linear: Linear | null, design: Design): (() => Float64Array) | null {
  return linear && once(() => linear(design));
}

/** Ridge regression by its normal equations (Hoerl, Kennard 1970). `targets` are by row of the matrix. */
export function ridgeRegression(design: Design, targets: ArrayLike<number>): Linear | null {
  const some = affordable(design, (design.width * design.width) / 2 + 1);
  return some === null ? null : whenAsked(() => [ridgeCoefficients(some, targets)]);
}

function ridgeCoefficients(some: Design, targets: ArrayLike<number>): Float64Array {
  const { width, rows } = some;
  let mean = 0;
  for (let n = 0; n < rows.length; n++) mean += targets[rows[n]!]! / rows.length;
  const centred = Float64Array.from({ length: rows.length }, (_, n) => targets[rows[n]!]! - mean);
  const lower = factor(addRidge(gram(some, null), width, RIDGE), width + 1);
  const coefficients = solve(lower, width + 1, pulled(some, centred));
  coefficients[width]! += mean;
  return coefficients;
}

/** Logistic regression with a ridge, by Newton's method to convergence; labels of 0 and 1 by row of the matrix. */
export function logisticRegression(design: Design, labels: ArrayLike<number>): Linear | null {
  const some = affordable(design, logisticWork(design));
  return some === null ? null : whenAsked(() => [logisticCoefficients(some, labels)]);
}

/** A logistic regression of its own for each of several labels; `targets` [rows of the matrix, labels] of 0 and 1. */
export function labelRegressions(design: Design, targets: ArrayLike<number>, labels: number): Linear | null {
  const each = logisticWork(design) * labels;
  const some = each * LEAST_ROWS > MOST_WORK_FOR_LABELS ? null : affordable(design, each);
  if (some === null) return null;
  const own = new Uint8Array(targets.length / labels);
  return whenAsked(() =>
    Array.from({ length: labels }, (_, k) => {
      for (let row = 0; row < own.length; row++) own[row] = targets[row * labels + k]!;
      return logisticCoefficients(some, own);
    }),
  );
}

const logisticWork = ({ width }: Design): number => (8 * width * width) / 2 + 1;

function logisticCoefficients(some: Design, labels: ArrayLike<number>): Float64Array {
  const { width, rows } = some;
  const size = width + 1;
  let coefficients = new Float64Array(size);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const odds = apply([coefficients])(some);
    const p = odds.map(sigmoid);
    const gradient = pulled(
      some,
      p.map((value, n) => labels[rows[n]!]! - value),
    );
    for (let i = 0; i < width; i++) gradient[i]! -= RIDGE * coefficients[i]!;
    const weights = p.map((value) => Math.max(1e-9, value * (1 - value)));
    const move = solve(factor(addRidge(gram(some, weights), width, RIDGE), size), size, gradient);
    // Newton overshoots far from the end: no coefficient moves by more than this at once.
    const largest = move.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const by = Math.min(1, 5 / Math.max(1e-12, largest));
    coefficients = coefficients.map((value, i) => value + by * move[i]!);
    if (largest < 1e-8) break;
  }
  return coefficients;
}

/** Multinomial logistic regression with a ridge, by the bound on its curvature (Boehning 1992); classes by row of the matrix. */
export function softmaxRegression(design: Design, labels: ArrayLike<number>, classes: number): Linear | null {
  const some = affordable(design, (design.width * design.width) / 2 + 3 * BOUND_STEPS * design.width * classes);
  return some === null ? null : whenAsked(() => softmaxCoefficients(some, labels, classes));
}

function softmaxCoefficients(some: Design, labels: ArrayLike<number>, classes: number): readonly Float64Array[] {
  const { width, rows } = some;
  const size = width + 1;
  const matrix = gram(some, null).map((value) => value / 2);
  const lower = factor(addRidge(matrix, width, RIDGE), size);
  const coefficients = Array.from({ length: classes }, () => new Float64Array(size));
  const residual = new Float64Array(rows.length);
  for (let step = 0; step < BOUND_STEPS; step++) {
    const scores = apply(coefficients)(some);
    for (let n = 0; n < rows.length; n++) {
      let [most, sum] = [Number.NEGATIVE_INFINITY, 0];
      for (let k = 0; k < classes; k++) most = Math.max(most, scores[n * classes + k]!);
      for (let k = 0; k < classes; k++) {
        const power = maths.exp(scores[n * classes + k]! - most);
        scores[n * classes + k] = power;
        sum += power;
      }
      for (let k = 0; k < classes; k++) scores[n * classes + k]! /= sum;
    }
    let largest = 0;
    for (let k = 0; k < classes; k++) {
      for (let n = 0; n < rows.length; n++) residual[n] = (labels[rows[n]!] === k ? 1 : 0) - scores[n * classes + k]!;
      const gradient = pulled(some, residual);
      const own = coefficients[k]!;
      for (let i = 0; i < width; i++) gradient[i]! -= RIDGE * own[i]!;
      const move = solve(lower, size, gradient);
      for (let i = 0; i < size; i++) {
        own[i]! += move[i]!;
        largest = Math.max(largest, Math.abs(move[i]!));
      }
    }
    if (largest < 1e-5) break;
  }
  return coefficients;
}
