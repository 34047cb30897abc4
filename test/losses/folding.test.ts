import { describe, expect, test } from 'vitest';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { losses } from '../../src/losses/registry.js';
import { flat, lossesOfPlaces } from './nested.js';
import { Draw } from './random-calls.js';

const run = (loss: string, inputs: object, params: object = {}) =>
  losses.get(loss).evaluate({ inputs, params } as never);

/** [2,3,4] logits with [2,4] targets, and the same as eight rows of three classes. */
const draw = new Draw(5);
const images = draw.list(2, () => draw.matrix(3, 4));
const targets = draw.list(2, () => draw.indices(4, 3));
const rows = images.flatMap((image) => [0, 1, 2, 3].map((pixel) => image.map((channel) => channel[pixel]!)));
const rowTargets = targets.flat();

describe('logits [N,C,d] with targets [N,d]', () => {
  test.each(lossesOfPlaces)('give %s the value and gradient of their pixels as rows', (loss) => {
    const folded = run(loss, { logits: images, targets });
    const plain = run(loss, { logits: rows, targets: rowTargets });
    expect(folded.value).toBe(plain.value);
    const gradient = folded.grads.logits as number[][][];
    const expected = plain.grads.logits as number[][];
    gradient.forEach((image, i) => {
      image.forEach((channel, c) => {
        channel.forEach((g, pixel) => {
          expect(g).toBe(expected[4 * i + pixel]![c]!);
        });
      });
    });
  });

  test('keep their shape without reduction, and take weights and a mask of it', () => {
    const params = { reduction: 'none', ignoreIndex: 2 };
    const mask = targets.map((row) => row.map((_, i) => Number(i !== 1)));
    const { value } = run('cross-entropy', { logits: images, targets, mask }, params);
    const plain = run('cross-entropy', { logits: rows, targets: rowTargets }, params).value as number[];
    expect((value as Nested[]).map((row) => (row as Nested[]).length)).toEqual([4, 4]);
    expect(flat(value)).toEqual(plain.map((x, i) => (i % 4 === 1 ? 0 : x)));
  });

  test('with [N,C,d,e] go as deep', () => {
    const deep = images.map((image) => image.map((channel) => [channel.slice(0, 2), channel.slice(2)]));
    const deepTargets = targets.map((row) => [row.slice(0, 2), row.slice(2)]);
    const { value, grads } = run('cross-entropy', { logits: deep, targets: deepTargets });
    expect(value).toBe(run('cross-entropy', { logits: rows, targets: rowTargets }).value);
    expect((grads.logits as number[][][][])[1]![2]!).toHaveLength(2);
  });

  test('are refused where the shapes do not agree', () => {
    expect(() => run('cross-entropy', { logits: images, targets: [[0, 1, 2]] })).toThrow(/wrong number of axes/);
  });
});

describe('padded lists [B,L] with a mask', () => {
  test.each(['listnet', 'list-mle', 'approx-ndcg', 'lambda-rank'])('are a group a row for %s', (loss) => {
    const scores = draw.matrix(2, 3);
    const labels = [
      [2, 0, 1],
      [0, 3, 9],
    ];
    const mask = [
      [1, 1, 1],
      [1, 1, 0],
    ];
    const padded = run(loss, { scores, labels, mask }, { reduction: 'none' });
    const single = [0, 1].map((i) => {
      const length = 3 - i;
      return run(loss, { scores: scores[i]!.slice(0, length), labels: labels[i]!.slice(0, length) });
    });
    expect(padded.value).toEqual(single.map(({ value }) => value));
    expect(padded.grads.scores).toEqual([single[0]!.grads.scores, [...(single[1]!.grads.scores as number[]), 0]]);
  });
});
