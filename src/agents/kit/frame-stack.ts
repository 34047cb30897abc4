import type { GreedyPolicy, Standpoint } from '../../core/learner.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import type { ActionSpace, Env, ObservationSpace } from '../../env/kit/env.js';
import type { AgentContext } from './agent.js';

/** The last `count` observations, oldest first; at the start of an episode the first one stands in for those before it. */
class Frames {
  readonly #count: number;
  readonly #size: number;
  /** Of pictures the channels of one cell stand together. */
  readonly #channels: number;
  /** Frame after frame. */
  readonly #frames: Float64Array;

  constructor(count: number, { size, shape }: ObservationSpace) {
    this.#count = count;
    this.#size = size;
    this.#channels = shape?.[2] ?? size;
    this.#frames = new Float64Array(count * size);
  }

  begin(observation: ArrayLike<number>): void {
    for (let k = 0; k < this.#count; k++) this.#frames.set(observation, k * this.#size);
  }

  push(observation: ArrayLike<number>): void {
    this.#frames.copyWithin(0, this.#size);
    this.#frames.set(observation, (this.#count - 1) * this.#size);
  }

  write(into: Float64Array): void {
    const [count, size, channels] = [this.#count, this.#size, this.#channels];
    let at = 0;
    for (let cell = 0; cell < size; cell += channels) {
      for (let k = 0; k < count; k++) {
        for (let c = 0; c < channels; c++) into[at++] = this.#frames[k * size + cell + c]!;
      }
    }
  }

  save(): readonly number[] {
    return [...this.#frames];
  }

  restore(saved: readonly number[]): void {
    this.#frames.set(saved);
  }
}

function stacked({ size, low, high, shape, binary }: ObservationSpace, count: number): ObservationSpace {
  const channels = shape?.[2] ?? size;
  const repeat = (values: readonly number[]) => {
    const all: number[] = [];
    for (let cell = 0; cell < size; cell += channels) {
      for (let k = 0; k < count; k++) all.push(...values.slice(cell, cell + channels));
    }
    return all;
  };
  return {
    size: size * count,
    low: repeat(low),
    high: repeat(high),
    states: null,
    ...(shape && { shape: [shape[0], shape[1], shape[2] * count] as const }),
    ...(binary && { binary }),
  };
}

/**
 * An env whose observations are the last `count` ones side by side, of pictures channel by channel (Mnih et al. 2015). It has
 * no numbered states and no table, since what is seen is no longer a state of the env.
 */
export class FrameStack implements Env {
  readonly observationSpace: ObservationSpace;
  readonly observation: Float64Array;
  readonly state = -1;
  readonly #env: Env;
  readonly #frames: Frames;
  readonly actions?: ActionSpace;
  readonly mask?: () => Uint8Array;
  readonly apply?: (action: ArrayLike<number>) => void;
  readonly #count: number;

  constructor(env: Env, count: number) {
    this.#env = env;
    this.#count = count;
    this.#frames = new Frames(count, env.observationSpace);
    this.observationSpace = stacked(env.observationSpace, count);
    this.observation = new Float64Array(this.observationSpace.size);
    if (env.actions !== undefined) this.actions = env.actions;
    if (env.mask !== undefined) this.mask = () => env.mask!();
    if (env.apply !== undefined) {
      this.apply = (action) => {
        env.apply!(action);
        this.#see();
      };
    }
  }

  get name(): string {
    return this.#env.name;
  }
  get actionNames(): readonly string[] {
    return this.#env.actionNames;
  }
  get maxEpisodeSteps(): number {
    return this.#env.maxEpisodeSteps;
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

  /** `state` is what {@link snapshot} gave: the frames, then the env's own. */
  reset(random: Stream, state?: readonly number[], elapsed?: number): void {
    const held = this.observationSpace.size;
    this.#env.reset(random, state?.slice(held), elapsed);
    if (state === undefined) this.#frames.begin(this.#env.observation);
    else this.#frames.restore(state.slice(0, held));
    this.#frames.write(this.observation);
  }

  step(action: number): void {
    this.#env.step(action);
    this.#see();
  }

  snapshot(): number[] {
    return [...this.#frames.save(), ...this.#env.snapshot()];
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

  /** Frames of an episode that is played elsewhere. */
  newFrames(): Frames {
    return new Frames(this.#count, this.#env.observationSpace);
  }

  #see(): void {
    this.#frames.push(this.#env.observation);
    this.#frames.write(this.observation);
  }
}

/** The context of an agent with this setting: its envs show the last observations side by side. */
export function stacking<C extends Pick<AgentContext<{ readonly frameStack: number }>, 'makeEnv' | 'params'>>(
  context: C,
): C {
  const { makeEnv, params } = context;
  if (params.frameStack === 1) return context;
  return { ...context, makeEnv: () => new FrameStack(makeEnv(), params.frameStack) };
}

/** The policy of an agent that acts in `env`, for who shows it single observations. */
export function unstacked(policy: GreedyPolicy, env: Env): GreedyPolicy {
  if (!(env instanceof FrameStack)) return policy;
  const frames = env.newFrames();
  const observation = new Float64Array(env.observationSpace.size);
  let fresh = true;
  return {
    ...policy,
    begin() {
      fresh = true;
      policy.begin?.();
    },
    act(at: Standpoint, figures) {
      if (fresh) frames.begin(at.observation);
      else frames.push(at.observation);
      fresh = false;
      frames.write(observation);
      const { state, mask } = at;
      return policy.act({ observation, state, ...(mask !== undefined && { mask: () => at.mask!() }) }, figures);
    },
  };
}
