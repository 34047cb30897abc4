/** Parameters, their initialisers, and networks. */
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
export { ParameterSet } from '../tensor/nn/parameters.js';
