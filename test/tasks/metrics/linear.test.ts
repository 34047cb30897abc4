import { describe, expect, it } from 'vitest';
import { balancedAccuracy, classFigures, confusionMatrix, macroF1 } from '../../../src/tasks/metrics/classes.js';
import {
  labelRegressions,
  logisticRegression,
  ridgeRegression,
  softmaxRegression,
  yardstick,
} from '../../../src/tasks/metrics/linear.js';
import { softmaxOf } from '../../../src/tasks/records/class-record.js';
import golden from '../../golden/linear.json' with { type: 'json' };

const rows = Int32Array.from({ length: 60 }, (_, i) => i);
const design = { values: Float32Array.from(golden.x), width: 4, rows };

const near = (own: ArrayLike<number>, wanted: readonly number[], digits: number) =>
  wanted.forEach((value, i) => {
    expect(own[i]).toBeCloseTo(value, digits);
  });

describe('linear models as yardsticks', () => {
  it("give scikit-learn's ridge and logistic regressions", () => {
    near(ridgeRegression(design, golden.numbers)!(design), golden.predictions, 5);
    near(logisticRegression(design, golden.binary)!(design), golden.odds, 4);
    near(softmaxOf(softmaxRegression(design, golden.classes, 3)!(design), 3), golden.probabilities, 4);
  });

  it('give each of several labels a regression of its own, a label that no row carries and one that all carry too', () => {
    const targets = Uint8Array.from({ length: 180 }, (_, i) => [0, golden.binary[Math.floor(i / 3)]!, 1][i % 3]!);
    const scores = labelRegressions(design, targets, 3)!(design);
    const of = (label: number) => Array.from({ length: 60 }, (_, row) => scores[row * 3 + label]!);
    near(of(1), golden.odds, 4);
    for (const value of of(0)) expect(value).toBeLessThan(-5);
    for (const value of of(2)) expect(value).toBeGreaterThan(5);
  });

  it('are fitted when scores are first asked for, and only then', () => {
    let asked = 0;
    const targets = new Proxy(golden.numbers, {
      get(values, key) {
        asked++;
        return Reflect.get(values, key);
      },
    });
    const scores = yardstick(ridgeRegression(design, targets), design)!;
    expect(asked).toBe(0);
    near(scores(), golden.predictions, 5);
    const once = asked;
    expect(once).toBeGreaterThan(0);
    scores();
    expect(asked).toBe(once);
  });

  it('survive columns that are the same', () => {
    const twice = {
      values: Float32Array.from({ length: 120 }, (_, i) => golden.x[Math.floor(i / 2) * 4]!),
      width: 2,
      rows,
    };
    for (const value of logisticRegression(twice, golden.binary)!(twice)) expect(value).toBeTypeOf('number');
    expect([...ridgeRegression(twice, golden.numbers)!(twice)].every(Number.isFinite)).toBe(true);
  });
});

describe('metrics of classes', () => {
  it("are scikit-learn's, with a class that is answered and absent", () => {
    const matrix = confusionMatrix(golden.answers, golden.classes, 4);
    const figures = classFigures(matrix, 4);
    expect(balancedAccuracy(figures)).toBeCloseTo(golden.balanced, 12);
    expect(macroF1(matrix, figures)).toBeCloseTo(golden.macroF1, 12);
  });
});
