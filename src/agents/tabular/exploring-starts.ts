import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import type { Env } from '../../env/kit/env.js';

/**
 * Starts episodes of a finite env in any state that an episode can come to, all alike (Sutton and Barto 2018, section 5.3). A
 * UserError where its table is unknown or it cannot be set to a state.
 */
export class ExploringStarts {
  readonly #env: Env;
  readonly #states: readonly number[];

  constructor(env: Env) {
    this.#env = env;
    const refuse = (message: string) => {
      throw new UserError({ path: 'agent.starts', message, given: 'exploring', allowed: 'own' });
    };
    if (env.transitions === undefined)
      refuse(`needs an env whose states are known, and ${env.name} has no table of them`);
    this.#states = statesOfEpisodes(env);
    const now = env.snapshot();
    if (this.#states.length > 1 && (now.length !== 1 || now[0] !== env.state)) {
      refuse(`needs an env that can be set to any state, and ${env.name} is more than the number of its state`);
    }
  }

  /** Begins the episode anew in a state drawn from `random`. */
  begin(random: Stream): void {
    if (this.#states.length > 1) this.#env.reset(random, [this.#states[random.below(this.#states.length)]!]);
  }
}

/** States in which an action can be due, in ascending order. */
function statesOfEpisodes(env: Env): readonly number[] {
  const { start, P, terminal } = env.transitions!();
  const met = new Set(start.map(([, state]) => state).filter((state) => !terminal.has(state)));
  for (const state of met) {
    for (const outcomes of P[state]!) {
      for (const [probability, next, , ends] of outcomes) {
        if (probability > 0 && !ends && !terminal.has(next)) met.add(next);
      }
    }
  }
  return [...met].sort((a, b) => a - b);
}
