/**
 * losscope as a library: losses and environments on plain arrays, trainings as streams of events, recorded runs,
 * comparisons, sweeps.
 *
 * ```ts
 * import { envs, losses, run } from 'losscope';
 * losses.get('focal').evaluate({ inputs: { logits: [0.3, -1], targets: [1, 0] }, params: { gamma: 2 } });
 * const env = envs.make('cartpole');
 * for await (const event of run('gridworld-dqn', { seeds: [0] })) console.log(event.kind);
 * ```
 *
 * What this file exports is what is promised; nothing else of the package is.
 */
export { type AgentContext, type AgentDefinition, defineAgent } from './agents/kit/agent.js';
export { agents } from './agents/registry.js';
export { type Issue, UserError } from './core/errors.js';
export type { Learner, MetricSpec, NamedArrays, Recorder } from './core/learner.js';
export {
  boolean,
  choice,
  type EitherSpec,
  integer,
  type ListSpec,
  list,
  type NumberSpec,
  nullOr,
  number,
  type ParamSpec,
  type ParamSpecs,
  type ParamValues,
  text,
} from './core/params.js';
export type { Purpose } from './core/random.js';
export { Stream } from './core/random.js';
export type { Registry } from './core/registry.js';
export type { Scope } from './core/scope.js';
export { type ContractCheck, type ContractReport, checkContract } from './env/kit/contract.js';
export {
  type ActionSpace,
  defineEnv,
  type Env,
  type EnvDefinition,
  type ObservationSpace,
  type Transitions,
} from './env/kit/env.js';
export type { Environment, Info, ResetOptions, StepResult } from './env/kit/environment.js';
export { checkedElapsed, checkedVector, refuseApply, refuseState, refuseStep } from './env/kit/guard.js';
export { type EnvRegistry, envs } from './env/registry.js';
export type { Aggregate, Estimate, Profile } from './experiment/aggregate.js';
export type { Arm, Better, SeedEnd } from './experiment/arm.js';
export type { Change, Comparison, MetricComparison, Side } from './experiment/comparison.js';
export type { SeedCurves } from './experiment/seed-curves.js';
export type { Interval } from './experiment/statistics/bootstrap.js';
export type { Decision, Tested, Verdict } from './experiment/verdict.js';
export { type Compared, type CompareOptions, compare } from './library/compare.js';
export { createEngine } from './library/engine.js';
export * as layers from './library/layers.js';
export * as optimizers from './library/optimizers.js';
export * as pieces from './library/pieces.js';
export {
  type RecordedArray,
  type RecordedMetric,
  type RecordedOptions,
  type RecordedRun,
  readRun,
  replay,
  resume,
} from './library/recorded.js';
export { type RunOptions, run } from './library/run.js';
export type { RunEvent } from './library/run-events.js';
export {
  type SweepCell,
  type SweepOptions,
  type SweepRank,
  type SweepResult,
  sweep,
} from './library/sweep.js';
export type { Training, TrainingResult } from './library/training.js';
export type { Family, InputForm, InputTensors, LossDefinition, LossResult } from './losses/kit/definition.js';
export type { InputSpec, InputSpecs, Nested } from './losses/kit/input-spec.js';
export * as input from './losses/kit/inputs.js';
export { defineLoss, type OwnLoss } from './losses/kit/own-loss.js';
export { reduce, reductionParam } from './losses/kit/reduction.js';
export { type Loss, type LossMap, type LossRegistry, losses } from './losses/registry.js';
export type { Evaluation, Gradients, InputArrays, LossCall } from './losses/tools/evaluation.js';
export type { Judgement } from './scenario/expectations.js';
export type { Regression, Scenario } from './scenario/scenario.js';
export type { Difference, Replay } from './session/replay.js';
export type { RunResult, RunStatus } from './store/result.js';
export { listRuns, type RecordStatus, type RunRecord } from './store/run-list.js';
export { tasks } from './tasks/registry.js';
export { defineTask, type TaskContext, type TaskDefinition } from './tasks/task.js';
export type { Engine, EngineOptions, Indices, Tensor } from './tensor/engine.js';
export * as ops from './tensor/ops/index.js';
export type { Alert } from './train/alerts/alert.js';
export type { PluginFile } from './train/plugins/plugin-code.js';
export type { Registries } from './train/registries.js';
