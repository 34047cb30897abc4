import type { Env } from '../../env/kit/env.js';

/** Which actions exist in each numbered state: as the env's table says, else as its mask said where an episode came by. */
export class StateMasks {
  readonly #env: Env;
  readonly #actions: number;
  readonly #fromTable: boolean;
  /** A row a state; null where all actions always exist. */
  readonly #rows: Uint8Array | null;

  constructor(env: Env, states: number) {
    this.#env = env;
    this.#actions = env.actionNames.length;
    this.#fromTable = env.transitions !== undefined;
    this.#rows = env.mask === undefined ? null : new Uint8Array(states * this.#actions).fill(1);
    if (this.#rows === null || env.transitions === undefined) return;
    env.transitions().P.forEach((choices, state) => {
      for (let a = 0; a < this.#actions; a++) {
        this.#rows![state * this.#actions + a] = (choices[a]?.length ?? 0) > 0 ? 1 : 0;
      }
    });
  }

  /** 1 or 0 for each action of a state; null where all exist. */
  at(state: number): Uint8Array | null {
    if (this.#rows === null) return null;
    const row = this.#rows.subarray(state * this.#actions, (state + 1) * this.#actions);
    if (!this.#fromTable && state === this.#env.state) row.set(this.#env.mask!());
    return row;
  }
}
