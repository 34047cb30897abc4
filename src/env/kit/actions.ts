import type { Stream } from '../../core/random.js';
import type { ActionSpace, Env } from './env.js';
import { refuseApply } from './guard.js';

const DISCRETE: ActionSpace = { kind: 'discrete' };

/** The action space of an env, also of one that leaves it out. */
export function actionSpaceOf({ actions }: Pick<Env, 'actions'>): ActionSpace {
  return actions ?? DISCRETE;
}

/** An action as plain data: an index, or the numbers of a box. */
export type Action = number | ArrayLike<number>;

/** Takes an action of either kind. */
export function perform(env: Env, action: Action): void {
  if (typeof action === 'number') env.step(action);
  else if (env.apply === undefined) refuseApply(env, action);
  else env.apply(action);
}

/** The index of the best of the actions that exist, the first of equal ones; `values` has a row that begins at `from`. */
export function bestAllowed(values: ArrayLike<number>, from: number, width: number, mask: Uint8Array | null): number {
  let best = -1;
  for (let a = 0; a < width; a++) {
    if (mask !== null && mask[a] === 0) continue;
    if (best < 0 || values[from + a]! > values[from + best]!) best = a;
  }
  return best;
}

/** One of the actions that exist, all alike; without a mask one of `count`. One draw. */
export function drawAllowed(random: Stream, count: number, mask: Uint8Array | null): number {
  if (mask === null) return random.below(count);
  let allowed = 0;
  for (let a = 0; a < count; a++) allowed += mask[a]!;
  let skip = random.below(allowed);
  let action = 0;
  while (mask[action] === 0 || skip-- > 0) action++;
  return action;
}

/** Uniformly random behaviour in an env of any action space. Draws nothing but the actions; allocates nothing per step. */
export class RandomActor {
  readonly #env: Env;
  readonly #space: ActionSpace;
  readonly #numbers: Float64Array;

  constructor(env: Env) {
    this.#env = env;
    this.#space = actionSpaceOf(env);
    this.#numbers = new Float64Array(env.actionNames.length);
  }

  /** Draws an action; in a box always the same array, filled anew. */
  draw(random: Stream): Action {
    const space = this.#space;
    if (space.kind === 'discrete') {
      return drawAllowed(random, this.#numbers.length, this.#env.mask?.() ?? null);
    }
    for (let i = 0; i < this.#numbers.length; i++) this.#numbers[i] = random.between(space.low[i]!, space.high[i]!);
    return this.#numbers;
  }

  /** Draws an action and takes it. */
  step(random: Stream): void {
    perform(this.#env, this.draw(random));
  }
}
