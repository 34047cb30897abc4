import type { Tensor } from '../engine.js';
import type { Activation } from '../ops/matrix.js';
import { feedForward } from './feed-forward.js';
import type { Init } from './init.js';
import type { ParameterSet } from './parameters.js';

export interface MlpOptions {
  /** Between the layers. */
  readonly activation: Activation;
  readonly init: Init;
  /** After the last layer; none by default. */
  readonly lastActivation?: Activation;
  /** Factor on the last layer's first weights; small values start a policy near uniform. */
  readonly outputScale?: number;
}

/**
 * A multi-layer perceptron from [N, sizes[0]] to [N, sizes.at(-1)]. Its parameters are `<name>.<layer>.weight` [in, out]
 * and `<name>.<layer>.bias` [out].
 */
export function mlp(
  params: ParameterSet,
  name: string,
  sizes: readonly number[],
  options: MlpOptions,
): (x: Tensor) => Tensor {
  return feedForward(params, name, sizes, options);
}
