import type { ParamSpecs, ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import type { MadeWorld } from '../tokens/made-world.js';

/** What an observation is. Finite envs too fill `observation`, with a one-hot or coordinates, for networks. */
export type ObservationSpace = {
  readonly size: number;
  /** Bounds per component; +-Infinity where there are none. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Number of states of a finite env, else null. */
  readonly states: number | null;
  /** Rows, columns and channels of a picture, row-major with the channel last; their product is `size`. Missing: no picture. */
  readonly shape?: readonly [rows: number, columns: number, channels: number];
  /** Every component is 0 or 1, so that a memory may pack it into one bit. */
  readonly binary?: true;
  /** The observation hides what the state's number tells: an agent must remember, and a table by states would cheat. */
  readonly hidden?: true;
};

/**
 * What an action is: an index into `actionNames`, or one number for each of these names, within bounds that are finite. A
 * number beyond them acts as the bound does, as in Gymnasium.
 */
export type ActionSpace =
  | { readonly kind: 'discrete' }
  | { readonly kind: 'box'; readonly low: readonly number[]; readonly high: readonly number[] };

/**
 * Exact dynamics of a finite env: P[s][a] = list of [probability, next state, reward, terminated]. A row that is empty or
 * missing at the end is an action that does not exist in this state.
 */
export interface Transitions {
  readonly states: number;
  readonly actions: number;
  readonly start: readonly (readonly [probability: number, state: number])[];
  readonly P: readonly (readonly (readonly (readonly [number, number, number, boolean])[])[])[];
  /** States in which an episode has ended; V and Q are 0 there. */
  readonly terminal: ReadonlySet<number>;
}

/**
 * One environment with Gymnasium's conventions, shaped so that stepping allocates nothing: the results of `reset` and
 * `step` are the fields. `terminated` (the task ended) and `truncated` (the time limit) are never merged.
 */
export interface Env {
  readonly name: string;
  readonly observationSpace: ObservationSpace;
  /** Names of the actions, or of the components of an action in a box. */
  readonly actionNames: readonly string[];
  /** @default discrete */
  readonly actions?: ActionSpace;
  /** Steps after which an episode is truncated. */
  readonly maxEpisodeSteps: number;

  /** The observation now; filled in place by `reset` and `step`. */
  readonly observation: Float64Array;
  /** The state's number in a finite env, else -1. */
  readonly state: number;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Steps since the last reset. */
  readonly elapsed: number;

  /**
   * Starts an episode; every draw until the next reset comes from `random`.
   *
   * @param state the start set by hand: what {@link snapshot} gave (the state vector, or [state number] in a finite env).
   *   A wrong length, NaN, a value out of range or a state in which the episode is over is a {@link UserError}.
   * @param elapsed steps already done in this episode, when a checkpoint is taken up again. Default 0.
   */
  reset(random: Stream, state?: readonly number[], elapsed?: number): void;
  /**
   * One action, an index into `actionNames`. After an end, with an index outside or one that the mask forbids, and in an env
   * whose actions are a box, a {@link UserError}.
   */
  step(action: number): void;
  /**
   * One action of a box, a number for each of `actionNames`; there wherever `actions` is a box. After an end, with another
   * length or with what is not finite a {@link UserError}.
   */
  apply?(action: ArrayLike<number>): void;
  /**
   * Which actions exist now: 1 or 0 for each of `actionNames`, at least one of them 1. The same array at every call, filled
   * anew; read it before the next step. Missing where all actions always exist.
   */
  mask?(): Uint8Array;
  /** The full state as numbers (for checkpoints, renders and `reset`'s `state`). */
  snapshot(): number[];
  /**
   * The dynamics change while it is used: {@link transitions} gives a new table whenever they do, as they are now, and agents
   * are judged in it. Missing where the world stays as it is.
   */
  readonly changes?: boolean;
  /** Exact dynamics where the env is finite; rewards are expectations. The same object as long as nothing changes. */
  transitions?(): Transitions;
  /** Writes the observation of any state of a finite env at `offset`; there wherever `transitions` is. */
  observe?(state: number, into: Float64Array | Float32Array, offset: number): void;
  /** Where an episode writes an answer: all answers with a reference policy. Its states are numbered as the world's rows. */
  readonly world?: MadeWorld;
  /** What Gymnasium's `info` holds after a reset or step, such as the probability of the last transition. */
  info?(): Readonly<Record<string, number>>;
  /** A text picture, one line a row. */
  render(): string[];
  /** The picture without what an agent adds (values and policy of a grid are filled by the agent). */
  scope(): Scope | null;
}

/** An environment as registered: one file, one registry line. */
export interface EnvDefinition<S extends ParamSpecs = ParamSpecs> {
  readonly name: string;
  readonly title: string;
  /** One or two sentences: what the agent has to do. */
  readonly summary: string;
  readonly rewards: string;
  readonly source: string;
  /** Under what terms the original is, and what was taken from it. Missing where nothing was. */
  readonly licence?: string;
  /** Gymnasium's id where it has one. */
  readonly gymnasium: string | null;
  readonly params: S;
  /** `seed` is that of the run, for an env that draws a problem of its own by it; 0 where there is no run. */
  create(params: ParamValues<S>, seed?: number): Env;
}

/** Keeps the params' types while a file writes one object literal. */
export function defineEnv<const S extends ParamSpecs>(definition: EnvDefinition<S>): EnvDefinition {
  return definition as unknown as EnvDefinition;
}
