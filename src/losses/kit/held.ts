import type { Tensor } from '../../tensor/engine.js';

/** What was held constant in an evaluation, in order: see {@link replaying}. */
export type Held = Float64Array[];

let replayed: { readonly held: Held; next: number; readonly recording: boolean } | null = null;

/**
 * The result of `body` as a constant, through which no gradient flows although it depends on learned inputs: weights that
 * the definition of a loss detaches.
 */
export function held(x: Tensor, body: () => Tensor): Tensor {
  const made = x.engine.constant(body);
  const constant = x.engine.tensor(made.shape, made.view().slice());
  if (replayed === null) return constant;
  if (replayed.recording) replayed.held.push(Float64Array.from(constant.view()));
  else constant.write(replayed.held[replayed.next++]!);
  return constant;
}

/** Runs `body` and keeps what is held constant in it. */
export function recordHeld<R>(body: () => R): { readonly result: R; readonly held: Held } {
  const kept: Held = [];
  return { result: within({ held: kept, next: 0, recording: true }, body), held: kept };
}

/**
 * Runs `body` with what was held constant before: a central difference moves an input, and what the gradient holds
 * constant must stay where it was.
 */
export function replaying<R>(held: Held, body: () => R): R {
  return within({ held, next: 0, recording: false }, body);
}

function within<R>(state: NonNullable<typeof replayed>, body: () => R): R {
  const outer = replayed;
  replayed = state;
  try {
    return body();
  } finally {
    replayed = outer;
  }
}
