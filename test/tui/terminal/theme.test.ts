import { describe, expect, it } from 'vitest';
import { type ColorDepth, colorDepth, makeTheme } from '../../../src/tui/terminal/theme.js';

/** Every style of a theme. */
function stylesOf(depth: ColorDepth): string[] {
  const theme = makeTheme(depth);
  const { strong, dim, border, accent, good, warning, bad, band } = theme;
  const shares = [0, 0.3, 0.6, 1];
  return [
    ...[strong, dim, border, accent, good, warning, bad, band],
    ...theme.lines.map((line) => line.color),
    ...shares.map((share) => theme.heat(share)),
  ];
}

describe('the theme', () => {
  it('without colours has bold and faint only', () => {
    for (const style of stylesOf(0)) expect(style.replaceAll('\x1b[1m', '').replaceAll('\x1b[2m', '')).toBe('');
  });

  it('uses no more colours than the terminal has', () => {
    for (const style of stylesOf(4)) expect(style).not.toContain('8;');
    for (const style of stylesOf(8)) expect(style).not.toContain('8;2;');
  });

  it('tells neighbouring lines apart by their dashes too', () => {
    const { lines } = makeTheme(0);
    for (let i = 1; i < 5; i++) expect(lines[i]!.dash).not.toEqual(lines[i - 1]!.dash);
    expect(new Set(lines.slice(0, 5).map((line) => line.sample)).size).toBe(5);
  });

  it.each<[Record<string, string>, ColorDepth]>([
    [{ NO_COLOR: '1', COLORTERM: 'truecolor', TERM: 'xterm-256color' }, 0],
    [{ NO_COLOR: '', TERM: 'xterm-256color' }, 8],
    [{ TERM: 'dumb' }, 0],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 24],
    [{ TERM: 'screen-256color' }, 8],
    [{ TERM: 'xterm' }, 4],
    [{}, 4],
  ])('takes from %j a depth of %i bits', (env, depth) => {
    expect(colorDepth(env)).toBe(depth);
  });
});
