import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/tensor/engine.js';
import { Engine } from '../../src/tensor/engine.js';
import * as ops from '../../src/tensor/ops/index.js';
import { evaluate, evaluateOn, evaluateRows } from './cases.js';

const { POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: LOW, NaN: NAN } = Number;
const indices = (x: Tensor, values: number[]) => x.engine.indices(values);

describe('kinks', () => {
  test('relu, abs, clamps, huber and smoothL1 have derivative 0 at a kink of their own', () => {
    expect(evaluateOn(ops.relu, [0, -0, 1, -1]).grads[0]).toEqual([0, 0, 1, 0]);
    expect(evaluateOn(ops.abs, [0, 2, -3]).grads[0]).toEqual([0, 1, -1]);
    expect(evaluateOn((x) => ops.clampMin(x, 1), [1, 1.5, 0.5]).grads[0]).toEqual([0, 1, 0]);
    expect(evaluateOn((x) => ops.clamp(x, -1, 1), [-1, 1, 0, 3]).grads[0]).toEqual([0, 0, 1, 0]);
    expect(evaluateOn((x) => ops.smoothL1(x, 0), [0, 2, -2])).toEqual({ value: [0, 2, 2], grads: [[0, 1, -1]] });
  });

  test('huber and smoothL1 join their two pieces at the border', () => {
    expect(evaluateOn((x) => ops.huber(x, 2), [2, -2, 5])).toEqual({ value: [2, 2, 8], grads: [[2, -2, 2]] });
    expect(evaluateOn((x) => ops.smoothL1(x, 2), [2, -2, 1])).toEqual({ value: [1, 1, 0.25], grads: [[1, -1, 0.5]] });
  });

  test('sqrt and xlogx have value and derivative 0 at 0', () => {
    expect(evaluateOn(ops.sqrt, [0])).toEqual({ value: [0], grads: [[0]] });
    expect(evaluateOn(ops.xlogx, [0])).toEqual({ value: [0], grads: [[0]] });
  });

  test('a power of 0 is 1 with gradient 0, at 0 too', () => {
    expect(evaluateOn((x) => ops.powConst(x, 0), [0, 2])).toEqual({ value: [1, 1], grads: [[0, 0]] });
    expect(evaluateOn((x) => ops.powConst(x, 1), [0, 2])).toEqual({ value: [0, 2], grads: [[1, 1]] });
    expect(evaluateOn((x) => ops.powConst(x, 2.5), [0])).toEqual({ value: [0], grads: [[0]] });
  });

  test('softplus has derivative one half at 0', () => {
    expect(evaluateOn(ops.softplus, [0]).grads[0]).toEqual([0.5]);
  });
});

describe('ties', () => {
  test('minimum and maximum give all the gradient to their first argument', () => {
    expect(evaluateOn(ops.maximum, [1, 2], [1, 3]).grads).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(evaluateOn(ops.minimum, [1, 4], [1, 3]).grads).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('maxRows gives it to the lowest column', () => {
    const { value, grads } = evaluateRows(ops.maxRows, [
      [1, 5, 5, 5, 2],
      [7, 7, 7, 7, 7],
    ]);
    expect(value).toEqual([5, 7]);
    expect(grads[0]).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  test('argmaxRows gives the lowest column of the largest', () => {
    const engine = new Engine('f32');
    const { ptr } = ops.argmaxRows(engine.tensor([3, 3], [1, 2, 2, LOW, LOW, LOW, 3, 2, 3]));
    expect([...engine.ints.subarray(ptr >> 2, (ptr >> 2) + 3)]).toEqual([1, 0, 0]);
  });
});

describe('what is not selected', () => {
  test('select lets NaN and Infinity of the other side reach neither value nor gradient', () => {
    const bad = [NAN, INF, LOW];
    const run = (a: Tensor, b: Tensor) => ops.select(a.engine.tensor([3], [1, 1, 1]), a, ops.log(b));
    expect(evaluateOn(run, [1, 2, 3], bad)).toEqual({
      value: [1, 2, 3],
      grads: [
        [1, 1, 1],
        [0, 0, 0],
      ],
    });
    const other = (a: Tensor, b: Tensor) => ops.select(a.engine.tensor([3], [0, 0, 0]), ops.sqrt(ops.neg(a)), b);
    expect(evaluateOn(other, [0, 4, 9], [1, 2, 3])).toEqual({
      value: [1, 2, 3],
      grads: [
        [0, 0, 0],
        [1, 1, 1],
      ],
    });
  });

  test('a slope of Infinity passes on nothing where no gradient arrives', () => {
    const run = (x: Tensor) => ops.mul(ops.log(x), x.engine.tensor([2], [0, 1]));
    expect(evaluateOn(run, [0, 1]).grads[0]).toEqual([0, 1]);
  });

  test('fillAt and fillWhere replace NaN and cut its gradient', () => {
    const at = evaluateRows((x) => ops.fillAt(x, indices(x, [1]), 9), [[1, NAN, 3]]);
    expect(at).toEqual({ value: [1, 9, 3], grads: [[1, 0, 1]] });
    const where = evaluateOn((x) => ops.fillWhere(x, x.engine.tensor([3], [0, 1, 0]), 9), [1, NAN, 3]);
    expect(where).toEqual({ value: [1, 9, 3], grads: [[1, 0, 1]] });
  });
});

describe('NaN', () => {
  const maps = {
    relu: ops.relu,
    neg: ops.neg,
    abs: ops.abs,
    square: ops.square,
    sqrt: ops.sqrt,
    exp: ops.exp,
    log: ops.log,
    log1p: ops.log1p,
    sigmoid: ops.sigmoid,
    tanh: ops.tanh,
    softplus: ops.softplus,
    logCosh: ops.logCosh,
    xlogx: ops.xlogx,
    reciprocal: ops.reciprocal,
  };

  test.each(Object.entries(maps))('goes in and out of %s, in both precisions', (_, op) => {
    for (const precision of ['f32', 'f64'] as const) {
      const input = { shape: [5], data: [1, 1, 1, 1, NAN] };
      expect(evaluate(precision, [input], ([x]) => op(x!)).value[4]).toBeNaN();
    }
  });

  test('goes in and out of clamps, powers, maxima and reductions', () => {
    expect(evaluateOn((x) => ops.clampMin(x, 0), [NAN]).value).toEqual([NAN]);
    expect(evaluateOn((x) => ops.clamp(x, 0, 1), [NAN]).value).toEqual([NAN]);
    expect(evaluateOn((x) => ops.huber(x, 1), [NAN]).value).toEqual([NAN]);
    expect(evaluateOn((x) => ops.smoothL1(x, 1), [NAN]).value).toEqual([NAN]);
    expect(evaluateOn((x) => ops.powConst(x, 3), [NAN]).value).toEqual([NAN]);
    expect(evaluateOn(ops.maximum, [NAN, 1], [1, NAN]).value).toEqual([NAN, NAN]);
    expect(evaluateOn(ops.minimum, [NAN, 1], [1, NAN]).value).toEqual([NAN, NAN]);
    expect(evaluateOn(ops.sum, [1, NAN]).value).toEqual([NAN]);
    expect(evaluateRows(ops.maxRows, [[1, NAN, 3]]).value).toEqual([NAN]);
    expect(evaluateRows(ops.lseRows, [[1, NAN, 3]]).value).toEqual([NAN]);
    expect(evaluateRows(ops.entropyRows, [[1, NAN, 3]]).value).toEqual([NAN]);
    expect(evaluateRows(ops.normalizeRows, [[1, NAN]]).value).toEqual([NAN, NAN]);
  });
});

describe('softmax', () => {
  const masked = [[1, LOW, 2]];
  const p = 1 / (1 + Math.exp(1));

  test('a logit of -Infinity has probability 0 and gradient 0, and the rest stays finite', () => {
    for (const run of [ops.lseRows, ops.softmaxRows, ops.entropyRows]) {
      const { value, grads } = evaluateRows(run, masked);
      expect(value.every(Number.isFinite)).toBe(true);
      expect(grads[0]!.every(Number.isFinite)).toBe(true);
      expect(grads[0]![1]).toBe(0);
    }
    expect(evaluateRows(ops.softmaxRows, masked).value[1]).toBe(0);
    const logs = evaluateRows(ops.logSoftmaxRows, masked);
    expect(logs.value[1]).toBe(LOW);
    expect(logs.grads[0]![1]).toBe(0);
    const loss = evaluateRows((z) => ops.crossEntropyRows(z, indices(z, [0])), masked);
    expect(loss.value[0]).toBeCloseTo(-Math.log(p), 12);
    expect(loss.grads[0]![0]).toBeCloseTo(p - 1, 12);
    expect(loss.grads[0]![1]).toBe(0);
  });

  test('a row of nothing but -Infinity gives -Infinity or 0, gradient 0, never NaN', () => {
    const row = [[LOW, LOW, LOW]];
    expect(evaluateRows(ops.lseRows, row)).toEqual({ value: [LOW], grads: [[0, 0, 0]] });
    expect(evaluateRows(ops.softmaxRows, row)).toEqual({ value: [0, 0, 0], grads: [[0, 0, 0]] });
    expect(evaluateRows(ops.logSoftmaxRows, row)).toEqual({ value: [LOW, LOW, LOW], grads: [[0, 0, 0]] });
    expect(evaluateRows(ops.entropyRows, row)).toEqual({ value: [0], grads: [[0, 0, 0]] });
  });

  test('logits of +-1e4 stay finite in both precisions', () => {
    for (const precision of ['f32', 'f64'] as const) {
      const input = { shape: [1, 3], data: [1e4, -1e4, 0] };
      for (const run of [ops.lseRows, ops.softmaxRows, ops.logSoftmaxRows, ops.entropyRows]) {
        const { value, grads } = evaluate(precision, [input], ([z]) => run(z!));
        expect([...value, ...grads[0]!].every(Number.isFinite)).toBe(true);
      }
      const loss = evaluate(precision, [input], ([z]) => ops.crossEntropyRows(z!, indices(z!, [1])));
      expect(loss.value).toEqual([2e4]);
      expect(loss.grads[0]).toEqual([1, -1, 0]);
    }
  });

  test('uniform logits give log C and the largest entropy', () => {
    expect(evaluateRows(ops.entropyRows, [[3, 3, 3, 3]]).value[0]).toBeCloseTo(Math.log(4), 14);
    expect(evaluateRows(ops.lseRows, [[0, 0, 0, 0]]).value[0]).toBeCloseTo(Math.log(4), 14);
  });
});

describe('geometry', () => {
  test('a zero vector normalises to 0 with gradient 0', () => {
    const { value, grads } = evaluateRows(ops.normalizeRows, [
      [0, 0, 0],
      [3, 0, 4],
    ]);
    expect(value).toEqual([0, 0, 0, 0.6000000000000001, 0, 0.8]);
    expect(grads[0]!.slice(0, 3)).toEqual([0, 0, 0]);
    expect(evaluateRows(ops.normalizeRows, [[1e-12, 0]])).toEqual({ value: [0, 0], grads: [[0, 0]] });
  });

  test.each(ops.metrics)('%s is 0 with gradient 0 between equal rows and finite at zero vectors', (metric) => {
    const same = evaluateOn(
      (a, b) => ops.rowDistance(ops.reshape(a, [1, 3]), ops.reshape(b, [1, 3]), metric),
      [3, 0, 4],
      [3, 0, 4],
    );
    expect(same.value[0]).toBeCloseTo(0, 14);
    for (const grad of same.grads.flat()) expect(grad).toBeCloseTo(0, 14);
    const zero = evaluateRows(
      (x) => ops.pairDistance(x, x, metric),
      [
        [0, 0],
        [0, 0],
        [1, 2],
      ],
    );
    expect([...zero.value, ...zero.grads[0]!].every(Number.isFinite)).toBe(true);
  });

  test('the cosine distance to a zero vector is 1', () => {
    const run = (x: Tensor) => ops.rowDistance(x, x.engine.tensor([1, 2], [0, 0]), 'cosine');
    expect(evaluateRows(run, [[1, 2]])).toEqual({ value: [1], grads: [[0, 0]] });
  });

  test('the squared distance of nearly equal rows keeps its digits', () => {
    const run = (x: Tensor) => ops.rowDistance(x, x.engine.tensor([1, 2], [1e8, 1e8]), 'sq-euclidean');
    expect(evaluateRows(run, [[1e8 + 1, 1e8]]).value).toEqual([1]);
  });
});

describe('nothing', () => {
  test('the mean and sum of no elements are 0', () => {
    const empty = [{ shape: [0], data: [] }];
    expect(evaluate('f64', empty, ([x]) => ops.mean(x!)).value).toEqual([0]);
    expect(evaluate('f64', empty, ([x]) => ops.sum(x!)).value).toEqual([0]);
  });

  test('an empty bag gives 0', () => {
    const run = (t: Tensor) => ops.embeddingBag(t, indices(t, [1]), indices(t, [0, 0, 1, 1]), 'mean');
    expect(
      evaluateRows(run, [
        [1, 2],
        [3, 4],
      ]),
    ).toEqual({ value: [0, 0, 3, 4, 0, 0], grads: [[0, 0, 1, 1]] });
  });

  test('matrices without rows, columns or inner size multiply to what is left', () => {
    const engine = new Engine('f32');
    const x = (rows: number, columns: number) => engine.tensor([rows, columns], new Array(rows * columns).fill(1));
    expect(ops.matmul(x(0, 3), x(3, 2)).shape).toEqual([0, 2]);
    expect([...ops.matmul(x(2, 0), x(0, 3)).view()]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...ops.linear(x(2, 0), x(0, 2), engine.tensor([2], [5, -7]), 'relu').view()]).toEqual([5, 0, 5, 0]);
  });
});

describe('wrong use', () => {
  const engine = new Engine('f64');
  const vector = engine.tensor([3], [1, 2, 3]);
  const row = engine.tensor([1, 3], [1, 2, 3]);

  test('names both shapes and never broadcasts', () => {
    expect(() => ops.add(vector, row)).toThrow('add: shapes [3] and [1,3] differ');
    expect(() => ops.addRow(row, engine.tensor([2], [1, 2]))).toThrow('addRow: needs a vector [3], given [2]');
    expect(() => ops.matmul(row, row)).toThrow('matmul: inner sizes of [1,3] and [1,3] differ');
    expect(() => ops.sumRows(vector)).toThrow('sumRows: needs a matrix, given [3]');
    expect(() => ops.scaleBy(row, vector)).toThrow('scaleBy: needs a scalar, given [3]');
    expect(() => ops.reshape(row, [2])).toThrow('reshape: [1,3] has not the size of [2]');
    expect(() => ops.sliceRows(row, 0, 2)).toThrow('sliceRows: 0 .. 2 is not within 1 rows');
  });

  test('refuses an index outside the rows or columns', () => {
    expect(() => ops.gatherColumns(row, engine.indices([3]))).toThrow('index 3 at 0 is not in 0 .. 2');
    expect(() => ops.crossEntropyRows(row, engine.indices([-1]))).toThrow('index -1 at 0 is not in 0 .. 2');
    expect(() => ops.take(vector, engine.indices([0, 7]))).toThrow('index 7 at 1 is not in 0 .. 2');
    expect(() => ops.gatherColumns(row, engine.indices([0, 1]))).toThrow('needs 1 indices, given 2');
    expect(() => ops.embeddingBag(row, engine.indices([0]), engine.indices([0, 2]), 'sum')).toThrow('bounds must rise');
  });
});
