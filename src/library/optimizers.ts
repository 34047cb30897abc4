/** Update rules on a parameter set, and the settings that scenarios give them. */
export { type AdamSettings, adam, adamw, sparseAdam } from '../tensor/optim/adam.js';
export {
  clipGradNorm,
  createOptimizer,
  type Optimizer,
  type OptimizerValues,
  optimizerParams,
  optimizerTunable,
  type TrainingOptimizer,
} from '../tensor/optim/index.js';
export { type SgdSettings, sgd } from '../tensor/optim/sgd.js';
