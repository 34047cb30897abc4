import { integer, nullOr } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { actionSpaceOf } from './actions.js';
import type { Env, ObservationSpace } from './env.js';
import { refuseStep } from './guard.js';

/** The setting of every env whose actions are a box. */
export const binsParam = nullOr(
  'null leaves the actions continuous',
  integer(5, 'evenly spaced values of each component, bounds included, to choose one of by number', {
    min: 2,
    max: 101,
  }),
);

/** An env with the actions of a box as a list: every combination of so many values of each component. */
class BinnedEnv implements Env {
  readonly name: string;
  readonly observationSpace: ObservationSpace;
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  readonly #env: Env;
  readonly #values: readonly Float64Array[];

  constructor(env: Env, bins: number) {
    const space = actionSpaceOf(env);
    if (space.kind !== 'box') throw new Error(`${env.name} has no box of actions`);
    this.#env = env;
    this.name = env.name;
    this.observationSpace = env.observationSpace;
    this.maxEpisodeSteps = env.maxEpisodeSteps;
    this.observation = env.observation;
    const { low, high } = space;
    const count = low.reduce((product) => product * bins, 1);
    this.#values = Array.from({ length: count }, (_, action) => {
      let rest = action;
      return Float64Array.from(low, (bound, i) => {
        const bin = rest % bins;
        rest = (rest - bin) / bins;
        return bound + ((high[i]! - bound) * bin) / (bins - 1);
      });
    });
    this.actionNames = this.#values.map((values) =>
      env.actionNames.map((name, i) => `${name} ${Number(values[i]!.toPrecision(4))}`).join(', '),
    );
  }

  get state(): number {
    return this.#env.state;
  }

  get reward(): number {
    return this.#env.reward;
  }

  get terminated(): boolean {
    return this.#env.terminated;
  }

  get truncated(): boolean {
    return this.#env.truncated;
  }

  get elapsed(): number {
    return this.#env.elapsed;
  }

  reset(random: Stream, state?: readonly number[], elapsed?: number): void {
    this.#env.reset(random, state, elapsed);
  }

  step(action: number): void {
    const values = this.#values[action];
    if (values === undefined) refuseStep(this, action);
    this.#env.apply!(values);
  }

  snapshot(): number[] {
    return this.#env.snapshot();
  }

  info(): Readonly<Record<string, number>> {
    return this.#env.info?.() ?? {};
  }

  render(): string[] {
    return this.#env.render();
  }

  scope(): Scope | null {
    return this.#env.scope();
  }
}

/** The env with its actions in so many `bins` a component; itself where that is null. */
export function binned(env: Env, bins: number | null): Env {
  return bins === null ? env : new BinnedEnv(env, bins);
}
