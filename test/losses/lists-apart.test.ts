import { describe, expect, it } from 'vitest';
import { resolveLoss } from '../../src/losses/kit/resolved-loss.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { Draw } from './random-calls.js';

/** Value and gradient of a listwise loss, the gradient in the order of `documents`. */
function judged(name: string, precision: 'f32' | 'f64', documents: readonly Document[], masked: boolean) {
  const engine = new Engine(precision);
  const n = documents.length;
  const scores = engine.leaf(
    [n],
    documents.map(({ score }) => score),
  );
  const labels = engine.tensor(
    [n],
    documents.map(({ grade }) => grade),
  );
  const groups = engine.indices(documents.map(({ list }) => list));
  const mask = masked
    ? engine.tensor(
        [n],
        documents.map(() => 1),
      )
    : undefined;
  const loss = losses.get(name);
  const { params } = resolveLoss(loss, { params: {} });
  const { value } = loss.compute({ scores, labels, groups, mask } as never, params);
  const result = value.item();
  engine.backward(value);
  return { value: result, gradient: new Map(documents.map((document, i) => [document, scores.gradView()[i]])) };
}

interface Document {
  readonly list: number;
  readonly score: number;
  readonly grade: number;
}

describe.each(['listnet', 'list-mle', 'approx-ndcg', 'lambda-rank'])(
  '%s of lists whose documents stand apart',
  (name) => {
    it.each(['f32', 'f64'] as const)('is that of lists that stand together, bit for bit, in %s', (precision) => {
      const draw = new Draw(3);
      for (let trial = 0; trial < 20; trial++) {
        const lists = Array.from({ length: 3 }, (_, list) => {
          const length = 1 + draw.below(11);
          const grades = draw.indices(length, 4);
          return draw.list(length, (i) => ({ list, score: draw.real(3), grade: grades[i]! }));
        });
        const together = lists.flat();
        // One of each list in turn: every list keeps its order.
        const apart = Array.from({ length: 11 }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
        const one = judged(name, precision, together, false);
        for (const other of [judged(name, precision, apart, false), judged(name, precision, together, true)]) {
          expect(other.value).toBe(one.value);
          for (const document of together) expect(other.gradient.get(document)).toBe(one.gradient.get(document));
        }
      }
    });
  },
);
