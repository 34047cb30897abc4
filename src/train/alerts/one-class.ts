import { type Detector, figure, numberOf, seeing } from './detector.js';

const IN_A_ROW = 3;
/** Part of the budget after which a classifier should have left its start. */
const AFTER = 0.3;

/** With few positives, "none" is right nearly always, and a classifier may stop there. */
export const oneClass: Detector = {
  kind: 'one-class',
  summary: 'after 30 % of the budget, three evaluations in a row predict one class for every row',
  concerns: 'binary classifiers',
  watch(scenario) {
    if (scenario.learner.kind !== 'task') return null;
    const { task } = scenario.learner;
    const loss = scenario.loss?.name;
    let row = 0;
    let rate = Number.NaN;
    return seeing({
      base_rate(value) {
        rate = value;
        return null;
      },
      positive_share(value, step) {
        const one = value === 0 || value === 1;
        row = one && step >= AFTER * scenario.steps ? row + 1 : 0;
        if (row < IN_A_ROW) return null;
        const ways = [
          loss === 'focal' ? 'a larger loss.alpha' : 'loss=focal',
          loss === 'bce' ? 'a larger loss.posWeight' : null,
          `another task.lr (now ${figure(numberOf(task, 'lr'))})`,
        ].filter((way) => way !== null);
        const wrong = value === 0 ? rate : 1 - rate;
        return {
          level: 'warning',
          text: `all predictions are one class: ${value === 0 ? 'no' : 'every'} held-out row is called positive at probability 0.5${Number.isNaN(wrong) ? '' : `, which is wrong for ${figure(100 * wrong)} %`}`,
          cause: 'The rare class has too little weight in the loss, or large steps have saturated the outputs',
          advice: `Try ${ways.join(', or ')}; average precision shows whether the ranking is still good`,
        };
      },
    });
  },
};
