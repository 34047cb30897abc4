import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { checkGolden } from '../../src/losses/tools/golden-check.js';
import { flat } from './nested.js';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8'));

describe.each([
  ['losses.json', 266],
  // Drawn at random by own_losses.py, corners included.
  ['own-losses.json', 325],
  ['losses2.json', 346],
  // Random calls with every option, by drawn_losses.py.
  ['drawn-losses.json', 465],
])('golden cases of %s', (file, count) => {
  const golden = read(file);

  test('all hold in f64 and none is skipped', () => {
    const { checked, skipped, failed } = checkGolden(golden, { precision: 'f64' });
    expect(failed).toEqual([]);
    expect(skipped).toEqual([]);
    expect(checked).toBe(count);
  });

  test('all that f32 can hold hold in f32, and that is at least 95 %', () => {
    const { checked, skipped, failed } = checkGolden(golden, { precision: 'f32' });
    expect(failed).toEqual([]);
    expect(skipped.length).toBeLessThanOrEqual(0.05 * (checked + skipped.length));
  });
});

describe('single precision far from zero', () => {
  const far = [1e4, 1e4, -1e4];
  const half = Math.LN2;

  test.each([
    ['cross-entropy', { logits: [far], targets: [0] }, half, [-0.5, 0.5, 0]],
    ['cross-entropy', { logits: [far], targetProbs: [[0.5, 0.5, 0]] }, half, [0, 0, 0]],
    ['kl-div', { logits: [far], targetProbs: [[1, 0, 0]] }, half, [-0.5, 0.5, 0]],
    ['focal', { logits: [far], targets: [0] }, half / 4, [-0.25 * (0.5 + half), 0.25 * (0.5 + half), 0]],
    ['poly', { logits: [far], targets: [1] }, half + 0.5, [0.75, -0.75, 0]],
    ['policy-gradient', { logits: [far], actions: [0], advantages: [1] }, half, [-0.5, 0.5, 0]],
  ] as const)('%s %j keeps the digits of equal logits', (loss, inputs, value, gradient) => {
    const got = losses.get(loss as string).evaluate({ inputs: inputs as never, precision: 'f32' });
    expect(got.value).toBeCloseTo(value, 6);
    (got.grads.logits as number[][])[0]!.forEach((g, k) => {
      expect(g).toBeCloseTo(gradient[k]!, 6);
    });
  });

  test('the entropy of equal logits is that of their number', () => {
    const { extra } = losses.get('policy-gradient').evaluate({
      inputs: { logits: [far], actions: [0], advantages: [0] },
      precision: 'f32',
    });
    expect(flat(extra.entropyRows!)[0]).toBeCloseTo(half, 6);
  });
});
