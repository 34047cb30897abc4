import { type Detector, figure, seeing } from './detector.js';
import { calming } from './divergence.js';

/**
 * Points at the start whose median tells what is usual; as long as there are fewer their smallest, since a run may explode
 * at once.
 */
const FIRST = 20;
const GROWTH = 1000;
/** Below this a gradient does no harm, however much it has grown. */
const HARMLESS = 100;
/** Beyond this there is nothing to compare: no step from here leads anywhere. */
const ENORMOUS = 1e9;
const IN_A_ROW = 3;

/** Comes before most divergences. */
export const explodingGradient: Detector = {
  kind: 'exploding-gradient',
  summary:
    'three times in a row, the gradient norm is over 100 and 1000 times what it was in the first 20 points, or over a thousand million',
  concerns: 'everything with a loss',
  watch(scenario) {
    const first: number[] = [];
    let usual = Number.POSITIVE_INFINITY;
    let row = 0;
    return seeing({
      grad_norm(value) {
        // A gradient of exactly 0 (nothing active in a batch) is no size to compare with.
        if (first.length < FIRST && value > 0) {
          first.push(value);
          usual = first.length < FIRST ? Math.min(usual, value) : first.sort((a, b) => a - b)[FIRST / 2]!;
        }
        const exploded = value > HARMLESS && value > GROWTH * usual;
        row = exploded || value > ENORMOUS ? row + 1 : 0;
        if (row < IN_A_ROW) return null;
        const before = exploded ? `at the start it was ${figure(usual)}` : 'and it was no smaller at the start';
        return {
          level: 'warning',
          text: `the gradient explodes: its norm is ${figure(value)}, ${before}`,
          cause: exploded
            ? 'Each step overshoots and makes the next gradient larger'
            : 'Inputs, targets or first weights are out of scale',
          advice: calming(scenario),
        };
      },
    });
  },
};
