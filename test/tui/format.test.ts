import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compact,
  formatPercent,
  formatRate,
  formatSeconds,
  formatSpread,
  formatValue,
  grouped,
} from '../../src/tui/format.js';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.83127, '0.831'],
    [-0.05, '-0.050'],
    [1, '1.000'],
    [9.9996, '10.00'],
    [12.345, '12.35'],
    [500, '500.0'],
    [999.96, '1,000'],
    [12_345.6, '12,346'],
    [1_234_567, '1.2e6'],
    [0.000_12, '1.2e-4'],
    [-0.000_12, '-1.2e-4'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ])('%d is written %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it('stay within eight characters, spreads within seven, whatever the value', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(formatValue(value).length).toBeLessThanOrEqual(8);
        expect(formatSpread(Math.abs(value)).length).toBeLessThanOrEqual(7);
        expect(compact(Math.min(1e12, Math.abs(value) || 0)).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('of spreads have two significant digits', () => {
    expect([0.004_32, 0.0432, 0.432, 4.32, 43.2, 0.000_1, Number.NaN].map(formatSpread)).toEqual([
      '0.0043',
      '0.043',
      '0.43',
      '4.3',
      '43',
      '1e-4',
      '—',
    ]);
  });

  it('of steps have suffixes or groups of three', () => {
    expect([0, 840, 1200, 18_000, 20_000, 999_999, 2.5e6].map(compact)).toEqual([
      '0',
      '840',
      '1.2k',
      '18k',
      '20k',
      '1M',
      '2.5M',
    ]);
    expect(grouped(1_234_567)).toBe('1,234,567');
  });
});

describe('durations, shares and rates', () => {
  it('are short and of even form', () => {
    expect([0, 41.2, 725, 3723].map(formatSeconds)).toEqual(['0:00', '0:41', '12:05', '1:02:03']);
    expect(formatSeconds(null)).toBe('—');
    expect([1204, 12_345, 0].map(formatRate)).toEqual(['1,204/s', '12.3k/s', '—']);
  });

  it('say 100% only when all is done', () => {
    expect([0, 0.5, 0.999, 1].map(formatPercent)).toEqual(['0%', '50%', '99%', '100%']);
  });
});
