import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing, RingReader, RingWriter } from '../../src/session/thread/ring.js';
import type { Point } from '../train/line.js';

describe('the ring', () => {
  it('keeps the order, invents nothing and counts every drop, for any mix of pushes and drains', () => {
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 30 }) }) },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
    );
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 8, 16), fc.array(action, { maxLength: 60 }), (capacity, actions) => {
        const buffer = createRing(capacity);
        const writer = new RingWriter(buffer);
        const reader = new RingReader(buffer);
        const expected: Point[] = [];
        const seen: Point[] = [];
        let held = 0;
        let dropped = 0;
        let n = 0;
        const drain = () => {
          expect(reader.drain((...point) => seen.push(point))).toBe(held);
          held = 0;
        };
        for (const act of actions) {
          if (act === 'drain') {
            drain();
            continue;
          }
          for (let i = 0; i < act.push; i++) {
            const point: Point = [n % 5, n, n / 3];
            n++;
            writer.push(...point);
            if (held < capacity) {
              held++;
              expected.push(point);
            } else dropped++;
          }
        }
        drain();
        expect(seen).toEqual(expected);
        expect(reader.dropped).toBe(dropped);
      }),
    );
  });

  it('keeps its order when the count of points passes 2^31 and 2^32', () => {
    for (const start of [0x7fff_fffc, -4]) {
      const buffer = createRing(4);
      const header = new Int32Array(buffer);
      header[0] = start;
      header[16] = start;
      const writer = new RingWriter(buffer);
      const reader = new RingReader(buffer);
      const steps: number[] = [];
      for (let step = 0; step < 10; step++) {
        writer.push(0, step, 0);
        if (step % 3 === 2) reader.drain((_, at) => steps.push(at));
      }
      reader.drain((_, at) => steps.push(at));
      expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(reader.dropped).toBe(0);
    }
  });

  it('refuses a capacity that is no power of two', () => {
    expect(() => createRing(12)).toThrow('power of two');
  });
});
