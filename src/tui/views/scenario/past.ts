import type { Picture } from '../../../session/kept-pictures.js';
import type { RunView } from '../../../session/run-view.js';
import type { State } from '../../state/state.js';

/** The picture of a run that is looked at, and which of the kept ones it is. */
export interface Looked extends Picture {
  /** From 0. */
  readonly at: number;
  readonly of: number;
  /** Whether it is the newest. */
  readonly isNewest: boolean;
}

/** Null for a run without any picture. */
export function pictureOf(run: RunView, past: State['past']): Looked | null {
  const { pictures = [], scope, step } = run;
  if (scope === null) return null;
  const of = Math.max(1, pictures.length);
  const at =
    past?.run === run.id
      ? placeOf(
          pictures.map((one) => one.step),
          past.step,
        )
      : of - 1;
  const kept = pictures[at];
  if (kept === undefined || at === of - 1) return { step: kept?.step ?? step, scope, at: of - 1, of, isNewest: true };
  return { ...kept, at, of, isNewest: false };
}

/** The last picture that was taken up to a step. */
function placeOf(steps: readonly number[], step: number): number {
  return Math.max(
    0,
    steps.findLastIndex((one) => one <= step),
  );
}

/** Goes to an earlier or later picture of the run that is shown; past the last, to the newest, whichever that will be. */
export function turnPicture(state: State, by: number): State {
  const shown = state.painted.pictures;
  if (shown === null || shown.steps.length < 2) return state;
  const { run, steps } = shown;
  const last = steps.length - 1;
  const now = state.past?.run === run ? placeOf(steps, state.past.step) : last;
  const to = Math.max(0, Math.min(now + by, last));
  return { ...state, past: to === last ? null : { run, step: steps[to]! } };
}
