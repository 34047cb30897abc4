import { type Detector, figure, seeing } from './detector.js';
import { calming } from './divergence.js';

const MOST = 0.75;
const IN_A_ROW = 3;

/** A ReLU that is negative for every input has no gradient: it stays dead, and the network is smaller than it looks. */
export const deadUnits: Detector = {
  kind: 'dead-units',
  summary: 'three times in a row, more than 75 % of the ReLU units fire for no input of the batch',
  concerns: 'networks with ReLU',
  watch(scenario) {
    let row = 0;
    return seeing({
      dead_units(share) {
        row = share > MOST ? row + 1 : 0;
        if (row < IN_A_ROW) return null;
        return {
          level: 'warning',
          text: `${figure(100 * share)} % of the ReLU units fire for no input of the batch`,
          cause:
            'Large steps have pushed their biases below what any input can lift, and without a gradient they stay there',
          advice: calming(scenario),
        };
      },
    });
  },
};
