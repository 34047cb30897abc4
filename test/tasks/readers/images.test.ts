import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.js';
import { cutWindows } from '../../../src/tasks/generators/pixel-windows.js';
import { readImages } from '../../../src/tasks/readers/images.js';
import { readTable } from '../../../src/tasks/readers/table.js';
import { temporaryFiles } from '../files.js';

const write = temporaryFiles();

describe('readImages', () => {
  it('gives back the images and masks that were written', () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 5 }), height: fc.integer({ min: 1, max: 5 }) });
    const images = size.chain(({ width, height }) => {
      const grid = (pixel: fc.Arbitrary<number>) =>
        fc.array(fc.array(pixel, { minLength: width, maxLength: width }), { minLength: height, maxLength: height });
      const number = fc.double({ noNaN: true, noDefaultInfinity: true });
      return fc.array(fc.record({ image: grid(number), mask: grid(fc.integer({ min: 0, max: 1 })) }), {
        minLength: 2,
        maxLength: 4,
      });
    });
    fc.assert(
      fc.property(images, (rows) => {
        const read = readImages(write(rows.map((row) => JSON.stringify(row)).join('\n'), 'images.jsonl'));
        expect([read.count, read.height, read.width]).toEqual([
          rows.length,
          rows[0]!.image.length,
          rows[0]!.image[0]!.length,
        ]);
        // JSON has no negative zero.
        expect([...read.pixels]).toEqual(rows.flatMap(({ image }) => image.flat().map((pixel) => pixel + 0)));
        expect([...read.mask]).toEqual(rows.flatMap(({ mask }) => mask.flat()));
      }),
      { numRuns: 50 },
    );
  });

  it('throws nothing but a UserError, nor do tables of JSONL, whatever the lines', () => {
    const lines = fc.array(
      fc.oneof(
        fc.json(),
        fc.record({ image: fc.jsonValue(), mask: fc.jsonValue() }).map((row) => JSON.stringify(row)),
        fc.dictionary(fc.string(), fc.jsonValue()).map((row) => JSON.stringify(row)),
      ),
    );
    fc.assert(
      fc.property(lines, (rows) => {
        const file = write(rows.join('\n'), 'rows.jsonl');
        const options = { roles: new Map([['y', 'label' as const]]) };
        for (const read of [() => readImages(file), () => readTable(file, options)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('cutWindows', () => {
  it('shows the surroundings of each pixel, and 0 outside the image', () => {
    const into = new Float32Array(6 * 9);
    cutWindows({ width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6] }, 3, into, 0);
    expect([...into.subarray(0, 9)]).toEqual([0, 0, 0, 0, 1, 2, 0, 4, 5]);
    expect([...into.subarray(4 * 9, 5 * 9)]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0]);
  });
});
