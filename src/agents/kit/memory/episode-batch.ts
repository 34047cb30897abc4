/** Steps of one or more whole episodes, row after row, reused from update to update. */
export class EpisodeBatch {
  readonly width: number;
  observations: Float32Array;
  actions: Int32Array;
  rewards: Float64Array;
  /** log pi_ref of each action; 0 in envs without a reference policy. */
  references: Float64Array;
  /** Step number within its episode. */
  times: Int32Array;
  length = 0;
  /** Row after the last step of each episode. */
  readonly ends: number[] = [];
  #time = 0;

  constructor(width: number, capacity = 1024) {
    this.width = width;
    this.observations = new Float32Array(capacity * width);
    this.actions = new Int32Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.references = new Float64Array(capacity);
    this.times = new Int32Array(capacity);
  }

  push(observation: Float32Array, action: number, reward: number, reference = 0): void {
    if (this.length === this.actions.length) this.#grow();
    this.observations.set(observation, this.length * this.width);
    this.actions[this.length] = action;
    this.rewards[this.length] = reward;
    this.references[this.length] = reference;
    this.times[this.length] = this.#time++;
    this.length++;
  }

  endEpisode(): void {
    this.ends.push(this.length);
    this.#time = 0;
  }

  /** Adds all episodes of another batch, which must have come to their ends. */
  join(other: EpisodeBatch): void {
    let from = 0;
    for (const end of other.ends) {
      for (; from < end; from++) {
        const observation = other.observations.subarray(from * other.width, (from + 1) * other.width);
        this.push(observation, other.actions[from]!, other.rewards[from]!, other.references[from]!);
      }
      this.endEpisode();
    }
  }

  flatObservations(): Float32Array {
    return this.observations.subarray(0, this.length * this.width);
  }

  clear(): void {
    this.length = 0;
    this.ends.length = 0;
    this.#time = 0;
  }

  /** The steps gathered so far. */
  save() {
    const { length, width } = this;
    return {
      observations: this.observations.slice(0, length * width),
      actions: this.actions.slice(0, length),
      rewards: this.rewards.slice(0, length),
      references: this.references.slice(0, length),
      times: this.times.slice(0, length),
      ends: [...this.ends],
      time: this.#time,
    };
  }

  restore(saved: ReturnType<EpisodeBatch['save']>): void {
    this.clear();
    while (this.actions.length < saved.actions.length) this.#grow();
    this.observations.set(saved.observations);
    this.actions.set(saved.actions);
    this.rewards.set(saved.rewards);
    this.references.set(saved.references);
    this.times.set(saved.times);
    this.ends.push(...saved.ends);
    this.length = saved.actions.length;
    this.#time = saved.time;
  }

  #grow(): void {
    const capacity = this.actions.length * 2;
    const copy = <A extends Float32Array | Int32Array | Float64Array>(to: A, from: A): A => {
      to.set(from);
      return to;
    };
    this.observations = copy(new Float32Array(capacity * this.width), this.observations);
    this.actions = copy(new Int32Array(capacity), this.actions);
    this.rewards = copy(new Float64Array(capacity), this.rewards);
    this.references = copy(new Float64Array(capacity), this.references);
    this.times = copy(new Int32Array(capacity), this.times);
  }
}

/** G_t = r_t + gamma G_(t+1), restarting at each episode's end (reward-to-go). */
export function discountedReturns(batch: EpisodeBatch, gamma: number): Float64Array {
  const returns = new Float64Array(batch.length);
  const ends = new Set(batch.ends);
  let g = 0;
  for (let t = batch.length - 1; t >= 0; t--) {
    if (ends.has(t + 1)) g = 0;
    g = batch.rewards[t]! + gamma * g;
    returns[t] = g;
  }
  return returns;
}

/** Mean of the returns at the same step number over the episodes of the batch, per row. */
export function timeStepMeans(batch: EpisodeBatch, returns: Float64Array): Float64Array {
  const longest = batch.times.subarray(0, batch.length).reduce((a, b) => Math.max(a, b + 1), 0);
  const sums = new Float64Array(longest);
  const counts = new Float64Array(longest);
  for (let i = 0; i < batch.length; i++) {
    sums[batch.times[i]!]! += returns[i]!;
    counts[batch.times[i]!]!++;
  }
  return Float64Array.from(returns, (_, i) => sums[batch.times[i]!]! / counts[batch.times[i]!]!);
}

/**
 * Mean of the returns at the same step number over the other episodes of the batch that began alike, per row; 0 where there
 * are none.
 */
export function startMeans(batch: EpisodeBatch, returns: Float64Array): Float64Array {
  const groups: string[] = [];
  const sums = new Map<string, { sum: number; count: number }>();
  let from = 0;
  for (const end of batch.ends) {
    const start = batch.observations.subarray(from * batch.width, (from + 1) * batch.width).join();
    for (let row = from; row < end; row++) {
      groups.push(`${row - from} ${start}`);
      const group = sums.get(groups[row]!) ?? { sum: 0, count: 0 };
      group.sum += returns[row]!;
      group.count++;
      sums.set(groups[row]!, group);
    }
    from = end;
  }
  return Float64Array.from(returns, (own, row) => {
    const { sum, count } = sums.get(groups[row]!)!;
    return count > 1 ? (sum - own) / (count - 1) : 0;
  });
}
