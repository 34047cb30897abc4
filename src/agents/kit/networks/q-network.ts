import type { Stream } from '../../../core/random.js';
import type { Env } from '../../../env/kit/env.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { feedForward, imageAfter, imageSize } from '../../../tensor/nn/feed-forward.js';
import { kaimingUniform } from '../../../tensor/nn/init.js';
import { Noise } from '../../../tensor/nn/noise.js';
import { ParameterSet } from '../../../tensor/nn/parameters.js';
import { add, addColumn, matmul, matmulNT, reshape, type Support, scale, sumRows } from '../../../tensor/ops/index.js';
import { convOf, type NetworkSettings } from './network-settings.js';

/** A network from observations [N,D] to one value per action [N,A], or to a distribution of returns per action [N,A,K]. */
export interface QNetwork {
  readonly parameters: ParameterSet;
  /** [N,A], or [N, A K] with a distribution: K numbers of the first action, then those of the next. */
  forward(observations: Tensor): Tensor;
  /** Values [N,A] of what {@link forward} gave. */
  values(outputs: Tensor): Tensor;
  readonly noise: Noise | null;
}

/** What the outputs of a network with a distribution stand for. */
export interface ReturnDistribution {
  /** Numbers of each action. */
  readonly size: number;
  /** The returns of the first and the last atom; null for quantiles, which have none. */
  readonly support: Support | null;
  /** Means [rows] of outputs [rows, size]. */
  readonly mean: (outputs: Tensor) => Tensor;
  /** Means [rows] of what a loss gives as targets [rows, size]. */
  readonly meanOfTargets: (targets: Tensor) => Tensor;
  /** Which of an action's outputs have to be low for the least mean of all. */
  readonly least: 'all' | 'but the first';
}

export interface QNetworkOptions {
  readonly env: Env;
  readonly settings: NetworkSettings;
  readonly dueling: boolean;
  readonly distribution: ReturnDistribution | null;
  readonly init: Stream;
  /** For the noise of its weights, where settings have some. */
  readonly noise: Stream;
}

/**
 * Convolutions and hidden layers, then a linear layer; with `dueling` the last hidden layer feeds a value and an advantage
 * head and Q = V + A - mean(A) (Wang et al. 2016, equation 9), of a distribution number by number (Hessel et al. 2018).
 */
export function createQNetwork(
  engine: Engine,
  { env, settings, dueling, distribution, init, noise: noiseStream }: QNetworkOptions,
): QNetwork {
  const parameters = new ParameterSet(engine);
  const actions = env.actionNames.length;
  const { size } = env.observationSpace;
  const { hidden, norm, activation } = settings;
  const conv = convOf(settings, env);
  const noise = settings.noisy ? new Noise(noiseStream, settings.noisySigma) : null;
  const options = { activation, init: kaimingUniform(init), norm, noise } as const;
  const each = distribution?.size ?? 1;
  const values = (outputs: Tensor): Tensor => {
    if (distribution === null) return outputs;
    const n = outputs.shape[0]!;
    return reshape(distribution.mean(reshape(outputs, [n * actions, each])), [n, actions]);
  };
  if (!dueling) {
    const forward = feedForward(parameters, 'q', [size, ...hidden, actions * each], { ...options, conv });
    parameters.seal();
    return { parameters, forward, values, noise };
  }
  const trunk =
    hidden.length === 0 && conv === null
      ? (x: Tensor) => x
      : feedForward(parameters, 'trunk', [size, ...hidden], { ...options, conv, lastActivation: activation });
  const width = hidden.at(-1) ?? (conv === null ? size : imageSize(imageAfter(conv)));
  const value = feedForward(parameters, 'value', [width, each], options);
  const advantage = feedForward(parameters, 'advantage', [width, actions * each], options);
  parameters.seal();
  const join = each === 1 ? joinValues : joinDistributions;
  return {
    parameters,
    forward(observations) {
      const h = trunk(observations);
      const a = advantage(h);
      return join(a, value(h), actions, each);
    },
    values,
    noise,
  };
}

/** V + A - mean(A). */
function joinValues(a: Tensor, v: Tensor, actions: number): Tensor {
  const one = reshape(v, [a.shape[0]!]);
  return addColumn(a, add(one, scale(sumRows(a), -1 / actions)));
}

/** The same for each of the numbers of a distribution; sums and copies over the actions are products with ones. */
function joinDistributions(a: Tensor, v: Tensor, actions: number, each: number): Tensor {
  const ones = new Float32Array(actions * each * each);
  for (let i = 0; i < actions * each; i++) ones[i * each + (i % each)] = 1;
  const gather = a.engine.tensor([actions * each, each], ones);
  return add(a, matmulNT(add(v, scale(matmul(a, gather), -1 / actions)), gather));
}
