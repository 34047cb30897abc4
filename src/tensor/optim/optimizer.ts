import type { NamedArrays } from '../../core/learner.js';

/** Moves the parameters of one set against their gradients. */
export interface Optimizer {
  /** One update with the gradients that stand in the set. */
  step(lr: number): void;
  /** Everything that the next step depends on besides values and gradients: live views, by name, in a fixed order. */
  state(): NamedArrays;
}
