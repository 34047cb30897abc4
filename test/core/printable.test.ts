import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLine } from '../../src/core/printable.js';

describe('foreign text on a terminal', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u009b2J', '\\x9b2J'],
    ['a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['half \ud800', 'half \\ud800'],
    ['a\tb\rc\u007f', 'a\\tb\\rc\\x7f'],
    ['two\nlines', 'two\nlines'],
    ['grüße 漢字 🎉 👩‍💻', 'grüße 漢字 🎉 👩‍💻'],
  ])('%j is shown as %j', (given, expected) => {
    expect(printable(given)).toBe(expected);
  });

  it('stays in one line where one line is asked for', () => {
    expect(printableLine('two\nlines')).toBe('two\\nlines');
  });

  it('holds no control character, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(/[\p{Cc}\p{Bidi_Control}]/u.test(printableLine(text))).toBe(false);
      }),
    );
  });
});
