import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { Engine } from '../../src/tensor/engine.js';
import * as init from '../../src/tensor/nn/init.js';
import { mlp } from '../../src/tensor/nn/mlp.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { square, sum } from '../../src/tensor/ops/index.js';

const stream = () => Stream.from(1, 'init');

function pair(engine = new Engine('f32')) {
  const params = new ParameterSet(engine);
  const w = params.add('w', [2, 3], () => [1, 2, 3, 4, 5, 6]);
  const b = params.add('b', [3], () => [7, 8, 9]);
  params.seal();
  return { engine, params, w, b };
}

describe('ParameterSet', () => {
  test('keeps values and gradients over the end of a step', () => {
    const { engine, params, w } = pair();
    engine.backward(sum(square(w)));
    const { gradPtr } = w;
    engine.reset();
    engine.filled([1000], 5);
    expect([...w.view()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...w.gradView()]).toEqual([2, 4, 6, 8, 10, 12]);
    expect(w.gradPtr).toBe(gradPtr);
    params.zeroGrad();
    expect([...params.grads].every((g) => g === 0)).toBe(true);
  });

  test('gathers gradients over several backward passes until zeroGrad', () => {
    const { engine, params, b } = pair();
    for (let i = 0; i < 2; i++) {
      engine.reset();
      engine.backward(sum(b));
    }
    expect([...b.gradView()]).toEqual([2, 2, 2]);
    expect(params.gradNorm()).toBeCloseTo(Math.sqrt(12), 6);
  });

  test('lays all parameters in one block and names them in order', () => {
    const { params, w, b } = pair();
    expect(params.count).toBe(9);
    expect([...params.byName()].map(([name, values]) => [name, [...values]])).toEqual([
      ['w', [1, 2, 3, 4, 5, 6]],
      ['b', [7, 8, 9]],
    ]);
    expect(w.ptr).toBe(params.ptr);
    expect(b.ptr).toBeLessThan(params.ptr + params.size * 4);
    expect(params.values[0]).toBe(1);
    expect([...params.tensors().keys()]).toEqual(['w', 'b']);
  });

  test('copies and mixes another set of its layout, and refuses one of another', () => {
    const { engine, params } = pair();
    const other = new ParameterSet(engine);
    const w = other.add('w', [2, 3], init.zeros);
    const b = other.add('b', [3], init.zeros);
    other.seal();
    other.lerpFrom(params, 0.25);
    expect([...b.view()]).toEqual([1.75, 2, 2.25]);
    other.copyFrom(params);
    expect([...w.view(), ...b.view()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const small = new ParameterSet(engine);
    small.add('w', [2], init.zeros);
    expect(() => small.copyFrom(params)).toThrow('differ in layout');
    expect(() => pair().params.copyFrom(params)).toThrow('different engines');
  });

  test('refuses a name twice, a parameter after seal, and other permanent memory in between', () => {
    const engine = new Engine('f32');
    const params = new ParameterSet(engine);
    params.add('a', [2], init.zeros);
    expect(() => params.add('a', [2], init.zeros)).toThrow('parameter a is there twice');
    expect(() => params.gradPtr).toThrow('before seal()');
    engine.allocatePermanent(8);
    expect(() => params.add('b', [2], init.zeros)).toThrow('other permanent memory');
    params.seal();
    expect(() => params.add('c', [2], init.zeros)).toThrow('parameter c comes after seal()');
  });
});

describe('initialisers', () => {
  const spread = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    const mean = list.reduce((a, b) => a + b, 0) / list.length;
    return { mean, deviation: Math.sqrt(list.reduce((a, b) => a + (b - mean) ** 2, 0) / list.length), list };
  };

  test('kaimingUniform is uniform within 1/sqrt(fan in), for biases by the fan in of their layer', () => {
    const { mean, deviation, list } = spread(init.kaimingUniform(stream())(20_000, [100, 200]));
    expect(Math.max(...list.map(Math.abs))).toBeLessThanOrEqual(0.1);
    expect(mean).toBeCloseTo(0, 2);
    expect(deviation).toBeCloseTo(0.1 / Math.sqrt(3), 3);
    const bias = Array.from(init.kaimingUniform(stream())(200, [200], 10_000));
    expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(0.01);
  });

  test('heNormal, xavierUniform and normal have their deviations', () => {
    expect(spread(init.heNormal(stream())(20_000, [200, 100])).deviation).toBeCloseTo(0.1, 2);
    expect(spread(init.xavierUniform(stream())(20_000, [200, 100])).deviation).toBeCloseTo(Math.sqrt(2 / 300), 3);
    expect(spread(init.normal(stream(), 0.5)(20_000, [20_000])).deviation).toBeCloseTo(0.5, 2);
  });

  test('vectors get zeros where only matrices have a rule, and constants their value', () => {
    for (const make of [init.heNormal, init.xavierUniform, init.orthogonal]) {
      expect(Array.from(make(stream())(3, [3]))).toEqual([0, 0, 0]);
    }
    expect(Array.from(init.constant(2)(2, [2]))).toEqual([2, 2]);
  });

  test.each([
    [5, 3],
    [3, 5],
    [4, 4],
    [1, 6],
  ])('orthogonal gives %i x %i orthonormal rows or columns', (rows, columns) => {
    const values = init.orthogonal(stream(), 2)(rows * columns, [rows, columns]);
    const at = (i: number, j: number) => values[i * columns + j]! / 2;
    const few = Math.min(rows, columns);
    const many = Math.max(rows, columns);
    for (let a = 0; a < few; a++) {
      for (let b = 0; b < few; b++) {
        let inner = 0;
        for (let i = 0; i < many; i++) inner += rows <= columns ? at(a, i) * at(b, i) : at(i, a) * at(i, b);
        expect(inner).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });
});

describe('mlp', () => {
  test('names its layers, keeps the last one linear and scales it', () => {
    const engine = new Engine('f64');
    const params = new ParameterSet(engine);
    const net = mlp(params, 'net', [1, 2, 1], { activation: 'relu', init: init.constant(-1), outputScale: 0.5 });
    params.seal();
    expect([...params.byName().keys()]).toEqual(['net.0.weight', 'net.0.bias', 'net.1.weight', 'net.1.bias']);
    // relu(-x - 1) = 2 at x = -3, twice, times -0.5, plus -0.5
    expect(net(engine.tensor([1, 1], [-3])).item()).toBe(-2.5);
    expect(net(engine.tensor([1, 1], [5])).item()).toBe(-0.5);
  });

  test('gives one row at a time what it gives for a batch', () => {
    const engine = new Engine('f32');
    const params = new ParameterSet(engine);
    const net = mlp(params, 'net', [4, 64, 33, 2], { activation: 'tanh', init: init.kaimingUniform(stream()) });
    params.seal();
    const s = stream();
    const rows = Float32Array.from({ length: 40 }, () => s.between(-1, 1));
    const batch = [...net(engine.tensor([10, 4], rows)).view()];
    for (let i = 0; i < 10; i++) {
      const one = net(engine.tensor([1, 4], rows.subarray(4 * i, 4 * i + 4))).view();
      expect(one[0]).toBeCloseTo(batch[2 * i]!, 6);
      expect(one[1]).toBeCloseTo(batch[2 * i + 1]!, 6);
    }
  });

  test('can end in an activation and needs two sizes', () => {
    const engine = new Engine('f64');
    const params = new ParameterSet(engine);
    const options = { activation: 'relu', init: init.constant(-1), lastActivation: 'relu' } as const;
    expect(mlp(params, 'a', [1, 1], options)(engine.tensor([1, 1], [5])).item()).toBe(0);
    expect(() => mlp(params, 'b', [1], options)).toThrow('needs an input and an output size');
  });
});
