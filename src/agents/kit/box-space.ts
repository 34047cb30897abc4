import { UserError } from '../../core/errors.js';
import { actionSpaceOf } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';

/** Actions of a box between an agent's -1 .. 1 and the env's own units. */
export class BoxSpace {
  /** Numbers of an action. */
  readonly size: number;
  readonly #middle: Float64Array;
  readonly #half: Float64Array;

  /** Throws a UserError where the env's actions are no box. */
  constructor(env: Env) {
    const space = actionSpaceOf(env);
    if (space.kind !== 'box') {
      throw new UserError({
        path: 'agent',
        message: `chooses actions in a box, and ${env.name} has actions to choose from`,
        given: env.actionNames.join(', '),
      });
    }
    this.size = space.low.length;
    this.#middle = Float64Array.from(space.low, (low, i) => (low + space.high[i]!) / 2);
    this.#half = Float64Array.from(space.low, (low, i) => (space.high[i]! - low) / 2);
  }

  /** Writes an action in the env's units; `from` is where it begins among those of several rows. */
  write(action: ArrayLike<number>, into: Float64Array, from = 0): void {
    for (let i = 0; i < this.size; i++) into[i] = this.#middle[i]! + this.#half[i]! * action[from + i]!;
  }
}
