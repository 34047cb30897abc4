import type { Alert } from './alert.js';
import { figure } from './detector.js';

/**
 * Points that the display lost since its ring was full. Told by the session, since it depends on how quickly someone reads
 * and not on the run; the record of the run and its digest hold every point.
 */
export function droppedPoints(step: number, dropped: number): Alert {
  return {
    step,
    kind: 'dropped-points',
    level: 'warning',
    text: `the curves lack ${figure(dropped)} points that came faster than they were drawn`,
    cause: 'The program was busy or suspended while the run went on',
    advice: 'The run folder holds every point; fewer --workers leave more time for drawing',
  };
}
