import type { Session } from '../../session/run-view.js';
import type { Curves } from '../charts/curves.js';
import type { Marks } from '../charts/marks.js';
import type { Machine } from '../meter.js';
import type { Theme } from '../terminal/theme.js';
import type { Group } from './selectors.js';
import type { State } from './state.js';

/** What a panel is painted from. The session's views change in place; the rest is made anew when a key is pressed. */
export interface Model {
  readonly title: string;
  readonly session: Session;
  readonly groups: readonly Group[];
  readonly state: State;
  readonly theme: Theme;
  readonly curves: Curves;
  /** Which variants and runs have which colours and marks. */
  readonly marks: Marks;
  /** Seconds that any run was at work or waited for a worker; stands still while all are paused or have ended. */
  readonly elapsed: () => number;
  /** How busy workers and drawing are; null before it was read. */
  readonly machine: Machine | null;
}
