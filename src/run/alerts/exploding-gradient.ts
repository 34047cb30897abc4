import { type Detector, figure, seeing } from './detector.js';
import { calming } from './divergence.js';

/** Points at the start that tell what is usual. */
const FIRST = 20;
const GROWTH = 1000;
/** Below this a gradient does no harm, however much it has grown. */
const HARMLESS = 100;
const IN_A_ROW = 3;

/** Comes before most divergences. */
export const explodingGradient: Detector = {
  kind: 'exploding-gradient',
  summary: 'the gradient norm is over 100 and 1000 times its mean over the first 20 points, three times in a row',
  watch(scenario) {
    let seen = 0;
    let sum = 0;
    let row = 0;
    return seeing({
      grad_norm(value) {
        if (seen < FIRST) {
          seen++;
          sum += value;
          return null;
        }
        const usual = sum / FIRST;
        row = value > HARMLESS && value > GROWTH * usual ? row + 1 : 0;
        if (row < IN_A_ROW) return null;
        return {
          level: 'warning',
          text: `the gradient explodes: its norm is ${figure(value)}, at the start it was ${figure(usual)}`,
          cause: 'Each step overshoots and makes the next gradient larger',
          advice: calming(scenario),
        };
      },
    });
  },
};
