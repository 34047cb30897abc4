import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { lexNumber } from '../../../src/core/number-lexer.js';
import { eachCsvRow } from '../../../src/tasks/readers/formats/csv.js';
import { RowCutter } from '../../../src/tasks/readers/formats/row-cutter.js';
import { Problems } from '../../../src/tasks/readers/problems.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-cutter-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The number that the batches give for a text; NaN where it is left to the other way of reading. */
function cutNumber(cutter: RowCutter, text: string): number {
  const bytes = new TextEncoder().encode(`${text}\n`);
  cutter.room(bytes.length, 1).set(bytes);
  const batch = cutter.cut(0, 1, 1);
  if (batch === null) throw new Error(`${JSON.stringify(text)} was not cut`);
  return batch.numbers(0).values[0]!;
}

const lexed = (text: string) => lexNumber(new TextEncoder().encode(text), 0, Buffer.byteLength(text));

describe('rows that are cut many at a time', () => {
  it('read the double that the language reads, for any number in any of its spellings', () => {
    const cutter = new RowCutter(',', 65_536);
    const check = (text: string) => {
      const value = cutNumber(cutter, text);
      if (!Number.isNaN(value) && !Object.is(value, Number(text))) throw new Error(`${text} became ${value}`);
    };
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        for (const text of [`${value}`, value.toExponential(), value.toPrecision(17), value.toPrecision(15)])
          check(text);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 19n - 1n), fc.integer({ min: -70, max: 70 }), (digits, exponent) => {
        check(`${digits}e${exponent}`);
        const text = String(digits);
        check(`${text.slice(0, 1)}.${text.slice(1)}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('read usual numbers here and leave what is none', () => {
    const cutter = new RowCutter(',', 65_536);
    const numbers = [
      '0',
      '-0',
      '1',
      '+7',
      '-1.5',
      '.5',
      '3.',
      '1e3',
      '2E-4',
      ' 12 ',
      '"4"',
      '" 5.5"',
      '0.1',
      '123456789012345678',
    ];
    expect(numbers.map((text) => cutNumber(cutter, text))).toEqual([
      0, -0, 1, 7, -1.5, 0.5, 3, 1000, 2e-4, 12, 4, 5.5, 0.1, 123456789012345680,
    ]);
    for (const text of [
      '',
      '-',
      '.',
      'e5',
      '1e',
      '1e+',
      '1.2.3',
      '1 2',
      '0x10',
      'nan',
      'Infinity',
      '1_000',
      '5%',
      '"',
      '−1',
    ])
      if (text !== '' && text !== '"') expect(cutNumber(cutter, text)).toBeNaN();
    // Half between two doubles, and on either side of it.
    expect(cutNumber(cutter, '9007199254740993')).toBe(9007199254740992);
    expect(cutNumber(cutter, '9007199254740995')).toBe(9007199254740996);
    expect(cutNumber(cutter, '1.7976931348623157e308')).toBeNaN();
    expect(cutNumber(cutter, '8.5e22')).toBe(8.5e22);
    expect(cutNumber(cutter, '6.02214076e23')).toBe(6.02214076e23);
  });

  it('are the rows that come one at a time, whatever stands among them', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '1',
        '-2.5',
        ' 3 ',
        '"4"',
        '"a,b"',
        '"say ""x"""',
        '"two\nlines"',
        'text',
        '"',
        'a"b',
        '# c',
        '1e5',
        'é',
      ),
      fc.double({ noNaN: true }).map(String),
    );
    const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\n# a comment\n');
    const row = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 4 }), end);
    let file = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (rows, width) => {
        const name = join(folder, `${file++ % 4}.csv`);
        writeFileSync(name, `a,b,c\n${rows.map(([cells, line]) => `${cells.join()}${line}`).join('')}`);
        const [one, many] = [[], []] as { row: number; line: number; texts: string[] }[][];
        const reading = (batches: boolean) => {
          const into = batches ? many! : one!;
          const problems = new Problems(name);
          try {
            eachCsvRow(
              problems,
              { separator: ',' },
              (found, number) => {
                into.push({ row: number, line: found.line, texts: found.texts() });
                return undefined;
              },
              batches
                ? {
                    width,
                    take({ rows: count, cells, numbers }, number) {
                      for (let i = 0; i < count; i++) {
                        const texts = Array.from({ length: width }, (_, at) => cells.text(i * width + at));
                        into.push({ row: number + i, line: cells.line + i, texts });
                        texts.forEach((text, at) => {
                          const { values, points } = numbers(at);
                          const value = values[i]!;
                          if (Number.isNaN(value)) return;
                          expect(value).toBe(lexed(text.trim()));
                          expect(points[i]).toBe(text.includes('.') ? 1 : 0);
                        });
                      }
                      return undefined;
                    },
                  }
                : undefined,
            );
          } catch (error) {
            into.push({ row: -1, line: -1, texts: [String(error)] });
          }
        };
        reading(false);
        reading(true);
        expect(many).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });
});
