import { describe, expect, test } from 'vitest';
import { given, learned } from '../../src/losses/kit/inputs.js';
import { completeLoss } from '../../src/losses/kit/own-loss.js';
import { losses } from '../../src/losses/registry.js';
import { evaluate } from '../../src/losses/tools/evaluation.js';
import { add, square, sub, sum } from '../../src/tensor/ops/index.js';

const mine = {
  name: 'mine',
  family: 'regression',
  summary: 'S.',
  formula: 'd^2',
  fits: ['regression'],
  inputs: { pred: learned('[N]', 'P.'), target: given('[N]', 'T.') },
  params: {},
  compute: ({ pred, target }: { pred: never; target: never }) => ({ value: sum(square(sub(pred, target))) }),
};

describe('a definition written in JavaScript is refused by name for', () => {
  test.each([
    [{ ...mine, sumary: 'x' }, /loss\.sumary: is not read here .*Did you mean summary\?/],
    [
      { ...mine, inputs: { ...mine.inputs, pred: { ...mine.inputs.pred, minimum: 0 } } },
      /loss\.inputs\.pred\.minimum: is not read here/,
    ],
    [
      { ...mine, params: { k: { kind: 'number', default: 1, help: 'K.', integer: false, minn: 0 } } },
      /loss\.params\.k\.minn: is not read here .*Did you mean min\?/,
    ],
  ])('what nothing reads %#', (own, message) => {
    expect(() => completeLoss(own)).toThrow(message);
  });

  test('an operation on a tensor and a number, which says so', () => {
    const wrong = completeLoss({ ...mine, compute: ({ pred }: { pred: never }) => ({ value: add(pred, 2 as never) }) });
    expect(() => evaluate(wrong, { inputs: { pred: [1], target: [2] } })).toThrow(
      /add: needs tensors, given the number 2; shift/,
    );
  });
});

describe('distributions', () => {
  const call = (row: number[]) => ({ inputs: { logits: [[0.5, -1]], targetProbs: [row] } });

  test('that are off by less than 1e-3 are renormalised, with a warning that counts them', () => {
    const { value, warnings } = losses.get('cross-entropy').evaluate(call([0.5, 0.5004]));
    const sum = 0.5 + 0.5004;
    expect(value).toBeCloseTo(
      losses.get('cross-entropy').evaluate(call([0.5 / sum, 0.5004 / sum])).value as number,
      12,
    );
    expect(warnings).toEqual(['1 of 1 rows of targetProbs sum to 1 only within 0.00040 and were renormalised.']);
    expect(losses.get('kl-div').evaluate(call([0.5, 0.5004])).warnings).toHaveLength(1);
    expect(losses.get('cross-entropy').evaluate(call([0.5, 0.5])).warnings).toEqual([]);
  });

  test('that are off by more are refused', () => {
    expect(() => losses.get('cross-entropy').evaluate(call([0.5, 0.502]))).toThrow(/must sum to 1 within 1e-3/);
  });
});

test('arcface keeps its gradient in f32 where the cosine is within 1e-3 of 1 and of -1', () => {
  const f32 = (row: number[]) => row.map(Math.fround);
  for (const sign of [1, -1]) {
    const inputs = {
      embeddings: [f32([sign, 0.03, 0.01])],
      weights: [f32([1, 0, 0]), f32([0.9, 0.3, 0.4])],
      targets: [0],
    };
    const [single, double] = (['f32', 'f64'] as const).map(
      (precision) =>
        losses.get('arcface').evaluate({ inputs, params: { scale: 8 }, precision }).grads.embeddings as number[][],
    );
    single![0]!.forEach((g, i) => {
      expect(Math.abs(g - double![0]![i]!)).toBeLessThan(2e-5);
    });
  }
});
