import { describe, expect, it } from 'vitest';
import { type ColorDepth, colorDepth, makeTheme, THEMES } from '../../../src/tui/terminal/theme.js';

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

/** Relative luminance of the colour in a 24-bit style (WCAG 2). */
function luminance(style: string): number {
  const parts = /38;2;([0-9]+);([0-9]+);([0-9]+)/.exec(style)!.slice(1).map(Number);
  const [r, g, b] = parts.map((part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

describe('bands', () => {
  it.each(THEMES)('of the %s theme stand out less from the ground than their lines, at every depth', (name) => {
    const ground = name === 'light' ? 1 : 0;
    for (const { color, band } of makeTheme(24, name).lines) {
      expect(contrast(luminance(band), ground)).toBeLessThan(0.75 * contrast(luminance(color), ground));
    }
    for (const depth of [0, 4, 8] as const) {
      for (const { color, band } of makeTheme(depth, name).lines) {
        expect(band).not.toBe(color);
        if (depth < 8) expect(band).toBe(`\x1b[2m${color}`);
      }
    }
  });

  it('and lines of forty variants are told apart by colour or dash', () => {
    const { lines } = makeTheme(24);
    expect(new Set(lines.map(({ color, sample }) => `${color}${sample}`)).size).toBe(lines.length);
    expect(lines.length).toBe(40);
  });
});

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
