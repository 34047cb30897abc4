import type { NamedArrays } from '../../core/learner.js';

/** Moves the parameters of one set against their gradients. */
export interface Optimizer {
  /** One update with the gradients that stand in the set. */
  step(lr: number): void;
  /** Everything that the next step depends on besides values and gradients: live views, by name, in a fixed order. */
  state(): NamedArrays;
}

/** Puts an optimiser back to a saved {@link Optimizer.state}. Throws when names or lengths differ. */
export function restoreState(optimizer: Optimizer, saved: NamedArrays): void {
  const state = optimizer.state();
  for (const [name, array] of state) {
    const source = saved.get(name);
    if (source?.length !== array.length) {
      throw new Error(`optimiser state ${name} has ${array.length} values, saved are ${source?.length ?? 'none'}`);
    }
    array.set(source);
  }
}
