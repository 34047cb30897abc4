// Scalar functions in f64 for code outside the tensor kernels (environments, statistics):
// V8's own Math.sin, Math.exp ... differ between Node versions, these do not.

import { SCRATCH_BYTES } from './lib/gemm';

export function sin(x: f64): f64 {
  return NativeMath.sin(x);
}
export function cos(x: f64): f64 {
  return NativeMath.cos(x);
}
export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}
export function expm1(x: f64): f64 {
  return NativeMath.expm1(x);
}
export function log(x: f64): f64 {
  return NativeMath.log(x);
}
export function pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}
/// First byte of memory that the module uses neither for its constants nor as scratch.
export function heapBase(): i32 {
  return (__heap_base + SCRATCH_BYTES) as i32;
}
