import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/tensor/engine.js';
import { gradCheck } from '../../src/tensor/gradcheck.js';
import { add, exp, matmul, mean, mul, relu, scale, square, sub, sum } from '../../src/tensor/ops/index.js';

describe('the tape', () => {
  test('a tensor used twice gathers both gradients', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    engine.backward(add(square(x), scale(x, 2)));
    expect([...x.gradView()]).toEqual([8]);
  });

  test('runs only what the root depends on', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    const aside = exp(x);
    engine.backward(square(x));
    expect([...x.gradView()]).toEqual([6]);
    expect(aside.gradPtr).toBe(0);
  });

  test('a second backward pass over the same graph is refused', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    const y = square(x);
    const z = scale(y, 2);
    engine.backward(y);
    expect(() => engine.backward(z)).toThrow('run it once');
  });

  test('a new graph in the same step has its own backward pass', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    engine.backward(square(x));
    engine.backward(scale(x, 10));
    expect([...x.gradView()]).toEqual([16]);
  });

  test('a root without gradient leaves everything alone', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    engine.backward(square(engine.constant(() => square(x))));
    expect(x.gradPtr).toBe(0);
  });

  test('constant records nothing and keeps its tensors, untracked gives their memory back', () => {
    const engine = new Engine('f64');
    const x = engine.leaf([1], [3]);
    const kept = engine.constant(() => square(x));
    expect([kept.requiresGrad, kept.item()]).toEqual([false, 9]);
    const before = engine.used;
    expect(engine.untracked(() => square(square(x)).item())).toBe(81);
    expect(engine.used).toBe(before);
    expect(square(x).requiresGrad).toBe(true);
  });

  test('recording goes on after an error inside constant or untracked', () => {
    const engine = new Engine('f64');
    const fail = () => {
      throw new Error('inside');
    };
    expect(() => engine.constant(fail)).toThrow('inside');
    expect(() => engine.untracked(fail)).toThrow('inside');
    expect(engine.recording).toBe(true);
  });
});

describe('memory', () => {
  test('grows within a step without losing values, gradients or parameters', () => {
    const engine = new Engine('f64', { initialBytes: 1 });
    const permanent = engine.allocatePermanent(8);
    engine.floats[permanent / 8] = 42;
    const size = engine.memory.buffer.byteLength;
    const x = engine.leaf([3], [1, 2, 3]);
    const big = engine.filled([200_000], 1);
    expect(engine.memory.buffer.byteLength).toBeGreaterThan(size);
    engine.backward(add(sum(square(x)), sum(big)));
    expect([...x.gradView()]).toEqual([2, 4, 6]);
    expect(engine.floats[permanent / 8]).toBe(42);
  });

  test('a small engine has room for the scratch memory of products', () => {
    const engine = new Engine('f32', { initialBytes: 1 });
    const a = engine.filled([70, 90], 1);
    expect(matmul(a, engine.filled([90, 80], 1)).view()[0]).toBe(90);
  });

  test('permanent memory is zeroed, stays, and is refused within a step', () => {
    const engine = new Engine('f32');
    engine.filled([64], 7);
    expect(() => engine.allocatePermanent(4)).toThrow('call reset first');
    engine.reset();
    const ptr = engine.allocatePermanent(256);
    expect([...engine.floats.subarray(ptr / 4, ptr / 4 + 64)].every((v) => v === 0)).toBe(true);
    engine.reset();
    expect(engine.tensor([1]).ptr).toBeGreaterThanOrEqual(ptr + 256);
  });

  test('more than a run can have are refused with a plain message', () => {
    expect(() => new Engine('f64').tensor([1 << 29])).toThrow('a step needs more than the 2048 MB that a run can have');
  });

  test('tensors of different sizes do not overlap and start on 64 bytes', () => {
    const engine = new Engine('f32');
    const tensors = [1, 3, 16, 17].map((n) => engine.filled([n], n));
    for (const t of tensors) {
      expect(t.ptr % 64).toBe(0);
      expect([...t.view()].every((v) => v === t.size)).toBe(true);
    }
  });
});

describe('tensors', () => {
  test('say what is wrong with data or use of another size', () => {
    const engine = new Engine('f32');
    expect(() => engine.tensor([2, 2], [1, 2, 3])).toThrow('3 values for a tensor of shape [2,2]');
    expect(() => engine.tensor([2], [1, 2]).item()).toThrow('this tensor is [2]');
  });

  test('show zeros as gradient where the backward pass did not come', () => {
    const x = new Engine('f32').leaf([2], [1, 2]);
    expect([...x.gradView()]).toEqual([0, 0]);
  });
});

describe('gradCheck', () => {
  const inputs = [{ shape: [4], data: [0.5, -1, 2, 0.1] }];

  test('names input, element and both values of the worst error', () => {
    const wrong = gradCheck(([x]) => {
      const constant = x!.engine.tensor([4], Array.from(x!.view()));
      return mul(x!, constant);
    }, inputs);
    expect(wrong.ok).toBe(false);
    expect(wrong.where).toMatch(/^input 0, element 1: gradient -1.2, central difference -2.4/);
  });

  test('sees errors of opposite sign in different elements', () => {
    const skewed = gradCheck(([x]) => {
      const ones = x!.engine.tensor([4], [0.01, -0.01, 0, 0]);
      return sub(square(x!), mul(ones, sub(x!, x!.engine.tensor([4], Array.from(x!.view())))));
    }, inputs);
    expect(skewed.ok).toBe(false);
  });

  test('counts NaN as an error', () => {
    const nan = gradCheck(([x]) => scale(x!, Number.NaN), inputs);
    expect([nan.ok, nan.worst]).toEqual([false, Number.POSITIVE_INFINITY]);
  });

  test('accepts a composed function of several inputs', () => {
    const two = [...inputs, { shape: [4], data: [1, 2, 3, 4] }];
    const result = gradCheck(([a, b]) => scale(mean(relu(sub(mul(a!, b!), b!))), 3), two);
    expect(result.ok, result.where).toBe(true);
  });
});
