import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cut, cutMiddle, displayWidth, fit, wrap } from '../../../src/tui/terminal/text-fit.js';

describe('display width', () => {
  it.each([
    ['', 0],
    ['loss', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['ﾊﾝ', 2],
    ['한국', 4],
    ['👩‍👩‍👧', 2],
    ['🇨🇭', 2],
    ['⚡', 2],
    ['⚠', 1],
    ['⚠️', 2],
    ['✓✗▶‖', 4],
    ['⠿⣿', 2],
    ['─╮█', 3],
    ['🔥x', 3],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('of each sign that stands alone in a frame is what the tables say', () => {
    const odd: string[] = [];
    for (let unit = 0x20; unit < 0x3000; unit++) {
      const text = String.fromCharCode(unit);
      // Marks that join and what is shown as an escape are another matter.
      if (/[\p{M}\p{C}\p{Zl}\p{Zp}\u3164\u115f\u1160\u180e]/u.test(text)) continue;
      if (displayWidth(text) !== Math.min(2, stringWidth(text))) odd.push(unit.toString(16));
    }
    expect(odd).toEqual([]);
  });

  it('counts a control character by the escape that stands for it', () => {
    expect(displayWidth('a\x1b[2Jb')).toBe('a\\x1b[2Jb'.length);
  });
});

describe('cut', () => {
  it('keeps what fits and marks what does not', () => {
    expect(cut('gridworld-dqn', 13)).toBe('gridworld-dqn');
    expect(cut('gridworld-dqn', 12)).toBe('gridworld-d…');
    expect(cut('日本語です', 6)).toBe('日本…');
    expect(cut('日本語です', 5)).toBe('日本…');
    expect(cut('x', 0)).toBe('');
  });

  it('shows control characters instead of sending them', () => {
    expect(cut('\x1b[31mred', 20)).toBe('\\x1b[31mred');
  });

  it('never exceeds its width, and fit takes exactly its width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 0, max: 20 }), (text, width) => {
        expect(displayWidth(cut(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(fit(text, width))).toBe(width);
        expect(displayWidth(fit(text, width, 'right'))).toBe(width);
      }),
    );
  });
});

describe('a cut in the middle', () => {
  it('keeps how names begin and end, and of short ones the beginning', () => {
    expect(cutMiddle('semi-hard fork task.lr=0.01', 20)).toBe('semi-hard …k.lr=0.01');
    expect(cutMiddle('semi-hard fork task.lr=0.01', 12)).toBe('semi-hard f…');
    expect(cutMiddle('semi-hard', 9)).toBe('semi-hard');
    expect(cutMiddle('日本語日本語日本語', 16)).toBe('日本語日…日本語');
  });

  it('never exceeds its width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 0, max: 30 }), (text, width) => {
        expect(displayWidth(cutMiddle(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks at spaces and cuts a word that is longer than a line', () => {
    expect(wrap('Does a falling loss help?', 10)).toEqual(['Does a', 'falling', 'loss help?']);
    expect(wrap('unbreakableword it', 8)).toEqual(['unbreak…', 'it']);
    expect(wrap('', 8)).toEqual([]);
    expect(wrap('anything', 0)).toEqual([]);
  });
});
