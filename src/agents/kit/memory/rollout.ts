import type { PolicyPlayer } from '../policy-player.js';

/**
 * A fixed number of steps, over episode ends, with what is needed to bootstrap. Steps of several envs in lockstep stand
 * round by round.
 */
export class Rollout {
  readonly capacity: number;
  readonly width: number;
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  readonly actions: Int32Array;
  readonly probabilities: Float64Array;
  readonly rewards: Float64Array;
  /** log pi_ref of each action; 0 in envs without a reference policy. */
  readonly references: Float64Array;
  readonly terminated: Uint8Array;
  readonly ended: Uint8Array;
  /** 1 for a step that was the first of its episode. */
  readonly started: Uint8Array;
  /** Of actions in a box: the numbers that were drawn, and the log-density of each action. */
  readonly numbers: Float32Array;
  readonly logps: Float64Array;
  /** Which actions existed at each step; empty where all always do. */
  readonly masks: Uint8Array;
  length = 0;
  readonly #box: number;
  readonly #masked: number;

  /** `box` is the number of components of an action, 0 for indices; `masked` the number of actions where masks are kept. */
  constructor(
    capacity: number,
    width: number,
    { box = 0, masked = 0 }: { readonly box?: number; readonly masked?: number } = {},
  ) {
    this.#box = box;
    this.#masked = masked;
    this.started = new Uint8Array(capacity);
    this.numbers = new Float32Array(capacity * box);
    this.logps = new Float64Array(box === 0 ? 0 : capacity);
    this.masks = new Uint8Array(capacity * masked);
    this.capacity = capacity;
    this.width = width;
    this.observations = new Float32Array(capacity * width);
    this.nextObservations = new Float32Array(capacity * width);
    this.actions = new Int32Array(capacity);
    this.probabilities = new Float64Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.references = new Float64Array(capacity);
    this.terminated = new Uint8Array(capacity);
    this.ended = new Uint8Array(capacity);
  }

  get full(): boolean {
    return this.length === this.capacity;
  }

  /** Adds the step that `player` has just played; after an `end` nothing is bootstrapped. */
  push(player: PolicyPlayer, end: boolean): void {
    const row = this.length++;
    this.observations.set(player.observation, row * this.width);
    this.nextObservations.set(player.nextObservation, row * this.width);
    this.actions[row] = player.action;
    this.probabilities[row] = player.probability;
    this.rewards[row] = player.reward;
    this.references[row] = player.referenceLogp;
    this.terminated[row] = end ? 1 : 0;
    this.ended[row] = player.ended ? 1 : 0;
    this.started[row] = player.started ? 1 : 0;
    if (this.#box > 0) {
      this.numbers.set(player.numbers, row * this.#box);
      this.logps[row] = player.logp;
    }
    if (this.#masked > 0) this.masks.set(player.mask!, row * this.#masked);
  }

  clear(): void {
    this.length = 0;
  }

  /** The steps gathered so far. */
  save() {
    const { length, width } = this;
    return {
      observations: this.observations.slice(0, length * width),
      nextObservations: this.nextObservations.slice(0, length * width),
      actions: this.actions.slice(0, length),
      probabilities: this.probabilities.slice(0, length),
      rewards: this.rewards.slice(0, length),
      references: this.references.slice(0, length),
      terminated: this.terminated.slice(0, length),
      ended: this.ended.slice(0, length),
      started: this.started.slice(0, length),
      numbers: this.numbers.slice(0, length * this.#box),
      logps: this.logps.slice(0, length),
      masks: this.masks.slice(0, length * this.#masked),
    };
  }

  restore(saved: ReturnType<Rollout['save']>): void {
    this.observations.set(saved.observations);
    this.nextObservations.set(saved.nextObservations);
    this.actions.set(saved.actions);
    this.probabilities.set(saved.probabilities);
    this.rewards.set(saved.rewards);
    this.references.set(saved.references);
    this.terminated.set(saved.terminated);
    this.ended.set(saved.ended);
    this.started.set(saved.started);
    this.numbers.set(saved.numbers);
    this.logps.set(saved.logps);
    this.masks.set(saved.masks);
    this.length = saved.actions.length;
  }
}

/**
 * Generalised advantage estimation (Schulman et al. 2016): A_t = delta_t + gamma lambda A_(t+1), cut at episode ends, with
 * delta_t = r_t + gamma V(s_(t+1)) - V(s_t). A terminated state has value 0; a truncated one keeps its value. With several
 * envs in lockstep the next step of an env is `envs` rows further down.
 */
export function advantages(
  rollout: Rollout,
  values: ArrayLike<number>,
  nextValues: ArrayLike<number>,
  { gamma, lambda, envs = 1 }: { readonly gamma: number; readonly lambda: number; readonly envs?: number },
): Float64Array {
  const result = new Float64Array(rollout.length);
  for (let t = rollout.length - 1; t >= 0; t--) {
    const after = t + envs < rollout.length ? result[t + envs]! : 0;
    const bootstrap = rollout.terminated[t] === 1 ? 0 : gamma * nextValues[t]!;
    const delta = rollout.rewards[t]! + bootstrap - values[t]!;
    result[t] = delta + (rollout.ended[t] === 1 ? 0 : gamma * lambda * after);
  }
  return result;
}

/**
 * In place: minus the mean, divided by the population standard deviation plus 1e-8. Deviations below `least` count as that:
 * where no reward has told one action from another, what is left is the noise of the critic, which should not be blown up.
 */
export function standardise(values: Float64Array, least = 0): Float64Array {
  let mean = 0;
  for (const v of values) mean += v;
  mean /= values.length;
  let variance = 0;
  for (const v of values) variance += (v - mean) * (v - mean);
  const deviation = Math.max(least, Math.sqrt(variance / values.length) + 1e-8);
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) / deviation;
  return values;
}

/** 1 - Var(returns - values) / Var(returns): 1 is a perfect critic, 0 no better than a constant. NaN for constant returns. */
export function explainedVariance(values: ArrayLike<number>, returns: ArrayLike<number>): number {
  const variance = (of: (i: number) => number) => {
    let mean = 0;
    for (let i = 0; i < returns.length; i++) mean += of(i) / returns.length;
    let sum = 0;
    for (let i = 0; i < returns.length; i++) sum += (of(i) - mean) * (of(i) - mean);
    return sum;
  };
  return 1 - variance((i) => returns[i]! - values[i]!) / variance((i) => returns[i]!);
}
