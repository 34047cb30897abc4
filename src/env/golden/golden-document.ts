import type { Transitions } from '../kit/env.js';

/**
 * The layout of test/golden/envs.json and envs2.json: trajectories and tables of Gymnasium, MinAtar and bsuite, with tolerances
 * in their `notes`. Other parts of a file are left to other checks.
 */
export interface GoldenDocument {
  readonly environments: Readonly<Record<string, About>>;
  readonly trajectories: readonly Trajectory[];
  readonly tables: readonly Table[];
}

export interface About {
  readonly max_episode_steps?: number | null | undefined;
  /** Names of the state's components, of envs with a state vector. */
  readonly state?: readonly string[] | undefined;
}

/** Arguments of the original, under its names. */
export type Keywords = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly env: string;
  readonly kwargs?: Keywords | undefined;
}

/** What an env drew: a uniform number, [n, k] for k out of 0..n-1, or ['normal', x]. */
export type Draw = number | readonly [number, number] | readonly ['normal', number];

export type Trajectory = VectorTrajectory | GameTrajectory | EpisodesTrajectory;

/** Gymnasium's envs with a state vector. */
export interface VectorTrajectory extends Case {
  readonly init: readonly number[];
  readonly drift_for_start_moved_1e13: number;
  readonly total_reward: number;
  readonly actions: readonly number[];
  readonly states: readonly (readonly number[])[];
  readonly obs?: readonly (readonly number[])[] | undefined;
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
}

/** MinAtar's games: cells that change by step, and what the observation hides now and then. */
export interface GameTrajectory extends Case {
  readonly total_reward: number;
  readonly reset_draws: readonly Draw[];
  readonly draws: readonly (readonly Draw[])[];
  readonly actions: readonly number[];
  readonly obs: readonly number[];
  readonly flips: readonly (readonly number[])[];
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
  readonly checkpoints: readonly (Readonly<Record<string, unknown>> & { readonly step: number })[];
  /** Hidden state set after the reset, under the names of the checkpoints. */
  readonly preset?: Readonly<Record<string, number>> | undefined;
}

/** bsuite's envs: episodes one after the other. */
export interface EpisodesTrajectory extends Case {
  readonly total_reward: number;
  readonly mapping?: readonly string[] | undefined;
  readonly episodes: readonly {
    readonly reset_draws: readonly Draw[];
    readonly start_obs: number | readonly number[];
    readonly draws: readonly (readonly Draw[])[];
    readonly actions: readonly number[];
    readonly obs: readonly (number | readonly number[])[];
    readonly rewards: readonly number[];
  }[];
}

export interface Values {
  readonly V: readonly number[];
  readonly Q: readonly (readonly number[])[];
  readonly start: number;
  readonly optimal_actions?: readonly (readonly number[])[] | undefined;
  readonly uniform_random_policy_V?: readonly number[] | undefined;
  readonly uniform_random_start?: number | null | undefined;
}

export interface Table extends Case {
  readonly states: number;
  readonly actions: number;
  /** One state, or several with their probabilities. */
  readonly start: number | Transitions['start'];
  readonly terminal_states: readonly number[];
  readonly max_episode_steps: number | null;
  readonly P: Transitions['P'];
  readonly gamma_09?: Values | undefined;
  readonly gamma_095?: Values | undefined;
  readonly gamma_099?: Values | undefined;
  readonly gamma_1?: Values | undefined;
  readonly gamma_1_horizon?:
    | {
        readonly horizon: number;
        readonly V: readonly number[];
        readonly start: number;
        readonly greedy_of_gamma_099_start: number;
        readonly greedy_of_gamma_0999_start: number;
        readonly uniform_random_start: number;
      }
    | undefined;
  readonly mapping?: readonly string[] | undefined;
  readonly map?: readonly string[] | undefined;
  readonly observations?: readonly (readonly number[])[] | undefined;
}
