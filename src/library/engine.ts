import { Engine, type EngineOptions } from '../tensor/engine.js';

/**
 * Memory, kernels and tape for tensors of your own: `f32` trains, `f64` checks. Operations are in `ops`, parameters and
 * networks in `layers`, update rules in `optimizers`.
 *
 * ```ts
 * const engine = createEngine('f64');
 * const x = engine.leaf([2], [3, 4]);
 * engine.backward(ops.sum(ops.mul(x, x)));
 * x.gradView(); // 6, 8
 * engine.reset();
 * ```
 */
export function createEngine(precision: 'f32' | 'f64', options: EngineOptions = {}): Engine {
  return new Engine(precision, options);
}
