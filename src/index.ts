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
export { envs } from './env/registry.js';
export { defineLoss } from './losses/define.js';
export { losses } from './losses/registry.js';
