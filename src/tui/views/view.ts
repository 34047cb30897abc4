import type { Action } from '../input/keys.js';
import type { Model } from '../state/model.js';
import type { MouseEvent, Pane, State, Step } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';

/** A rectangle of the screen in columns and rows. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of the screen: where it is, what is painted there, what a click on it does. */
export interface Panel {
  readonly id: string;
  readonly box: Box;
  /** The pane that a click gives the keys to. */
  readonly pane: Pane | null;
  readonly paint: (region: Region, model: Model) => void;
  /** What a click or the wheel does, with its place counted from the panel's corner. */
  readonly mouse?: (state: State, event: MouseEvent) => Step;
}

/**
 * One of the views on keys 1 to 5: pure functions of the state that say which panels lie where in the box between header
 * and footer. What the panels show comes from the model at the moment of painting.
 */
export interface View {
  readonly panels: (state: State, box: Box) => readonly Panel[];
  /** The panes that Tab goes round, in its order. */
  readonly panes: (state: State) => readonly Pane[];
  /** What the moving keys do in its pane `page`. */
  readonly move: (state: State, action: Action) => State;
  /** What other keys mean in this view; null where they mean what they mean everywhere. */
  readonly act?: (state: State, action: Action) => Step | null;
}

/** Moves what a view shows by lines; `lines` is how many there are in all, as far as the state knows. */
export function scrolled(state: State, action: Action, lines: number, page: number): State {
  const most = Math.max(0, lines - 1);
  const at = state.scroll[state.view] ?? 0;
  const by: Partial<Record<Action, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    first: -lines,
    last: lines,
  };
  const to = Math.max(0, Math.min(at + (by[action] ?? 0), most));
  return to === at ? state : { ...state, scroll: { ...state.scroll, [state.view]: to } };
}
