/**
 * losscope as a library: losses and environments on plain arrays.
 *
 * ```ts
 * import { losses, envs } from 'losscope';
 * losses.get('focal').evaluate({ inputs: { logits: [0.3, -1], targets: [1, 0] }, params: { gamma: 2 } });
 * const env = envs.make('cartpole');
 * ```
 */
export { UserError } from './core/errors.js';
export { boolean, choice, integer, list, nullOr, number, text } from './core/params.js';
export { Stream } from './core/random.js';
export { checkContract } from './env/kit/contract.js';
export { defineEnv, type Env, type EnvDefinition, type ObservationSpace, type Transitions } from './env/kit/env.js';
export { checkedElapsed, checkedVector, refuseState, refuseStep } from './env/kit/guard.js';
export { envs } from './env/registry.js';
export type { LossDefinition, LossResult } from './losses/kit/definition.js';
export * as input from './losses/kit/inputs.js';
export { defineLoss } from './losses/kit/own-loss.js';
export { reduce, reductionParam } from './losses/kit/reduction.js';
export { losses } from './losses/registry.js';
export type { Indices, Tensor } from './tensor/engine.js';
export * as ops from './tensor/ops/index.js';
