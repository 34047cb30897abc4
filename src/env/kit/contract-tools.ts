import { Stream } from '../../core/random.js';
import { type Action, actionSpaceOf, perform, RandomActor } from './actions.js';
import type { Env } from './env.js';

/** A rule that an env broke, in words for its author. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** What was seen when a rule holds, or why it does not apply. A broken rule throws a {@link Fault}. */
export type Verdict = string | { readonly skip: string };

export interface Rule {
  readonly rule: string;
  readonly check: (create: () => Env) => Verdict;
}

/** Everything that can be seen of an env between two calls, in the order of {@link nameOf}. */
export type Seen = number[];

const FIELDS = ['state', 'reward', 'terminated', 'truncated', 'elapsed'] as const;

export function see(env: Env): Seen {
  return [...FIELDS.map((field) => Number(env[field])), ...env.observation, ...env.snapshot()];
}

function nameOf(env: Env, index: number): string {
  const field = FIELDS[index];
  if (field !== undefined) return field;
  const component = index - FIELDS.length;
  const { length } = env.observation;
  return component < length ? `observation[${component}]` : `snapshot[${component - length}]`;
}

/** Where two traces part, in words; null when they are the same to the last bit. */
export function differenceOf(env: Env, first: readonly Seen[], second: readonly Seen[]): string | null {
  for (const [step, seen] of first.entries()) {
    const other = second[step];
    if (other === undefined) return `it ends at step ${step}`;
    if (other.length !== seen.length) return `step ${step}: ${seen.length} numbers, then ${other.length}`;
    const at = seen.findIndex((value, i) => !Object.is(value, other[i]));
    if (at >= 0) return `step ${step}: ${nameOf(env, at)} is ${seen[at]}, then ${other[at]}`;
  }
  return second.length > first.length ? `it continues after step ${first.length - 1}` : null;
}

export function ended(env: Env): boolean {
  return env.terminated || env.truncated;
}

/** Whether a call throws. */
export function refuses(call: () => void): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

/** What an env draws from. */
export function randomOf(seed: number): Stream {
  return Stream.from(seed, 'env');
}

/** What chooses the actions. */
export function choicesOf(seed: number): Stream {
  return Stream.from(seed, 'explore');
}

/** A stream that goes on as this one will. */
export function copyOf(stream: Stream): Stream {
  const copy = randomOf(0);
  copy.restore(stream.save());
  return copy;
}

/** Some action that may be taken now: the first that exists, or the middle of the box. */
export function anyAction(env: Env): Action {
  const space = actionSpaceOf(env);
  if (space.kind === 'box') return space.low.map((low, i) => (low + space.high[i]!) / 2);
  return Math.max(0, env.mask?.().indexOf(1) ?? 0);
}

/**
 * Plays at random, starting episodes as needed, and calls `each` after every reset (with action null) and step. The same
 * calls come for the same env; `each` returning false ends it. The numbers of a box are valid during the call.
 */
export function play(
  env: Env,
  steps: number,
  each: (where: string, action: Action | null, random: Stream) => unknown,
): void {
  const [random, choices] = [randomOf(7), choicesOf(7)];
  const actor = new RandomActor(env);
  env.reset(random);
  if (each('after the first reset', null, random) === false) return;
  for (let step = 1; step <= steps; step++) {
    if (ended(env)) {
      env.reset(random);
      if (each(`after the reset before step ${step}`, null, random) === false) return;
    }
    const action = actor.draw(choices);
    perform(env, action);
    if (each(`step ${step}`, action, random) === false) return;
  }
}
