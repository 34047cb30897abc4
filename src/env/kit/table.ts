import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import type { Env, ObservationSpace, Transitions } from './env.js';
import { checkedElapsed, refuseState, refuseStep } from './guard.js';

/** A transition table laid flat. Outcomes of (state, action) stand from `first[s * actions + a]` to before the next. */
export interface FlatTable {
  readonly states: number;
  readonly actions: number;
  readonly first: Int32Array;
  readonly probability: Float64Array;
  /** Running sum of the probabilities within one (state, action). */
  readonly cumulative: Float64Array;
  readonly next: Int32Array;
  readonly reward: Float64Array;
  readonly terminated: Uint8Array;
  /** Whether an outcome's future counts: 0 where it terminates or leads to a terminal state, else 1. */
  readonly continues: Float64Array;
}

const flattened = new WeakMap<Transitions, FlatTable>();

/** The flat form of a table, made once per table. */
export function flatten(transitions: Transitions): FlatTable {
  let table = flattened.get(transitions);
  if (table === undefined) {
    table = layFlat(transitions);
    flattened.set(transitions, table);
  }
  return table;
}

function layFlat({ states, actions, P, terminal }: Transitions): FlatTable {
  const rows = P.flatMap((row) => Array.from({ length: actions }, (_, a) => row[a] ?? []));
  const outcomes = rows.flat();
  const first = new Int32Array(rows.length + 1);
  const cumulative = new Float64Array(outcomes.length);
  rows.forEach((row, i) => {
    first[i + 1] = first[i]! + row.length;
    let sum = 0;
    row.forEach(([probability], k) => {
      sum += probability;
      cumulative[first[i]! + k] = sum;
    });
  });
  return {
    states,
    actions,
    first,
    cumulative,
    probability: Float64Array.from(outcomes, (o) => o[0]),
    next: Int32Array.from(outcomes, (o) => o[1]),
    reward: Float64Array.from(outcomes, (o) => o[2]),
    terminated: Uint8Array.from(outcomes, (o) => (o[3] ? 1 : 0)),
    continues: Float64Array.from(outcomes, (o) => (o[3] || terminal.has(o[1]) ? 0 : 1)),
  };
}

/** What is added to every reward drawn; its expectation is 0, so that the table stays true. */
export interface RewardNoise {
  /** Standard deviation of normal noise. */
  readonly deviation: number;
  /** Probability that a reward is off by `outlier`, up or down alike. */
  readonly outlierRate: number;
  readonly outlier: number;
  /** The one state whose actions pay with noise. @default all of them */
  readonly from?: number;
}

/** What makes a finite env out of a transition table. */
export interface TableSpec {
  readonly name: string;
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  readonly transitions: Transitions;
  /** States besides the terminal ones that no episode can be in (walls, cliff). */
  readonly blocked: ReadonlySet<number>;
  readonly observationSpace: ObservationSpace;
  /** Left out: rewards as the table has them. */
  readonly noise?: RewardNoise;
  /** Writes all components of a state's observation at `offset`. */
  observe(state: number, into: Float64Array | Float32Array, offset: number): void;
  render(env: Env): string[];
  scope(env: Env, episode: number, episodeReturn: number): Scope | null;
}

/** A finite env that samples its exact transition table. State: [state number]. */
export class TableEnv implements Env {
  readonly name: string;
  readonly observationSpace: ObservationSpace;
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  state = 0;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  readonly #spec: TableSpec;
  readonly #table: FlatTable;
  readonly #actions: number;
  #random!: Stream;
  #probability = 1;
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(spec: TableSpec) {
    this.#spec = spec;
    this.#table = flatten(spec.transitions);
    this.name = spec.name;
    this.observationSpace = spec.observationSpace;
    this.actionNames = spec.actionNames;
    this.#actions = spec.actionNames.length;
    this.maxEpisodeSteps = spec.maxEpisodeSteps;
    this.observation = new Float64Array(spec.observationSpace.size);
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    this.state = state === undefined ? this.#draw(random) : this.#checked(state);
    this.#random = random;
    this.#spec.observe(this.state, this.observation, 0);
    this.#probability = 1;
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    if (this.#over || action >>> 0 !== action || action >= this.#actions) refuseStep(this, action);
    const { first, cumulative } = this.#table;
    const { state: from } = this;
    const row = from * this.#actions + action;
    let outcome = first[row]!;
    const last = first[row + 1]! - 1;
    if (outcome > last) refuseStep(this, action);
    if (outcome < last) {
      // The last outcome also takes what rounding leaves between the sum of the probabilities and 1.
      const u = this.#random.uniform();
      while (outcome < last && cumulative[outcome]! <= u) outcome += 1;
    }
    this.state = this.#table.next[outcome]!;
    this.reward = this.#table.reward[outcome]!;
    const { noise } = this.#spec;
    if (noise !== undefined && (noise.from ?? from) === from) this.reward += drawNoise(noise, this.#random);
    this.#probability = this.#table.probability[outcome]!;
    this.#spec.observe(this.state, this.observation, 0);
    this.terminated = this.#table.terminated[outcome] === 1;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    this.#return += this.reward;
  }

  snapshot(): number[] {
    return [this.state];
  }

  transitions(): Transitions {
    return this.#spec.transitions;
  }

  observe(state: number, into: Float64Array | Float32Array, offset: number): void {
    this.#spec.observe(state, into, offset);
  }

  /** `state` is the state's number, `prob` the probability of the last transition. */
  info(): Readonly<Record<string, number>> {
    return { state: this.state, prob: this.#probability };
  }

  render(): string[] {
    return this.#spec.render(this);
  }

  scope(): Scope | null {
    return this.#spec.scope(this, this.#episode, this.#return);
  }

  #draw(random: Stream): number {
    const { start } = this.#spec.transitions;
    let index = 0;
    if (start.length > 1) {
      let left = random.uniform() - start[0]![0];
      while (left >= 0 && index < start.length - 1) {
        index += 1;
        left -= start[index]![0];
      }
    }
    return start[index]![1];
  }

  #checked(state: readonly number[]): number {
    const { transitions, blocked } = this.#spec;
    const [number] = state;
    const legal =
      Array.isArray(state) &&
      state.length === 1 &&
      Number.isInteger(number) &&
      number! >= 0 &&
      number! < transitions.states &&
      !transitions.terminal.has(number!) &&
      !blocked.has(number!);
    if (legal) return number!;
    return refuseState(this, state, `[n] with n from 0 to ${transitions.states - 1}, no wall and no end of an episode`);
  }
}

/** A finite env in which not every action exists in every state. */
class MaskedTableEnv extends TableEnv {
  readonly #table: FlatTable;
  readonly #mask: Uint8Array;

  constructor(spec: TableSpec) {
    super(spec);
    this.#table = flatten(spec.transitions);
    this.#mask = new Uint8Array(spec.actionNames.length);
  }

  mask(): Uint8Array {
    const { first } = this.#table;
    const from = this.state * this.#mask.length;
    for (let a = 0; a < this.#mask.length; a++) this.#mask[a] = first[from + a + 1]! > first[from + a]! ? 1 : 0;
    return this.#mask;
  }
}

/** Whether this action exists in the state of this row. */
export function exists({ first }: FlatTable, row: number): boolean {
  return first[row + 1]! > first[row]!;
}

/** The env that samples a table, with a mask where some of its rows are empty. */
export function createTableEnv(spec: TableSpec): TableEnv {
  const table = flatten(spec.transitions);
  for (let row = 0; row < table.first.length - 1; row++) if (!exists(table, row)) return new MaskedTableEnv(spec);
  return new TableEnv(spec);
}

function drawNoise({ deviation, outlierRate, outlier }: RewardNoise, random: Stream): number {
  const noise = deviation > 0 ? deviation * random.normal(maths.log) : 0;
  if (outlierRate === 0 || random.uniform() >= outlierRate) return noise;
  return random.uniform() < 0.5 ? noise + outlier : noise - outlier;
}

/**
 * `create` of an env whose table is worth keeping: envs made in a row from equal settings, as for an evaluation of many
 * episodes, share one table.
 */
export function createShared<P>(describe: (params: P) => TableSpec): (params: P) => TableEnv {
  let key: string | undefined;
  let spec: TableSpec;
  return (params) => {
    const given = JSON.stringify(params);
    if (given !== key) {
      spec = describe(params);
      key = given;
    }
    return createTableEnv(spec);
  };
}
