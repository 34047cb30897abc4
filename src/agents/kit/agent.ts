import type { Learner, Recorder } from '../../core/learner.js';
import type { ParamSpecs, ParamValues } from '../../core/params.js';
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
  readonly params: S;
  /** Settings that may change in the middle of a run (see `src/train/tunable-settings.ts`): none that sizes what is saved. @default [] */
  readonly tunable?: readonly (keyof S & string)[];
  create(context: AgentContext<ParamValues<S>>): Learner;
}

export function defineAgent<const S extends ParamSpecs>(definition: AgentDefinition<S>): AgentDefinition {
  return definition as unknown as AgentDefinition;
}
