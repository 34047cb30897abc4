import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withOverrides } from '../../../src/tui/input/key-overrides.js';
import { actionOf, BINDINGS } from '../../../src/tui/input/keys.js';
import { mouseOf } from '../../../src/tui/input/mouse.js';
import { footerLines } from '../../../src/tui/panels/footer.js';
import { around, type Line, lineOf, typed } from '../../../src/tui/state/text-input.js';
import { toAscii } from '../../../src/tui/terminal/ascii.js';
import { GLYPHS } from '../../../src/tui/terminal/theme.js';

describe('reports of the mouse', () => {
  it.each([
    ['[<0;10;5M', { what: 'press', x: 9, y: 4, shift: false }],
    ['[<4;1;1M', { what: 'press', x: 0, y: 0, shift: true }],
    ['[<64;10;5M', { what: 'wheelUp', x: 9, y: 4, shift: false }],
    ['[<65;10;5M', { what: 'wheelDown', x: 9, y: 4, shift: false }],
    ['[<0;10;5m', 'other'],
    ['[<2;10;5M', 'other'],
    ['[<32;10;5M', 'other'],
    ['<0;10;5M', null],
    ['m', null],
  ])('%s', (input, press) => {
    expect(mouseOf(input)).toEqual(press);
  });
});

describe("the user's own keys", () => {
  it('take the place of the usual ones, in handlers and footer', () => {
    const { bindings, problems } = withOverrides({ pause: 'ctrl+p', sort: ['O', 'ctrl+o'] });
    expect(problems).toEqual([]);
    expect(actionOf('ctrl+p', 'panels', bindings)).toBe('pause');
    expect(actionOf('p', 'panels', bindings)).toBeNull();
    expect(actionOf('O', 'panels', bindings)).toBe('sort');
    expect(footerLines(300, 1, bindings).flat()).toContainEqual(expect.objectContaining({ keys: '^P', word: 'pause' }));
  });

  it('may change places', () => {
    const { bindings, problems } = withOverrides({ zoomIn: 'Z', zoomOut: 'z', show: 'v', pin: 'space' });
    expect(problems).toEqual([]);
    expect(actionOf('Z', 'panels', bindings)).toBe('zoomIn');
    expect(actionOf(' ', 'panels', bindings)).toBe('pin');
  });

  it('are all judged at once, and none is taken when one is wrong', () => {
    const { bindings, problems } = withOverrides({ puase: 'p', pause: 'q', step: 'hyper+x', interrupt: 'x' });
    expect(problems.map(({ action, message }) => `${action} ${message}`)).toEqual([
      'puase is not an action',
      'step is not a key',
      'interrupt keeps its keys',
      'quit uses a key that pause also uses',
    ]);
    expect(bindings).toBe(BINDINGS);
  });

  it('can be taken away', () => {
    const { bindings, problems } = withOverrides({ mouse: [] });
    expect(problems).toEqual([]);
    expect(actionOf('M', 'panels', bindings)).toBeNull();
  });
});

describe('a line that is typed', () => {
  const type = (line: Line, ...keys: string[]): Line => keys.reduce((at, key) => typed(at, key) ?? at, line);

  it('is edited at the caret, by graphemes', () => {
    expect(type(lineOf('ab'), 'left', 'x')).toEqual({ text: 'axb', caret: 2 });
    expect(type(lineOf('日本👩‍🚀'), 'backspace').text).toBe('日本');
    expect(type(lineOf('one two'), 'ctrl+w').text).toBe('one ');
    expect(around({ text: '日本語', caret: 1 })).toEqual(['日', '本語']);
  });

  it('never loses its caret, whatever comes', () => {
    const key = fc.constantFrom(
      'left',
      'right',
      'home',
      'end',
      'backspace',
      'ctrl+u',
      'ctrl+k',
      'ctrl+w',
      'a',
      '語',
      '́',
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const line = type(lineOf(''), ...keys);
        expect(around(line).join('')).toBe(line.text);
      }),
    );
  });

  it('takes no names of keys for text', () => {
    for (const key of ['up', 'ctrl+x', 'meta+x', '\x1b', 'tab']) expect(typed(lineOf('a'), key)).toBeNull();
  });
});

describe('ASCII', () => {
  it('has a sign for every sign of the dashboard', () => {
    const signs = Object.values(GLYPHS).flat().join('');
    for (const sign of signs) expect(toAscii(sign), sign).toMatch(/^[ -~]$/);
  });

  it('draws braille as strokes where its dots lie', () => {
    const shown = '⠉⠒⠤⣀⡇⢸⠑⠊⢇⡠⠂⡂⠅ ⠀'.split('').map(toAscii).join('');
    expect(shown).toMatch(/^[ -~]*$/);
    expect(toAscii('⣀')).toBe('_');
    expect(toAscii('⠒')).toBe('-');
    expect(toAscii('⡇')).toBe('|');
    expect(toAscii('⡠')).toBe('/');
    expect(toAscii('⢄')).toBe('\\');
    expect(toAscii('⠅')).toBe(':');
  });

  it('keeps the width of what it cannot draw', () => {
    expect(toAscii('語')).toBe('??');
    expect(toAscii('é')).toBe('?');
    expect(toAscii('')).toBe('');
  });
});
