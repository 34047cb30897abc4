import { describe, expect, it } from 'vitest';
import { Sheet } from '../../../src/tui/terminal/cell-buffer.js';

describe('a region', () => {
  it('clips whatever is painted to itself', () => {
    const sheet = new Sheet(6, 3);
    const region = sheet.region(2, 1, 3, 1);
    region.write(0, 0, 'abcdef');
    region.write(0, 1, 'below');
    region.put(-1, 0, 'x');
    expect(sheet.text()).toEqual(['', '  abc', '']);
    expect(sheet.region(4, 0, 9, 9).width).toBe(2);
    expect(region.region(5, 5, 4, 4).height).toBe(0);
  });

  it('leaves a blank where a wide character has no room for its second cell', () => {
    const sheet = new Sheet(3, 1);
    sheet.region().write(0, 0, 'ab日');
    expect(sheet.text()).toEqual(['ab']);
  });

  it('never leaves half of a wide character', () => {
    const sheet = new Sheet(4, 1);
    sheet.region().write(0, 0, '日本');
    sheet.region().put(1, 0, 'x');
    expect(sheet.chars).toEqual([' ', 'x', '本', '']);
    sheet.region().put(2, 0, 'y');
    expect(sheet.chars).toEqual([' ', 'x', 'y', ' ']);
  });

  it('keeps a combining mark with its letter', () => {
    const sheet = new Sheet(3, 1);
    sheet.region().write(0, 0, 'e\u0301x');
    expect(sheet.chars).toEqual(['e\u0301', 'x', ' ']);
  });

  it('shows an escape sequence in a text as characters', () => {
    const sheet = new Sheet(12, 1);
    sheet.region().write(0, 0, 'a\x1b[2J');
    expect(sheet.text()).toEqual(['a\\x1b[2J']);
  });
});
