import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../src/core/learner.js';
import { RunDigest } from '../../src/train/digest.js';
import type { Point } from './line.js';

const weights = (...values: number[]) => new Map([['w', Float32Array.from(values)]]);

function digestOf(points: readonly Point[], names = ['loss'], final: NamedArrays = weights(1, 2)): string {
  const digest = new RunDigest();
  for (const [id, step, value] of points) digest.point(id, step, value);
  return digest.finish(names, final);
}

/** A NaN with the sign and the payload of these bits. */
function float32Of(bits: number): Float32Array {
  return new Float32Array(Uint32Array.of(bits).buffer);
}

describe('the digest of a run', () => {
  it('is what the hashlib of Python makes of the documented bytes', () => {
    const points = Array.from({ length: 5000 }, (_, i): Point => [i % 3, i, i / 7]);
    expect(digestOf(points, ['a', 'b', 'c'])).toBe('ec356d75d1ceed842dc1df5c14d5b780d81365c6458ddebf03fb56d5d70c7a11');
  });

  it('changes with any one id, step, value, name or weight', () => {
    const points = Array.from({ length: 3000 }, (_, i): Point => [0, i, i]);
    const reference = digestOf(points);
    fc.assert(
      fc.property(fc.nat(2999), fc.nat(2), (at, field) => {
        const changed = points.map((point, i): Point => {
          if (i !== at) return point;
          const copy = [...point] as [number, number, number];
          copy[field]! += 1;
          return copy;
        });
        expect(digestOf(changed)).not.toBe(reference);
      }),
      { numRuns: 30 },
    );
    expect(digestOf(points, ['other'])).not.toBe(reference);
    expect(digestOf(points, ['loss'], weights(1, 2.5))).not.toBe(reference);
    expect(digestOf(points.slice(1))).not.toBe(reference);
    expect(digestOf([...points, points[0]!])).not.toBe(reference);
  });

  it('tells 0 from -0 but not one NaN from another', () => {
    expect(digestOf([[0, 1, 0]])).not.toBe(digestOf([[0, 1, -0]]));
    const [quiet, signed] = [float32Of(0x7fc0_0000), float32Of(0xffc0_0001)];
    expect(digestOf([], [], new Map([['w', quiet]]))).toBe(digestOf([], [], new Map([['w', signed]])));
    expect(digestOf([[0, 1, quiet[0]!]])).toBe(digestOf([[0, 1, signed[0]!]]));
  });
});
