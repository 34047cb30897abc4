import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { Engine } from '../../src/tensor/engine.js';
import { mineSemiHard, tripletSum } from '../../src/tensor/ops/index.js';

/** Distances that f32 holds exactly, most of them several times, among them both zeros and at will NaN and Infinity. */
function distances(n: number, special: readonly number[]): Float64Array {
  const stream = Stream.from(n, 'data');
  return Float64Array.from({ length: n * n }, () => {
    const draw = stream.below(100);
    return special[draw] ?? stream.below(200) / 64 - (special.length > 0 ? 1 : 0);
  });
}

/** The triplets that are mined and the sums over all, with their gradient. */
function outcome(precision: 'f32' | 'f64', n: number, special: readonly number[]) {
  const engine = new Engine(precision);
  const matrix = engine.leaf([n, n], distances(n, special));
  const labels = engine.indices(Array.from({ length: n }, (_, i) => (i * 7) % 5));
  const ints = ({ ptr, size }: { readonly ptr: number; readonly size: number }) => [
    ...engine.ints.subarray(ptr >> 2, (ptr >> 2) + size),
  ];
  const mined = (['farthest', 'skip'] as const).map((without) => {
    const { positive, negative } = mineSemiHard(matrix, labels, without);
    return [ints(positive), ints(negative)];
  });
  const { total, active } = tripletSum(matrix, labels, 0.25);
  engine.backward(total);
  return { mined, active, total: total.item(), gradient: [...matrix.gradView()] };
}

describe('triplets of many rows, sorted by counting in f32', () => {
  // 64 rows and more take that way; the numbers are multiples of 1/64 and their sums exact in both precisions.
  test.each([63, 64, 65, 120])('are those of f64, sorted by comparing: %i rows', (n) => {
    expect(outcome('f32', n, [])).toEqual(outcome('f64', n, []));
  });

  test('with infinities, zeros of both signs and numbers below 0', () => {
    const special = [Number.POSITIVE_INFINITY, 0, -0, -0, 0];
    expect(outcome('f32', 90, special).mined).toEqual(outcome('f64', 90, special).mined);
  });

  test('with NaN, which comes last and out', () => {
    const special = [Number.NaN, 0, -0];
    const [narrow, wide] = [outcome('f32', 90, special), outcome('f64', 90, special)];
    expect(narrow.mined).toEqual(wide.mined);
    expect([narrow.total, wide.total]).toEqual([Number.NaN, Number.NaN]);
  });
});
