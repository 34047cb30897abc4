import type { Indices } from '../engine.js';
import { Tensor } from '../engine.js';

/** The result of an operation: uninitialised, in the step region, with a gradient when an input has one. */
export function output(shape: readonly number[], a: Tensor, b: Tensor | null = null, c: Tensor | null = null): Tensor {
  const { engine } = a;
  const tracked = engine.recording && (a.requiresGrad || b?.requiresGrad === true || c?.requiresGrad === true);
  let bytes = engine.bytes as number;
  for (let i = 0; i < shape.length; i++) bytes *= shape[i]!;
  return new Tensor(engine, engine.allocate(bytes), shape, tracked);
}

/** Another tensor over the same memory, with a gradient of its own. */
export function alias(x: Tensor, ptr: number, shape: readonly number[]): Tensor {
  return new Tensor(x.engine, ptr, shape, x.requiresGrad && x.engine.recording);
}

/** Where x gathers its gradient; 0, which kernels leave out, when it gathers none. */
export function gradOf(x: Tensor): number {
  return x.requiresGrad ? x.grad() : 0;
}

/**
 * Whether x has a gradient to add to: 1, or 0 when its place (x.gradPtr) is fresh, not even zeroed, and the kernel has to
 * write all of it.
 */
export function adding(x: Tensor): 0 | 1 {
  if (x.gradPtr !== 0) {
    x.grad();
    return 1;
  }
  x.gradPtr = x.engine.allocate(x.size * x.engine.bytes);
  return 0;
}

/** Throws for what is no tensor: a definition in JavaScript is not checked by types. */
function needTensor(op: string, x: unknown): void {
  if (x instanceof Tensor) return;
  const hint = typeof x === 'number' ? `the number ${x}; shift(x, ${x}) and scale(x, ${x}) take one` : String(x);
  throw new Error(`${op}: needs tensors, given ${hint}`);
}

/** Throws unless the two have one shape. Operations never broadcast by themselves. */
export function sameShape(op: string, a: Tensor, b: Tensor): void {
  needTensor(op, a);
  needTensor(op, b);
  const { shape } = a;
  let same = shape.length === b.shape.length;
  for (let i = 0; same && i < shape.length; i++) same = shape[i] === b.shape[i];
  if (!same) throw new Error(`${op}: shapes [${a.shape}] and [${b.shape}] differ`);
}

/** The two sizes of a matrix. */
export function matrix(op: string, x: Tensor): readonly [rows: number, columns: number] {
  if (x.shape.length !== 2) throw new Error(`${op}: needs a matrix, given [${x.shape}]`);
  return x.shape as readonly [number, number];
}

/** Throws unless x is a vector of n elements. */
export function needVector(op: string, x: Tensor, n: number): void {
  if (x.shape.length !== 1 || x.size !== n) throw new Error(`${op}: needs a vector [${n}], given [${x.shape}]`);
}

/** Throws unless x has one element. */
export function needScalar(op: string, x: Tensor): void {
  if (x.size !== 1) throw new Error(`${op}: needs a scalar, given [${x.shape}]`);
}

/** Throws unless there are n indices, each in 0 .. limit-1: a wrong one would read or write another tensor's memory. */
export function needIndices(op: string, x: Tensor, indices: Indices, n: number, limit: number): void {
  if (indices.size !== n) throw new Error(`${op}: needs ${n} indices, given ${indices.size}`);
  const wrong = x.engine.kernels.firstOutside(indices.ptr, n, limit);
  if (wrong >= 0) {
    const index = x.engine.ints[(indices.ptr >> 2) + wrong];
    throw new Error(`${op}: index ${index} at ${wrong} is not in 0 .. ${limit - 1}`);
  }
}
