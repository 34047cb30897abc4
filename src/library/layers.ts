/** Parameters, their initialisers, and networks. */

export { type ConvLayers, type FeedForwardOptions, feedForward } from '../tensor/nn/feed-forward.js';
export {
  constant,
  heNormal,
  type Init,
  kaimingUniform,
  normal,
  orthogonal,
  xavierUniform,
  zeros,
} from '../tensor/nn/init.js';
export { type MlpOptions, mlp } from '../tensor/nn/mlp.js';
export { Noise } from '../tensor/nn/noise.js';
export { ParameterSet } from '../tensor/nn/parameters.js';
