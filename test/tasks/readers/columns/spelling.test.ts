import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Role, readTable } from '../../../../src/tasks/readers/table.js';
import { issuesOf, temporaryFiles } from '../../files.js';

const write = temporaryFiles();
const roles = new Map<string, Role>([['y', 'label']]);

const grouped = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, mark);

/** Ways to write a number with two decimals. */
const ways: Readonly<Record<string, (value: number) => string>> = {
  plain: (value) => value.toFixed(2),
  'decimal comma': (value) => value.toFixed(2).replace('.', ','),
  'points between thousands': (value) => {
    const [whole, part] = Math.abs(value).toFixed(2).split('.');
    return `${value < 0 ? '-' : ''}${grouped(whole!, '.')},${part}`;
  },
  'commas between thousands': (value) => {
    const [whole, part] = Math.abs(value).toFixed(2).split('.');
    return `${value < 0 ? '-' : ''}${grouped(whole!, ',')}.${part}`;
  },
  'blanks between thousands': (value) => {
    const [whole, part] = Math.abs(value).toFixed(2).split('.');
    return `${value < 0 ? '-' : ''}${grouped(whole!, '\u202f')},${part}`;
  },
  'Unicode minus': (value) => value.toFixed(2).replace('-', '\u2212'),
  parentheses: (value) => (value < 0 ? `(${Math.abs(value).toFixed(2)})` : value.toFixed(2)),
  percent: (value) => `${value.toFixed(2)} %`,
  'currency before': (value) => `${value < 0 ? '-' : ''}$${Math.abs(value).toFixed(2)}`,
  'currency behind': (value) => `${value.toFixed(2).replace('.', ',')} €`,
  unit: (value) => `${value.toFixed(2)} kg`,
  exponent: (value) => value.toExponential(8),
};

describe.each(Object.entries(ways))('numbers written with %s', (_, spell) => {
  it('are read as the numbers that they are, in CSV with semicolons', () => {
    const values = fc.array(fc.integer({ min: -9_999_999, max: 9_999_999 }), { minLength: 25, maxLength: 40 });
    fc.assert(
      fc.property(values, (hundredths) => {
        // Values that leave no doubt: one beyond a thousand, and one below.
        const numbers = [1234.56, -0.25, ...hundredths.map((value) => value / 100)];
        const file = write(`x;y\n${numbers.map((value, i) => `${spell(value)};${i % 2}`).join('\n')}\n`);
        const { columns } = readTable(file, { roles, types: 'x:number', missing: 'none' });
        const [column] = columns;
        if (column?.kind !== 'numeric') throw new Error('x is not numeric');
        numbers.forEach((value, i) => {
          expect(column.values[i]).toBeCloseTo(value, 6);
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('numbers that may be read in two ways', () => {
  it('are refused with the setting to add, and read when it is given', () => {
    const content = `x;y\n${['1,234', '2,345', '3,456', '4,567'].map((text, i) => `${text};${i % 2}`).join('\n')}\n`;
    const [issue] = issuesOf(() => readTable(write(content), { roles }));
    expect(issue!.hint).toContain('task.decimal=comma');
    const valuesWith = (decimal: 'comma' | 'point') => {
      const [column] = readTable(write(content), { roles, decimal }).columns;
      return column?.kind === 'numeric' ? [...column.values] : null;
    };
    expect(valuesWith('comma')).toEqual([1.234, 2.345, 3.456, 4.567]);
    expect(valuesWith('point')).toEqual([1234, 2345, 3456, 4567]);
  });

  it('are refused when a column uses both marks as decimals', () => {
    const content = `x;y\n${['1.234,5', '1,234.5', '2.345,6', '7,5'].map((text, i) => `${text};${i % 2}`).join('\n')}\n`;
    expect(issuesOf(() => readTable(write(content), { roles }))[0]!.message).toContain('written another way');
  });
});
