import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { Engine } from '../../src/tensor/engine.js';

/** Sizes m, n, k around the edges of tiles (5 and 8 rows, 8 and 4 columns) and of cache blocks (256). */
const sizes = [
  [1, 1, 1],
  [1, 2, 64],
  [1, 64, 4],
  [1, 67, 5],
  [2, 3, 4],
  [4, 9, 300],
  [5, 8, 3],
  [6, 9, 7],
  [8, 4, 8],
  [9, 5, 1],
  [13, 17, 11],
  [64, 2, 64],
  [20, 64, 256],
  [33, 129, 300],
  [70, 30, 513],
  [7, 300, 600],
  [3, 40, 2000],
  [0, 3, 4],
  [3, 0, 4],
  [3, 4, 0],
] as const;

const forms = {
  gemm: {
    a: (i: number, p: number, _m: number, k: number) => i * k + p,
    b: (p: number, j: number, n: number) => p * n + j,
  },
  gemmNT: {
    a: (i: number, p: number, _m: number, k: number) => i * k + p,
    b: (p: number, j: number, _n: number, k: number) => j * k + p,
  },
  gemmTN: { a: (i: number, p: number, m: number) => p * m + i, b: (p: number, j: number, n: number) => p * n + j },
} as const;

const engines = { f32: new Engine('f32'), f64: new Engine('f64') };

const random = (stream: Stream, n: number) =>
  Float64Array.from({ length: n }, () => Math.fround(stream.between(-1, 1)));

describe.each(['f32', 'f64'] as const)('%s products', (precision) => {
  describe.each(Object.keys(forms) as (keyof typeof forms)[])('%s', (name) => {
    test.each(sizes)('of %i x %i with inner size %i agree with the definition and write nothing else', (m, n, k) => {
      const stream = Stream.from(`${m}/${n}/${k}`, 'data');
      const a = random(stream, m * k);
      const b = random(stream, k * n);
      const before = random(stream, m * n);
      for (const add of [0, 1] as const) {
        const engine = engines[precision];
        engine.reset();
        // What lies around the operands must neither be read into the result nor be written.
        engine.filled([m * k + k * n + m * n + 400], Number.NaN);
        engine.reset();
        const ta = engine.tensor([m * k], a);
        const tb = engine.tensor([k * n], b);
        const tc = engine.tensor([m * n + 40], [...before, ...new Array(40).fill(99)]);
        engine.kernels[name](ta.ptr, tb.ptr, tc.ptr, m, n, k, add);
        const c = tc.view();
        let worst = 0;
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            let wanted = add * before[i * n + j]!;
            for (let p = 0; p < k; p++) wanted += a[forms[name].a(i, p, m, k)]! * b[forms[name].b(p, j, n, k)]!;
            worst = Math.max(worst, Math.abs(wanted - c[i * n + j]!));
          }
        }
        expect(worst).toBeLessThan(precision === 'f32' ? 1e-4 : 1e-12);
        expect([...c.subarray(m * n)].every((v) => v === 99)).toBe(true);
      }
    });
  });
});

test('a row of a product does not depend on the other rows', () => {
  const engine = new Engine('f32');
  const stream = Stream.from(1, 'data');
  const a = random(stream, 37 * 50);
  const b = engine.tensor([50 * 20], random(stream, 50 * 20));
  const c = engine.tensor([37 * 20]);
  engine.kernels.gemm(engine.tensor([37 * 50], a).ptr, b.ptr, c.ptr, 37, 20, 50, 0);
  const all = [...c.view()];
  a.fill(Number.NaN, 0, 50);
  engine.kernels.gemm(engine.tensor([37 * 50], a).ptr, b.ptr, c.ptr, 37, 20, 50, 0);
  expect([...c.view().subarray(0, 20)].every(Number.isNaN)).toBe(true);
  expect([...c.view().subarray(20)]).toEqual(all.slice(20));
});
