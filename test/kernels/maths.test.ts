import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { maths } from '../../src/kernels/kernels.js';
import { Engine } from '../../src/tensor/engine.js';

type Name = 'exp' | 'log' | 'log1p' | 'tanh' | 'sigmoid' | 'softplus' | 'logCosh' | 'xlogx' | 'sqrt';

const definitions: Record<Name, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  logCosh: (x) => {
    const t = Math.expm1(Math.abs(x));
    return Math.abs(x) < 20 ? Math.log1p((t * t) / (2 * (t + 1))) : Math.abs(x) - Math.LN2;
  },
  xlogx: (x) => (x === 0 ? 0 : x * Math.log(x)),
  sqrt: Math.sqrt,
};

const ranges: Record<Name, readonly (readonly [number, number])[]> = {
  exp: [
    [-87, 88],
    [-1, 1],
    [-1e-3, 1e-3],
  ],
  log: [
    [1e-37, 2],
    [0.9, 1.1],
    [0, 1e6],
  ],
  log1p: [
    [-0.999, 1],
    [-1e-3, 1e-3],
    [0, 1e5],
  ],
  tanh: [
    [-1, 1],
    [-10, 10],
    [-1e-3, 1e-3],
  ],
  sigmoid: [[-80, 50]],
  softplus: [[-80, 50]],
  logCosh: [
    [-1e-2, 1e-2],
    [-1.5, 1.5],
    [-50, 50],
  ],
  xlogx: [[1e-3, 10]],
  sqrt: [[0, 100]],
};

const names = Object.keys(definitions) as Name[];

function forward(precision: 'f32' | 'f64', name: Name, inputs: ArrayLike<number>): number[] {
  const engine = new Engine(precision);
  const x = engine.tensor([inputs.length], inputs);
  const y = engine.tensor([inputs.length]);
  engine.kernels[`${name}Forward`](x.ptr, y.ptr, inputs.length, 0, 0);
  return [...y.view()];
}

describe.each(names)('%s', (name) => {
  test.each([
    ['f32', 1e-6],
    ['f64', 4e-15],
  ] as const)('in %s is within %d of the definition, relative', (precision, tolerance) => {
    const stream = Stream.from(name, 'data');
    for (const [low, high] of ranges[name]) {
      const x = Float32Array.from({ length: 5003 }, () => stream.between(low, high));
      const y = forward(precision, name, x);
      let worst = 0;
      for (const [i, value] of y.entries()) {
        const wanted = definitions[name](x[i]!);
        if (wanted !== 0) worst = Math.max(worst, Math.abs(value / wanted - 1));
      }
      expect(worst, `on ${low} .. ${high}`).toBeLessThan(tolerance);
    }
  });

  test.each(['f32', 'f64'] as const)('in %s has the right limits at extremes', (precision) => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
    const x = [0, 1e4, -1e4, POSITIVE_INFINITY, NEGATIVE_INFINITY, 1e-30, 3e4, 1];
    const wanted = x.map((v) => definitions[name](v));
    if (name === 'xlogx') wanted[4] = Number.NaN;
    for (const [i, value] of forward(precision, name, x).entries()) {
      const rounded = precision === 'f32' ? Math.fround(wanted[i]!) : wanted[i]!;
      if (Number.isFinite(rounded)) {
        expect(Math.abs(value - rounded), `at ${x[i]}`).toBeLessThanOrEqual(3e-7 * Math.abs(rounded));
      } else expect(value, `at ${x[i]}`).toBe(rounded);
    }
  });
});

test('exp in f32 goes through the subnormal range to 0 and up to the largest number', () => {
  const x = [-87.5, -95, -103.9, -104.5, 88.72, 88.73];
  const wanted = x.map((v) => Math.fround(Math.exp(Math.fround(v))));
  for (const [i, value] of forward('f32', 'exp', x).entries()) {
    if (Number.isFinite(wanted[i]!))
      expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(3e-7 * wanted[i]! + 1.5e-45);
    else expect(value).toBe(wanted[i]);
  }
});

test('log in f32 takes subnormal numbers', () => {
  const x = Math.fround(1e-40);
  expect(forward('f32', 'log', [x])[0]).toBeCloseTo(Math.log(x), 5);
});

test('powers agree with the definition for whole and real exponents', () => {
  const x = [0, 0.1, 0.5, 1, 2, 7.5];
  for (const precision of ['f32', 'f64'] as const) {
    const engine = new Engine(precision);
    const input = engine.tensor([x.length], x);
    const y = engine.tensor([x.length]);
    for (const p of [0, 1, 2, 3, 4, 7, 12, 0.5, 1.5, 0.1]) {
      engine.kernels.powForward(input.ptr, y.ptr, x.length, p, 0);
      for (const [i, value] of y.view().entries()) {
        const wanted = x[i]! ** p;
        expect(Math.abs(value - wanted), `${x[i]}^${p}`).toBeLessThanOrEqual(
          (precision === 'f32' ? 1e-6 : 1e-14) * wanted,
        );
      }
    }
  }
});

test('scalar functions agree with their definitions', () => {
  for (const x of [0, 0.5, -3, 10, 1e5]) {
    expect(maths.sin(x)).toBeCloseTo(Math.sin(x), 13);
    expect(maths.cos(x)).toBeCloseTo(Math.cos(x), 13);
  }
  expect(maths.exp(1)).toBeCloseTo(Math.E, 14);
  expect(maths.log(10)).toBeCloseTo(Math.LN10, 14);
  expect(maths.pow(2, 0.5)).toBeCloseTo(Math.SQRT2, 14);
});

/** Digests of results: they hold on every machine and Node version. A change of formulas changes them on purpose. */
const bits: Record<'f32' | 'f64', string> = { f32: '46833e99479d94b7', f64: '31de1965f043f49e' };

test.each(['f32', 'f64'] as const)('%s results have the same bits everywhere', (precision) => {
  const hash = createHash('sha256');
  for (const name of names) {
    for (const [low, high] of ranges[name]) {
      const x = Array.from({ length: 1001 }, (_, i) => Math.fround(low + ((high - low) * i) / 1000));
      const y = forward(precision, name, x);
      const typed = precision === 'f32' ? Float32Array.from(y) : Float64Array.from(y);
      hash.update(new Uint8Array(typed.buffer));
    }
  }
  expect(hash.digest('hex').slice(0, 16)).toBe(bits[precision]);
});
