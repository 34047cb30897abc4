import type { Tensor } from '../tensor.js';
import { Tensor as TensorClass } from '../tensor.js';

/** The result of an operation: uninitialised, in the step region, with a gradient when an input has one. */
export function output(shape: readonly number[], first: Tensor, ...others: readonly Tensor[]): Tensor {
  const { engine } = first;
  let tracked = first.requiresGrad;
  for (const other of others) tracked ||= other.requiresGrad;
  const size = shape.reduce((product, n) => product * n, 1);
  return new TensorClass(engine, engine.allocate(size * engine.bytes), shape, tracked && engine.recording);
}

/** Throws unless the two have one shape. Operations never broadcast by themselves. */
export function sameShape(op: string, a: Tensor, b: Tensor): void {
  if (a.shape.length !== b.shape.length || a.shape.some((n, i) => n !== b.shape[i])) {
    throw new Error(`${op}: shapes [${a.shape}] and [${b.shape}] differ`);
  }
}

/** The two sizes of a matrix. */
export function matrix(op: string, x: Tensor): readonly [rows: number, columns: number] {
  if (x.shape.length !== 2) throw new Error(`${op}: needs a matrix, given [${x.shape}]`);
  return [x.shape[0]!, x.shape[1]!];
}
