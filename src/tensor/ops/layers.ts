import type { Tensor } from '../engine.js';
import { gradOf, matrix, needVector, output } from './make.js';
import { addProduct } from './matrix.js';

/** Added to the variance, as torch.nn.LayerNorm does. */
const EPSILON = 1e-5;

/** gain (x - mean) / sqrt(variance + 1e-5) + shift over each row of x[N,D], population variance. Ba et al. 2016. */
export function layerNorm(x: Tensor, gain: Tensor, shift: Tensor): Tensor {
  const [rows, columns] = matrix('layerNorm', x);
  needVector('layerNorm', gain, columns);
  needVector('layerNorm', shift, columns);
  const { engine } = x;
  const { kernels, profile } = engine;
  const y = output([rows, columns], x, gain, shift);
  const scaled = engine.allocate(x.size * engine.bytes);
  const inverse = engine.allocate(rows * engine.bytes);
  profile?.enter('norm');
  kernels.layerNormForward(x.ptr, gain.ptr, shift.ptr, y.ptr, scaled, inverse, rows, columns, EPSILON);
  profile?.leave();
  if (y.requiresGrad) {
    engine.record(y, () => {
      profile?.enter('norm');
      const row = engine.allocate(columns * engine.bytes);
      const gradients = [gradOf(x), gradOf(gain), gradOf(shift)] as const;
      kernels.layerNormBackward(y.gradPtr, gain.ptr, scaled, inverse, ...gradients, row, rows, columns);
      profile?.leave();
    });
  }
  return y;
}

/** Weights of a noisy layer: their means [I,O] and deviations [I,O]. */
export interface NoisyWeights {
  readonly mean: Tensor;
  readonly deviation: Tensor;
}

/**
 * x[N,I] times noisy weights mean + deviation a b^T -> [N,O], with the noise a[I] and b[O] of the inputs and the outputs
 * (constants): factorised noise, one draw for the whole batch. Fortunato et al. 2018.
 */
export function noisyLinear(x: Tensor, { mean, deviation }: NoisyWeights, a: Tensor, b: Tensor): Tensor {
  const [rows, inputs] = matrix('noisyLinear', x);
  const [inner, outputs] = matrix('noisyLinear', mean);
  if (inner !== inputs) throw new Error(`noisyLinear: inner sizes of [${x.shape}] and [${mean.shape}] differ`);
  if (deviation.shape[0] !== inputs || deviation.shape[1] !== outputs) {
    throw new Error(`noisyLinear: shapes [${mean.shape}] and [${deviation.shape}] differ`);
  }
  needVector('noisyLinear', a, inputs);
  needVector('noisyLinear', b, outputs);
  const { engine } = x;
  const { kernels, profile } = engine;
  const y = output([rows, outputs], x, mean, deviation);
  const weights = engine.allocate(mean.size * engine.bytes);
  profile?.enter('noisy');
  kernels.noisyForward(mean.ptr, deviation.ptr, a.ptr, b.ptr, weights, inputs, outputs);
  kernels.linearForward(x.ptr, weights, 0, y.ptr, rows, inputs, outputs, 0);
  profile?.leave();
  if (y.requiresGrad) {
    engine.record(y, () => {
      profile?.enter('noisy');
      const g = engine.allocate(mean.size * engine.bytes);
      kernels.gemmTN(x.ptr, y.gradPtr, g, inputs, outputs, rows, 0);
      if (mean.requiresGrad) kernels.accumulate(g, mean.grad(), mean.size);
      if (deviation.requiresGrad) kernels.noisyBackward(g, a.ptr, b.ptr, deviation.grad(), inputs, outputs);
      if (x.requiresGrad) addProduct(kernels.gemmNT, y.gradPtr, weights, x, rows, inputs, outputs);
      profile?.leave();
    });
  }
  return y;
}
