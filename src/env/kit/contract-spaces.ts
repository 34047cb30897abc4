import { show } from '../../core/errors.js';
import { type Action, actionSpaceOf } from './actions.js';
import { ended, Fault, play, randomOf, refuses, see } from './contract-tools.js';
import type { Env } from './env.js';

const WALK = 500;

export function actionText(action: Action): string {
  return typeof action === 'number' ? String(action) : `[${Array.from(action).join(', ')}]`;
}

/** Actions that no step may take. */
export function wrongActions(env: Env): readonly Action[] {
  const { length } = env.actionNames;
  if (actionSpaceOf(env).kind === 'discrete') return [-1, length, 0.5, Number.NaN, Number.POSITIVE_INFINITY];
  const zeros = Array<number>(length).fill(0);
  return [0, [], [...zeros, 0], zeros.map(() => Number.NaN), zeros.map(() => Number.POSITIVE_INFINITY)];
}

/** The shape and kind of observations, the bounds of actions, and that the mask always leaves an action. */
export function checkSpaces(create: () => Env): string {
  const env = create();
  const { size, shape, binary } = env.observationSpace;
  if (shape !== undefined) {
    const whole = Array.isArray(shape) && shape.length === 3 && shape.every((n) => Number.isSafeInteger(n) && n >= 1);
    if (!whole) throw new Fault(`shape is ${show(shape)}, not rows, columns and channels`);
    const cells = shape[0] * shape[1] * shape[2];
    if (cells !== size) throw new Fault(`shape ${shape.join(' x ')} has ${cells} numbers, size is ${size}`);
  }
  const masks = checkMaskAndBits(env, binary === true);
  const space = actionSpaceOf(env);
  if (space.kind === 'box') {
    checkBox(create, space.low, space.high);
    return `${env.actionNames.length} numbers in a box, beyond it as at its bounds${seenText(env)}`;
  }
  if (space.kind !== 'discrete') throw new Fault(`actions are ${show(space)}; allowed: kind discrete or box`);
  if (env.apply !== undefined) throw new Fault('actions are discrete, but there is an apply');
  return `discrete actions${masks === null ? '' : `, ${masks} of ${WALK} masks forbid some`}${seenText(env)}`;
}

function seenText({ observationSpace: { shape, binary } }: Env): string {
  const picture = shape === undefined ? '' : `, pictures of ${shape.join(' x ')}`;
  return binary === true ? `${picture}, all 0 or 1` : picture;
}

/** How many masks forbade something; null where there is no mask. */
function checkMaskAndBits(env: Env, binary: boolean): number | null {
  let forbidding = 0;
  let mask: Uint8Array | undefined;
  play(env, WALK, (where) => {
    if (binary && env.observation.some((value) => value !== 0 && value !== 1)) {
      throw new Fault(`${where}: observations are declared binary, but one is neither 0 nor 1`);
    }
    if (env.mask === undefined || ended(env)) return;
    const now = env.mask();
    mask ??= now;
    if (now !== mask) throw new Fault(`${where}: mask is another array, not filled in place`);
    if (!(now instanceof Uint8Array) || now.length !== env.actionNames.length) {
      throw new Fault(`${where}: mask is ${show(now)}, no Uint8Array of ${env.actionNames.length}`);
    }
    if (now.some((bit) => bit > 1)) throw new Fault(`${where}: mask holds ${now.find((bit) => bit > 1)}`);
    if (!now.includes(1)) throw new Fault(`${where}: the mask leaves no action`);
    if (!now.includes(0)) return;
    forbidding++;
    const forbidden = now.indexOf(0);
    if (!refuses(() => env.step(forbidden))) throw new Fault(`${where}: action ${forbidden} is masked and done`);
  });
  return env.mask === undefined ? null : forbidding;
}

function checkBox(create: () => Env, low: readonly number[], high: readonly number[]): void {
  const env = create();
  const { length } = env.actionNames;
  if (low.length !== length || high.length !== length) {
    throw new Fault(`${length} components, but ${low.length} low and ${high.length} high bounds`);
  }
  low.forEach((bound, i) => {
    const ordered = Number.isFinite(bound) && Number.isFinite(high[i]!) && bound < high[i]!;
    if (!ordered) throw new Fault(`component ${i} is bounded by ${show(bound)} and ${show(high[i])}`);
  });
  if (typeof env.apply !== 'function') throw new Fault(`actions are a box, but apply is ${show(env.apply)}`);
  for (const [what, bounds, sign] of [
    ['low', low, -1],
    ['high', high, 1],
  ] as const) {
    const [at, beyond] = [bounds, bounds.map((bound) => bound + sign)].map((action) => {
      const one = create();
      one.reset(randomOf(3));
      one.apply!(action);
      // The reward may count what was asked for: MountainCarContinuous pays by the action before it is clipped.
      return see(one).filter((_, i) => i !== 1);
    });
    if (at!.some((value, i) => !Object.is(value, beyond![i]))) {
      throw new Fault(`an action beyond the ${what} bounds does not act as one at them`);
    }
  }
}
