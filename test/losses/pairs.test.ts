import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { gradCheck } from '../../src/tensor/gradcheck.js';
import {
  binaryCrossEntropy,
  mineHard,
  mineSemiHard,
  orderedPairs,
  softCrossEntropyRows,
  tripletSum,
} from '../../src/tensor/ops/index.js';
import { Draw } from './random-calls.js';

const engine = new Engine('f64');
const seeds = { seed: 5, numRuns: 40 };

/** A batch with ties in its distances now and then. */
function batch(seed: number) {
  const d = new Draw(seed);
  const n = 2 + d.below(14);
  const labels = d.indices(n, 1 + d.below(4));
  const coarse = d.unit() < 0.5;
  const spread = d.unit() < 0.3 ? 400 : 2;
  const distances = d.list(n * n, () => (coarse ? d.below(4) : d.unit() * spread));
  engine.reset();
  return {
    n,
    labels,
    at: (a: number, b: number) => distances[a * n + b]!,
    indices: engine.indices(labels),
    matrix: engine.leaf([n, n], distances),
  };
}

type Batch = ReturnType<typeof batch>;

const ints = ({ ptr, size }: { ptr: number; size: number }) => [...engine.ints.subarray(ptr >> 2, (ptr >> 2) + size)];
const positives = ({ n, labels }: Batch, a: number) =>
  Array.from({ length: n }, (_, j) => j).filter((j) => j !== a && labels[j] === labels[a]);
const negatives = ({ n, labels }: Batch, a: number) =>
  Array.from({ length: n }, (_, j) => j).filter((j) => labels[j] !== labels[a]);
/** The item with the largest score, the first of equals. */
const best = (items: number[], score: (item: number) => number) =>
  items.reduce((top, item) => (score(item) > score(top) ? item : top));

describe('the kernels over triplets do what a loop over triplets does', () => {
  test('mineHard takes the farthest positive and the nearest negative, the lowest index of equals', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const b = batch(seed);
        const expected = b.labels.flatMap((_, a) => {
          const [same, other] = [positives(b, a), negatives(b, a)];
          if (same.length === 0 || other.length === 0) return [];
          return [[a * b.n + best(same, (j) => b.at(a, j)), a * b.n + best(other, (j) => -b.at(a, j))]];
        });
        const mined = mineHard(b.matrix, b.indices);
        expect([ints(mined.positive), ints(mined.negative)]).toEqual(
          [0, 1].map((i) => expected.map((pair) => pair[i])),
        );
      }),
      seeds,
    );
  });

  test('mineSemiHard takes the nearest negative beyond the positive, else the farthest or nothing', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('farthest' as const, 'skip' as const), (seed, without) => {
        const b = batch(seed);
        const expected = b.labels.flatMap((_, a) =>
          positives(b, a).flatMap((p) => {
            const other = negatives(b, a);
            const beyond = other.filter((j) => b.at(a, j) > b.at(a, p));
            if (other.length === 0 || (beyond.length === 0 && without === 'skip')) return [];
            const n = beyond.length > 0 ? best(beyond, (j) => -b.at(a, j)) : best(other, (j) => b.at(a, j));
            return [[a * b.n + p, a * b.n + n]];
          }),
        );
        const mined = mineSemiHard(b.matrix, b.indices, without);
        expect([ints(mined.positive), ints(mined.negative)]).toEqual(
          [0, 1].map((i) => expected.map((pair) => pair[i])),
        );
      }),
      seeds,
    );
  });

  test('tripletSum adds up every triplet, counts those above 0 and has their gradient', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(null, 0, 0.5, 2), (seed, margin) => {
        const b = batch(seed);
        let total = 0;
        let active = 0;
        const gradient = new Float64Array(b.n * b.n);
        b.labels.forEach((_, a) => {
          for (const p of positives(b, a)) {
            for (const n of negatives(b, a)) {
              const gap = b.at(a, p) - b.at(a, n);
              const cost =
                margin === null ? Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap))) : Math.max(gap + margin, 0);
              const slope = margin === null ? 1 / (1 + Math.exp(-gap)) : cost > 0 ? 1 : 0;
              total += cost;
              active += cost > 0 ? 1 : 0;
              gradient[a * b.n + p]! += slope;
              gradient[a * b.n + n]! -= slope;
            }
          }
        });
        const got = tripletSum(b.matrix, b.indices, margin);
        expect(got.active).toBe(active);
        expect(Math.abs(got.total.item() - total)).toBeLessThan(1e-10 * Math.max(1, total));
        engine.backward(got.total);
        b.matrix.gradView().forEach((g, i) => {
          expect(Math.abs(g - gradient[i]!)).toBeLessThan(1e-10 * Math.max(1, Math.abs(gradient[i]!)));
        });
      }),
      { ...seeds, numRuns: 120 },
    );
  });

  test('tripletSum with a soft margin is exact where exponentials would overflow', () => {
    engine.reset();
    const far = [0, 1e4, 5, 2e4, 1e4, 0, 3, 800, 5, 3, 0, 0, 2e4, 800, 0, 0];
    const { total } = tripletSum(engine.leaf([4, 4], far), engine.indices([0, 0, 1, 1]), null);
    let expected = 0;
    [0, 0, 1, 1].forEach((label, a, labels) => {
      labels.forEach((p, i) => {
        labels.forEach((n, j) => {
          if (i === a || p !== label || n === label) return;
          const gap = far[a * 4 + i]! - far[a * 4 + j]!;
          expected += Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap)));
        });
      });
    });
    expect(total.item()).toBeCloseTo(expected, 9);
  });

  test('one broken distance shows in the loss of its anchor', () => {
    for (const mining of ['hard', 'semi-hard', 'all'] as const) {
      const embeddings = [[Number.NaN], [1], [2], [4]];
      const { value } = losses.get('triplet').evaluate({
        inputs: { embeddings, labels: [0, 0, 1, 1] },
        params: { mining },
      });
      expect(value).toBeNaN();
    }
  });
});

test('orderedPairs lists what its rule counts, row by row', () => {
  engine.reset();
  const values = engine.tensor([3], [1, 2, 1]);
  const pairs = (rule: 'all' | 'different' | 'above') => {
    const { first, second } = orderedPairs(values, rule);
    const right = ints(second);
    return ints(first).map((i, k) => [i, right[k]]);
  };
  expect(pairs('above')).toEqual([
    [1, 0],
    [1, 2],
  ]);
  expect(pairs('different')).toEqual([
    [0, 1],
    [1, 0],
    [1, 2],
    [2, 1],
  ]);
  expect(pairs('all')).toHaveLength(9);
});

test('the operations against weights pass the gradient check', () => {
  const d = new Draw(31);
  const logits = { shape: [4, 5], data: d.reals(20, 3) };
  const weights = d.list(20, () => (d.unit() < 0.3 ? 0 : d.unit()));
  const others = d.units(20);
  const soft = gradCheck(([z]) => softCrossEntropyRows(z!, z!.engine.tensor([4, 5], weights)), [logits]);
  const binary = gradCheck(
    ([z]) => binaryCrossEntropy(z!, z!.engine.tensor([4, 5], weights), z!.engine.tensor([4, 5], others)),
    [logits],
  );
  expect([soft.worst < 1e-8, binary.worst < 1e-8]).toEqual([true, true]);
});
