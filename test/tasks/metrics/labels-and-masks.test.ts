import { describe, expect, it } from 'vitest';
import { summarizeLabels } from '../../../src/tasks/metrics/multi-label.js';
import { diceOf, iouOf } from '../../../src/tasks/metrics/overlap.js';

describe('summarizeLabels', () => {
  it('counts elements together for micro F1 and labels apart for macro F1', () => {
    // Label a: 2 hits, 1 false alarm: F1 4/5. Label b: 1 miss: F1 0. Together 2 hits, 1 false alarm, 1 miss: 4/6.
    const logOdds = [1, -2, 2, -1, 0.5, -3];
    const targets = [1, 0, 1, 1, 0, 0];
    const summary = summarizeLabels(logOdds, targets, 2);
    expect(summary.microF1).toBeCloseTo(2 / 3, 12);
    expect(summary.macroF1).toBeCloseTo(0.4, 12);
    // Both labels have their positives on top.
    expect(summary.meanAveragePrecision).toBe(1);
  });

  it('leaves labels without a positive out of the means', () => {
    expect(summarizeLabels([1, 1, -1, 1], [1, 0, 0, 0], 2)).toEqual({
      microF1: 0.5,
      macroF1: 1,
      meanAveragePrecision: 1,
    });
  });
});

describe('overlap', () => {
  it('relates the intersection to the union and to both sizes', () => {
    const counts = { tp: 2, fp: 1, fn: 3, tn: 10 };
    expect(iouOf(counts)).toBeCloseTo(2 / 6, 12);
    expect(diceOf(counts)).toBeCloseTo(4 / 8, 12);
  });

  it('is 1 when nothing is there and nothing is predicted', () => {
    const counts = { tp: 0, fp: 0, fn: 0, tn: 4 };
    expect([iouOf(counts), diceOf(counts)]).toEqual([1, 1]);
  });
});
