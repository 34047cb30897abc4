import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import type { Env, ObservationSpace } from './env.js';
import { checkedElapsed, refuseStep } from './guard.js';

/**
 * What envs of discrete actions have in common: the flags, the clock, the refusals. An env of this kind says how an episode
 * begins, what an action does and how it looks.
 */
export abstract class StepEnv implements Env {
  abstract readonly name: string;
  abstract readonly observationSpace: ObservationSpace;
  abstract readonly actionNames: readonly string[];
  abstract readonly maxEpisodeSteps: number;
  abstract readonly observation: Float64Array;
  state = -1;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  /** Episodes begun so far, and what the present one has paid. */
  protected episode = 0;
  protected episodeReturn = 0;
  #random!: Stream;
  #over = true;

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    if (state === undefined) this.begin(random);
    else this.resume(state);
    this.#random = random;
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
    this.episode += 1;
    this.episodeReturn = 0;
  }

  step(action: number): void {
    if (this.#over || action >>> 0 !== action || action >= this.actionNames.length) refuseStep(this, action);
    this.reward = 0;
    this.act(action, this.#random);
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    this.episodeReturn += this.reward;
  }

  /** Puts the env at a start, observation included. */
  protected abstract begin(random: Stream): void;
  /** Puts the env where `snapshot` saw it, observation included; refuses what is no state before it changes anything. */
  protected abstract resume(state: readonly number[]): void;
  /** Does an action: changes state and observation, sets `reward` (0 before) and `terminated`. */
  protected abstract act(action: number, random: Stream): void;

  abstract snapshot(): number[];
  abstract render(): string[];
  abstract scope(): Scope | null;
}
