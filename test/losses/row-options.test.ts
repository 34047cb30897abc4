import { describe, expect, test } from 'vitest';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { formOf } from '../../src/losses/kit/resolved-loss.js';
import { losses } from '../../src/losses/registry.js';
import { calls, eachCall } from './calls.js';
import { flat, map, sum } from './nested.js';
import { Draw } from './random-calls.js';

type Inputs = Record<string, Nested>;
const run = (loss: string, call: object) => losses.get(loss).evaluate(call as never);
const takes = (loss: string, variant: string, name: string) => {
  const definition = losses.get(loss) as LossDefinition;
  return definition.inputs[name]?.shapes === null && formOf(definition, variant).takes.includes(name);
};
const cases = eachCall().filter(({ params }) => !('reduction' in params));
const weighable = cases.filter(({ loss, variant }) => takes(loss, variant, 'sampleWeights'));
// Advantages that all steps scale together are refused a mask.
const maskable = cases.filter(
  ({ loss, variant, params }) => takes(loss, variant, 'mask') && !('normalizeAdvantages' in params),
);

describe('sampleWeights', () => {
  test.each(weighable)('multiply the values of $loss $variant $params before they are added', (call) => {
    const inputs = call.inputs(new Draw(31)) as Inputs;
    const none = { ...call.params, reduction: 'none' };
    const plain = run(call.loss, { ...call, inputs, params: none }).value;
    const draw = new Draw(32);
    const sampleWeights = map(plain, () => draw.unit() + 0.1);
    const weighed = run(call.loss, { ...call, inputs: { ...inputs, sampleWeights }, params: none }).value;
    const expected = flat(plain).map((value, i) => value * flat(sampleWeights)[i]!);
    flat(weighed).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 10);
    });
    const total = run(call.loss, {
      ...call,
      inputs: { ...inputs, sampleWeights },
      params: { ...call.params, reduction: 'sum' },
    }).value;
    expect(total).toBeCloseTo(
      expected.reduce((a, b) => a + b, 0),
      9,
    );
  });
});

describe('mask', () => {
  test.each(maskable)('leaves rows of $loss $variant $params out, whatever stands in them', (call) => {
    const inputs = call.inputs(new Draw(33)) as Inputs;
    const learned = Object.keys(inputs).filter((name) => losses.get(call.loss as string).inputs[name]!.learned);
    const none = { ...call.params, reduction: 'none' };
    const plain = run(call.loss, { ...call, inputs, params: none });
    let at = 0;
    const mask = map(plain.value, () => (at++ === 1 ? 0 : 1));
    const rows = flat(plain.value).length;
    // NaN in everything of the second row that is learned.
    const broken = { ...inputs };
    for (const name of learned) {
      const width = flat(inputs[name]!).length / rows;
      if (!Number.isInteger(width)) continue;
      broken[name] = map(inputs[name]!, (x, i) => (Math.floor(i / width) === 1 ? Number.NaN : x));
    }
    const masked = run(call.loss, { ...call, inputs: { ...broken, mask }, params: none });
    flat(masked.value).forEach((value, i) => {
      expect(value).toBeCloseTo(i === 1 ? 0 : flat(plain.value)[i]!, 10);
    });
    for (const gradient of Object.values(masked.grads)) expect(flat(gradient).every(Number.isFinite)).toBe(true);
    // The mean of what is left, where a mean divides by the number of values.
    const { value } = run(call.loss, { ...call, inputs: { ...broken, mask } });
    if (!('weight' in call.params || 'ignoreIndex' in call.params || 'classCounts' in call.params)) {
      expect(value).toBeCloseTo(sum(masked.value) / (rows - 1), 9);
    }
  });

  test.each(['center', 'arcface', 'sphereface'])(
    'leaves the classes of %s alone where they are as many as the rows',
    (name) => {
      const draw = new Draw(35);
      const rows = Array.from({ length: 3 }, () => Array.from({ length: 2 }, () => draw.unit() - 0.5));
      const classes = Array.from({ length: 3 }, () => Array.from({ length: 2 }, () => draw.unit() - 0.5));
      const inputs = { embeddings: rows, [name === 'center' ? 'centers' : 'weights']: classes, targets: [0, 0, 2] };
      const params = { reduction: 'none' };
      const plain = run(name, { inputs, params }).value;
      const masked = run(name, { inputs: { ...inputs, mask: [0, 1, 1] }, params }).value;
      expect(flat(masked)).toEqual([0, ...flat(plain).slice(1)]);
    },
  );

  test('leaves rows out of what is told beside the value', () => {
    const rows = [[1], [3], [0]];
    const center = run('center', { inputs: { embeddings: rows, centers: [[0]], targets: [0, 0, 0], mask: [1, 0, 1] } });
    expect(center.extra.centerDelta).toEqual([[-1 / 3]]);
    const inputs = { anchors: rows, positives: rows, negatives: rows, mask: [1, 0, 0] };
    expect(run('triplet', { inputs }).extra).toEqual({ triplets: 1, active: 1 });
    const steps = {
      logits: [
        [0, 0],
        [0, 0],
      ],
      actions: [0, 1],
      oldLogps: [-5, Math.log(0.5)],
      advantages: [1, 1],
    };
    expect(run('ppo-clip', { inputs: steps }).extra.clipFraction).toBe(0.5);
    expect(run('ppo-clip', { inputs: { ...steps, mask: [0, 1] } }).extra.clipFraction).toBe(0);
  });

  test('is refused where rewards make up the returns, in every variant', () => {
    const inputs = { logits: [[0, 1]], actions: [0], rewards: [1], dones: [1], mask: [1] };
    for (const variant of ['entropy', 'from-rewards'])
      expect(() => run('policy-gradient', { variant, inputs })).toThrow(
        'mask: is not taken here: the steps make up the returns',
      );
  });

  test('and the weighted mean of cross-entropy divides by the weights of the rows that are left', () => {
    const inputs = {
      logits: [
        [1, 0],
        [0, 2],
        [1, 1],
      ],
      targets: [0, 1, 1],
    };
    const params = { weight: [1, 3] };
    const rows = flat(run('cross-entropy', { inputs, params: { ...params, reduction: 'none' } }).value);
    expect(run('cross-entropy', { inputs: { ...inputs, mask: [1, 0, 1] }, params }).value).toBeCloseTo(
      (rows[0]! + rows[2]!) / 4,
      12,
    );
  });

  test('of zeros alone gives 0 with gradient 0', () => {
    const { value, grads } = run('mse', { inputs: { pred: [1, 2], target: [0, 0], mask: [0, 0] } });
    expect([value, grads.pred]).toEqual([0, [0, 0]]);
  });
});

describe('what does not fit is refused with the reason', () => {
  test.each([
    [
      'barlow-twins',
      { x1: [[1]], x2: [[1]], mask: [1] },
      /mask: is not taken here: the loss is one value for the whole/,
    ],
    [
      'info-nce',
      { queries: [[1]], keys: [[1]], mask: [1] },
      /mask: is not taken here: rows are negatives of each other/,
    ],
    ['dice', { logits: [1], targets: [1], sampleWeights: [1] }, /the elements of a set count together/],
    ['mse', { pred: [1, 2], target: [1, 2], mask: [1] }, /mask: must have the shape of the values .*\[1\].*\[2\]/],
    ['mse', { pred: [1, 2], target: [1, 2], sampleWeights: [1, -1] }, /sampleWeights\[1\]: is out of range/],
    ['mse', { pred: [1, 2], target: [1, 2], mask: [1, 0.5] }, /mask\[1\]: is out of range .*0, 1/],
  ])('%s %j', (loss, inputs, message) => {
    expect(() => run(loss, { inputs })).toThrow(message);
  });

  test('every loss takes each of the two or says why not', () => {
    for (const loss of losses.list()) {
      for (const variant of Object.keys(loss.variants)) {
        for (const name of ['sampleWeights', 'mask']) {
          if (takes(loss.name, variant, name) || formOf(loss, variant).takes.includes(name)) continue;
          const call = (calls[loss.name as 'mse'] as (typeof calls)['mse']).find((one) => one.variant === variant)!;
          if (formOf(loss, variant).needs.includes(name)) continue;
          const inputs = { ...call.inputs(new Draw(1)), [name]: [1] };
          expect(() => run(loss.name, { variant, inputs })).toThrow(new RegExp(`${name}: is not taken here: \\w+`));
        }
      }
    }
  });
});
