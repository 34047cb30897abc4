import type { NamedArrays } from '../../core/learner.js';
import type { ParameterSet } from '../nn/parameters.js';
import type { Optimizer } from './optimizer.js';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
  /** Added to the root of the mean square. @default 1e-8 */
  readonly adamEpsilon?: number;
}

const EPSILON = 1e-8;

/** Adam (Kingma, Ba 2015) as torch.optim.Adam; weight decay is L2, added to the gradient. */
export function adam(params: ParameterSet, settings: AdamSettings): Optimizer {
  return adaptive(params, settings, false);
}

/** AdamW (Loshchilov, Hutter 2019) as torch.optim.AdamW; weight decay shrinks the weights by lr * weightDecay. */
export function adamw(params: ParameterSet, settings: AdamSettings): Optimizer {
  return adaptive(params, settings, true);
}

/**
 * Adam that leaves alone what a step did not touch, as torch.optim.SparseAdam does by rows of an embedding table: here an
 * element whose gradient is exactly 0 keeps its weight and its averages. Takes no weight decay, which would touch all.
 */
export function sparseAdam(params: ParameterSet, { beta1, beta2 }: Omit<AdamSettings, 'weightDecay'>): Optimizer {
  const { kernels } = params.engine;
  return moments(params, { beta1, beta2 }, (mean, variance, rate, scale2) =>
    // biome-ignore format: one kernel call, its arguments in groups
    kernels.sparseAdamStep(
      params.ptr, params.gradPtr, mean, variance, params.size, params.linesPtr,
      rate, scale2, beta1, 1 - beta1, beta2, 1 - beta2, EPSILON,
    ),
  );
}

function adaptive(params: ParameterSet, settings: AdamSettings, decoupled: boolean): Optimizer {
  const { beta1, beta2, weightDecay, adamEpsilon = EPSILON } = settings;
  const { kernels } = params.engine;
  const l2 = decoupled ? 0 : weightDecay;
  return moments(params, { beta1, beta2 }, (mean, variance, rate, scale2, lr) =>
    // biome-ignore format: one kernel call, its arguments in groups
    kernels.adamStep(
      params.ptr, params.gradPtr, mean, variance, params.size,
      rate, scale2, beta1, 1 - beta1, beta2, 1 - beta2, adamEpsilon, l2, decoupled ? 1 - lr * weightDecay : 1,
    ),
  );
}

/** The averages of gradients and of their squares, with the corrections for their start; `update` does the rest. */
function moments(
  params: ParameterSet,
  { beta1, beta2 }: Omit<AdamSettings, 'weightDecay'>,
  update: (mean: number, variance: number, rate: number, scale2: number, lr: number) => void,
): Optimizer {
  const { engine } = params;
  const { bytes } = engine;
  const mean = engine.allocatePermanent(params.size * bytes);
  const variance = engine.allocatePermanent(params.size * bytes);
  // beta1^t and beta2^t by running product: no power function, and a checkpoint carries them exactly.
  const products = Float64Array.of(1, 1);
  return {
    step(lr) {
      products[0]! *= beta1;
      products[1]! *= beta2;
      update(mean, variance, lr / (1 - products[0]!), 1 / Math.sqrt(1 - products[1]!), lr);
    },
    state: (): NamedArrays =>
      new Map([
        ['mean', engine.floats.subarray(mean / bytes, mean / bytes + params.size)],
        ['variance', engine.floats.subarray(variance / bytes, variance / bytes + params.size)],
        ['products', products],
      ]),
  };
}
