import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvesIn, folder, readAll } from './reading.js';

const root = join(folder, 'tensorboard');
const file = join(
  'tensorboard',
  ...(readdirSync(root, { recursive: true }) as string[]).filter((name) => name.includes('tfevents')),
);
const bytes = readFileSync(join(folder, file));
const whole = curvesIn(file);

describe('an event file of TensorBoard', () => {
  it('has all scalars that were written', () => {
    expect(whole.get('loss')).toMatchObject({ points: 300, x: 300 });
    expect(whole.get('average_precision')).toMatchObject({ points: 6, x: 300 });
  });

  it('cut off anywhere has a beginning of its points, and gives the rest when it comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: bytes.length }), (cut) => {
        for (const [metric, { values }] of curvesIn(file, { pieces: [bytes.subarray(0, cut)] })) {
          expect(values).toEqual(whole.get(metric)!.values.slice(0, values.length));
        }
        expect(curvesIn(file, { pieces: [bytes.subarray(0, cut), bytes.subarray(cut)] })).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('with flipped bits loses the records that they are in, says so, and invents nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= flip;
        const { curves, reader } = readAll(file, [damaged]);
        expect(reader.leftOut.size).toBeGreaterThan(0);
        for (const [metric, { values }] of curves) {
          const known = new Set(whole.get(metric)?.values);
          expect(
            values.every((value) => known.has(value)),
            metric,
          ).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
