import type { Learner, Recorder } from '../../core/learner.js';
import { choice, type ParamSpecs, type ParamValues } from '../../core/params.js';
import type { Purpose, Stream } from '../../core/random.js';
import type { Env } from '../../env/kit/env.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Engine } from '../../tensor/engine.js';

/** What an agent is built from; the training loop makes it from a resolved scenario and a seed. */
export interface AgentContext<P> {
  readonly params: P;
  /** A fresh env; call it once for training and once for evaluation. */
  readonly makeEnv: () => Env;
  readonly loss: LossDefinition;
  readonly lossParams: Readonly<Record<string, unknown>>;
  readonly engine: Engine;
  readonly stream: (purpose: Purpose, index?: number) => Stream;
  readonly recorder: Recorder;
  /** The budget in env steps, for schedules. */
  readonly steps: number;
}

/** An agent as registered: one file, one registry line. */
export interface AgentDefinition<S extends ParamSpecs = ParamSpecs> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Paper, year. */
  readonly source: string;
  /** Where this departs from the paper, one sentence each. */
  readonly deviations: readonly string[];
  /** Losses that it can train with; the first is the default. Empty for tabular agents. */
  readonly losses: readonly string[];
  /** Settings of the loss that the agent itself gives (its own `gamma`), so a scenario may not set them on the loss. */
  readonly suppliesLossParams: readonly string[];
  /** Kinds of action that it can choose. @default 'discrete' */
  readonly actions?: 'discrete' | 'box' | 'both';
  /** It learns a row for each numbered state, so that it needs a finite env. @default false */
  readonly tabular?: boolean;
  /** It learns from the env's table instead of acting, so that it needs one that is known. @default false */
  readonly needsTable?: boolean;
  readonly params: S;
  /** Settings that may change in the middle of a run (see `src/train/tunable-settings.ts`): none that sizes what is saved. @default [] */
  readonly tunable?: readonly (keyof S & string)[];
  /** The metric that tells how good it is, where a scenario names no focus. @default 'greedy_return' */
  readonly focus?: string;
  /** Settings of its losses that differ from the loss's own defaults, by loss. */
  readonly lossDefaults?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Settings that go together, by name: the choices of its setting `preset`. What a scenario sets itself comes first. */
  readonly presets?: Readonly<Record<string, Preset>>;
  /** The least number of env steps before its first update; asked before a run, so that a budget without any is refused. */
  firstUpdate?(params: ParamValues<S>, env: Env): number;
  create(context: AgentContext<ParamValues<S>>): Learner;
}

/** Settings for one kind of env, where one default cannot serve all. */
export interface Preset {
  /** For what, and where it comes from. */
  readonly summary: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The loss where a scenario names none. @default the agent's first */
  readonly trains?: string;
  /** Settings of the loss, by loss. */
  readonly loss?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The setting that chooses one of the presets. */
export function presetParam(presets: Readonly<Record<string, Preset>>) {
  return choice('none', ['none', ...Object.keys(presets)], 'settings that go together, as defaults of the others');
}

export function defineAgent<const S extends ParamSpecs>(definition: AgentDefinition<S>): AgentDefinition {
  return definition as unknown as AgentDefinition;
}
