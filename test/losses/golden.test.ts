import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkGolden } from '../../src/losses/check.js';

const golden: unknown = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8'));

describe('golden cases', () => {
  test('all hold in f64 and none is skipped', () => {
    const { checked, skipped, failed } = checkGolden(golden, { precision: 'f64' });
    expect(failed).toEqual([]);
    expect(skipped).toEqual([]);
    expect(checked).toBe(266);
  });

  test('all that f32 can hold hold in f32, and that is at least 95 %', () => {
    const { checked, skipped, failed } = checkGolden(golden, { precision: 'f32' });
    expect(failed).toEqual([]);
    expect(skipped.length).toBeLessThanOrEqual(0.05 * (checked + skipped.length));
  });
});
