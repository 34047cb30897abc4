import { show, UserError } from '../../core/errors.js';
import type { Env } from './env.js';

/** Why this step cannot be done. Called off the hot path, once an env has found that something is wrong. */
export function refuseStep(env: Env, action: number): never {
  const actions = env.actionNames;
  if (env.actions?.kind === 'box') {
    throw new UserError({
      path: `${env.name}.step`,
      message: 'actions are numbers within bounds: call apply',
      given: show(action),
      allowed: boundsText(env.actionNames, env.actions.low, env.actions.high),
    });
  }
  if (!Number.isInteger(action) || action < 0 || action >= actions.length) {
    throw new UserError({
      path: `${env.name}.step`,
      message: 'unknown action',
      given: show(action),
      allowed: `${actions.map((name, i) => `${i} ${name}`).join(', ')}`,
    });
  }
  const mask = env.terminated || env.truncated ? undefined : env.mask?.();
  if (mask?.[action] === 0) {
    throw new UserError({
      path: `${env.name}.step`,
      message: 'this action does not exist here',
      given: `${action} ${actions[action]}`,
      allowed: actions.flatMap((name, i) => (mask[i] === 0 ? [] : [`${i} ${name}`])).join(', '),
    });
  }
  throw refusedOutside(env, 'step');
}

/** Why this action of a box cannot be applied. */
export function refuseApply(env: Env, action: ArrayLike<number>): never {
  const { actions: space, actionNames: names } = env;
  const path = `${env.name}.apply`;
  if (space?.kind !== 'box') {
    throw new UserError({ path, message: 'actions are whole numbers: call step', given: show(action) });
  }
  if (!isBoxAction(action, names.length)) {
    throw new UserError({
      path,
      message: `must be a list of ${names.length} finite number${names.length === 1 ? '' : 's'}`,
      given: show(typeof action === 'object' && action !== null ? Array.from(action) : action),
      allowed: boundsText(names, space.low, space.high),
    });
  }
  throw refusedOutside(env, 'apply');
}

/** Whether `action` is a list of so many finite numbers. */
export function isBoxAction(action: ArrayLike<number>, length: number): boolean {
  if (typeof action !== 'object' || action === null || action.length !== length) return false;
  for (let i = 0; i < length; i++) if (!Number.isFinite(action[i])) return false;
  return true;
}

function boundsText(names: readonly string[], low: readonly number[], high: readonly number[]): string {
  return names.map((name, i) => `${name} from ${low[i]} to ${high[i]}`).join(', ');
}

function refusedOutside(env: Env, method: 'step' | 'apply'): UserError {
  return new UserError({
    path: `${env.name}.${method}`,
    message:
      env.terminated || env.truncated ? 'the episode is over: call reset first' : `call reset before the first step`,
  });
}

/** The state is not one an episode can be in. */
export function refuseState(env: Env, given: unknown, allowed: string): never {
  throw new UserError({
    path: `${env.name}.reset.state`,
    message: 'no episode can be in this state',
    given: show(given),
    allowed,
  });
}

/** Checks that `state` is one finite number per name, each within its bounds, and returns it. */
export function checkedVector(
  env: Env,
  state: readonly number[],
  names: readonly string[],
  low: readonly number[],
  high: readonly number[],
): readonly number[] {
  const legal =
    Array.isArray(state) &&
    state.length === names.length &&
    state.every((value, i) => Number.isFinite(value) && value >= low[i]! && value <= high[i]!);
  if (legal) return state;
  const allowed = names.map((name, i) => {
    const bounded = Number.isFinite(low[i]!) ? ` from ${low[i]} to ${high[i]}` : '';
    return `${name}${bounded}`;
  });
  return refuseState(env, state, `a list of ${names.length} finite numbers: ${allowed.join(', ')}`);
}

/** Checks the number of steps with which an episode is taken up again. */
export function checkedElapsed(env: Env, elapsed: number): number {
  if (Number.isInteger(elapsed) && elapsed >= 0 && elapsed < env.maxEpisodeSteps) return elapsed;
  throw new UserError({
    path: `${env.name}.reset.elapsed`,
    message: 'must be a number of steps below the time limit',
    given: show(elapsed),
    allowed: `0 to ${env.maxEpisodeSteps - 1}`,
  });
}
