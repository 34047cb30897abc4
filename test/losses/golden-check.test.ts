import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { losses } from '../../src/losses/registry.js';
import { checkGolden } from '../../src/losses/tools/golden-check.js';

const mse = {
  id: 'mse/default/1',
  loss: 'mse',
  variant: 'default',
  params: {},
  inputs: { pred: [1, 2], target: [0, 4] },
  value: 2.5,
  grads: { pred: [1, -2] },
};
const document = (...cases: object[]) => ({ format: 1, count: cases.length, cases });

describe('checkGolden', () => {
  test('passes what is right', () => {
    expect(checkGolden(document(mse))).toEqual({ checked: 1, skipped: [], failed: [] });
  });

  test.each([
    [{ value: 2.6 }, 'value', '2.6', '2.5'],
    [{ value: [2.5] }, 'value', '[2.5]', '2.5'],
    [{ grads: { pred: [1, -2.1] } }, 'grads.pred[1]', '-2.1', '-2'],
    [{ grads: {} }, 'grads.pred', 'undefined', '[1,-2]'],
    [{ grads: { pred: [1, -2], target: [0, 0] } }, 'grads.target', '[0,0]', 'undefined'],
    [{ extra: { pairs: 3 } }, 'extra.pairs', '3', 'undefined'],
  ])('reports %j with its place and both values, in both precisions', (change, where, expected, got) => {
    for (const precision of ['f64', 'f32'] as const) {
      const { failed } = checkGolden(document({ ...mse, ...change }), { precision });
      expect(failed).toEqual([{ id: mse.id, where, expected, got }]);
    }
  });

  test('an error in the tenth digit fails f64 and passes f32', () => {
    const near = document({ ...mse, value: 2.5000001 });
    expect(checkGolden(near).failed).toHaveLength(1);
    expect(checkGolden(near, { precision: 'f32' }).failed).toEqual([]);
  });

  test('an unknown loss and refused inputs are failures of their case only', () => {
    const { checked, failed } = checkGolden(
      document({ ...mse, id: 'a', loss: 'huberr' }, { ...mse, id: 'b', inputs: { pred: [1, 2], target: [1] } }, mse),
    );
    expect(checked).toBe(3);
    expect(failed.map(({ id, where }) => [id, where])).toEqual([
      ['a', 'call'],
      ['b', 'call'],
    ]);
    expect(failed[0]!.got).toMatch(/unknown loss.*Did you mean huber/);
    expect(failed[1]!.got).toMatch(/shape/);
  });

  test('f32 skips, with the reason, only what rounding the inputs alone already moves too far', () => {
    const cancelling = { ...mse, id: 'c', inputs: { pred: [1e8 + 3], target: [1e8] }, value: 9, grads: { pred: [6] } };
    expect(checkGolden(document(cancelling)).failed).toEqual([]);
    const { checked, skipped, failed } = checkGolden(document(cancelling, mse), { precision: 'f32' });
    expect([checked, failed]).toEqual([1, []]);
    expect(skipped).toEqual([
      { id: 'c', reason: expect.stringMatching(/rounding the inputs to f32 alone moves value/) },
    ]);
    const wrong = { ...cancelling, value: 10 };
    expect(checkGolden(document(wrong), { precision: 'f32' }).failed).toHaveLength(1);
  });

  test('f32 skips a tie that only exact arithmetic sees, whole numbers or not, and never one that an f64 bug makes', () => {
    // 20000 against sqrt(20000^2 + 1): one number in f32.
    const embeddings = [
      [0, 0],
      [20000, 0],
      [20000, 1],
      [0, 50000],
    ];
    const labels = [0, 0, 0, 1];
    const call = { inputs: { embeddings, labels }, params: { mining: 'hard', margin: 90000 } } as const;
    const exact = losses.get('triplet').evaluate(call);
    const tie = { ...mse, ...call, ...exact, id: 't', loss: 'triplet', variant: 'batch-hard' };
    const { skipped, failed } = checkGolden(document(tie), { precision: 'f32' });
    expect(failed).toEqual([]);
    expect(skipped.map(({ id }) => id)).toEqual(['t']);
    expect(checkGolden(document({ ...tie, value: 1 }), { precision: 'f32' }).failed).toHaveLength(1);
  });

  test.each([
    [null, /must be an object/],
    [{ format: 2, cases: [] }, /format: is not supported.*given 2.*allowed 1/],
    [{ format: 1 }, /cases: must be an array/],
    [{ format: 1, count: 2, cases: [mse] }, /count: does not match.*given 2.*allowed 1/],
    [document(mse, mse), /cases\[1\]\.id: is there twice/],
    [document({ ...mse, value: 'x' }), /cases\[0\]\.value: must be a number/],
    [document({ ...mse, grads: { pred: [[1], 2] } }), /cases\[0\]\.grads\.pred/],
    [document({ ...mse, inputs: [] }), /cases\[0\]\.inputs: must be an object/],
    [document(7 as never), /cases\[0\]: must be an object/],
  ])('refuses a document of another layout: %j', (given, message) => {
    expect(() => checkGolden(given)).toThrow(UserError);
    expect(() => checkGolden(given)).toThrow(message);
  });
});
