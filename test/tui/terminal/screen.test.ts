import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sheet } from '../../../src/tui/terminal/cell-buffer.js';
import { difference, Screen } from '../../../src/tui/terminal/screen.js';
import { displayWidth } from '../../../src/tui/terminal/text-fit.js';
import { FakeTerminal } from '../stagehand.js';

/** A sheet of these rows, in which ANSI styles hold up to the next reset. */
function sheetOf(width: number, ...rows: string[]): Sheet {
  const sheet = new Sheet(width, rows.length);
  for (const [y, row] of rows.entries()) {
    let x = 0;
    let style = '';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    for (const part of row.split(/(\x1b\[[\d;]*m)/)) {
      if (!part.startsWith('\x1b[')) x = sheet.region().write(x, y, part, style);
      else style = part === '\x1b[0m' ? '' : style + part;
    }
  }
  return sheet;
}

/** A terminal in small: cursor addressing, styles and wide characters, enough to judge what the writer sends. */
class Emulator {
  readonly cells: string[][];
  readonly styles: string[][];

  constructor(width: number, height: number) {
    this.cells = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
    this.styles = Array.from({ length: height }, () => new Array<string>(width).fill(''));
  }

  feed(text: string): void {
    let x = 0;
    let y = 0;
    let style = '';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    for (const part of text.split(/(\x1b\[[?\d;]*[A-Za-z])/)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
      const sequence = /^\x1b\[([?\d;]*)([A-Za-z])$/.exec(part);
      if (sequence?.[2] === 'H') [y, x] = sequence[1]!.split(';').map((one) => Number(one) - 1) as [number, number];
      else if (sequence?.[2] === 'm') style = sequence[1] === '0' ? '' : style + part;
      else if (sequence?.[2] === 'J') {
        for (const row of this.cells) row.fill(' ');
        for (const row of this.styles) row.fill('');
      } else if (sequence === null) {
        for (const { segment } of new Intl.Segmenter('en').segment(part)) {
          const width = displayWidth(segment);
          // Half of a wide character that is written over leaves a blank.
          if (this.cells[y]![x] === '') this.cells[y]![x - 1] = ' ';
          if (this.cells[y]![x + width] === '') this.cells[y]![x + width] = ' ';
          this.cells[y]![x] = segment;
          this.styles[y]![x] = style;
          if (width === 2) {
            this.cells[y]![x + 1] = '';
            this.styles[y]![x + 1] = style;
          }
          x += width;
        }
      }
    }
  }
}

describe('the difference of two sheets', () => {
  it('is nothing when nothing changed', () => {
    expect(difference(sheetOf(8, 'step 12', 'loss'), sheetOf(8, 'step 12', 'loss'))).toBe('');
  });

  it('is the changed part of the changed line only', () => {
    expect(difference(sheetOf(8, 'step 12', 'loss'), sheetOf(8, 'step 13', 'loss'))).toBe('\x1b[1;7H3');
    expect(difference(sheetOf(8, 'a', 'b', 'c'), sheetOf(8, 'a', 'x y', 'c'))).toBe('\x1b[2;1Hx y');
  });

  it('of an empty terminal leaves out what is blank', () => {
    expect(difference(null, sheetOf(8, '', '  loss'))).toBe('\x1b[2;3Hloss');
  });

  it('turns a style on where it begins and off where it ends', () => {
    expect(difference(null, sheetOf(8, 'a\x1b[1mbc\x1b[0md'))).toBe('\x1b[1;1Ha\x1b[1mbc\x1b[0md');
    expect(difference(sheetOf(3, 'abc'), sheetOf(3, 'a\x1b[2mbc\x1b[0m'))).toBe('\x1b[1;2H\x1b[2mbc\x1b[0m');
  });

  it('writes a wide character whole, and says where the next cell is', () => {
    expect(difference(sheetOf(8, '日本'), sheetOf(8, '日語'))).toBe('\x1b[1;3H語\x1b[1;5H');
    expect(difference(sheetOf(8, '日本'), sheetOf(8, 'xx本'))).toBe('\x1b[1;1Hxx');
  });

  it('brings a terminal from any sheet to any other', () => {
    const cell = fc.tuple(
      fc.constantFrom('a', 'b', ' ', '日', '⡇', '🔥', 'é', 'e\u0301'),
      fc.constantFrom('', '\x1b[1m', '\x1b[38;5;74m'),
    );
    const row = fc.array(cell, { maxLength: 9 });
    const sheet = fc.array(row, { minLength: 3, maxLength: 3 }).map((rows) => {
      const painted = new Sheet(9, 3);
      for (const [y, cells] of rows.entries()) {
        let x = 0;
        for (const [char, style] of cells) x = painted.region().write(x, y, char, style);
      }
      return painted;
    });
    fc.assert(
      fc.property(sheet, sheet, (before, after) => {
        const terminal = new Emulator(9, 3);
        terminal.feed(difference(null, before));
        terminal.feed(difference(before, after));
        expect(terminal.cells.flat()).toEqual(after.chars);
        expect(terminal.styles.flat()).toEqual(after.styles);
      }),
    );
  });
});

describe('the screen', () => {
  it('writes each frame as one synchronized update, the first after a clear', () => {
    const terminal = new FakeTerminal(8, 2);
    const screen = new Screen(terminal);
    screen.show(sheetOf(8, 'step 12', ''));
    screen.show(sheetOf(8, 'step 13', ''));
    screen.show(sheetOf(8, 'step 13', ''));
    expect(terminal.written).toEqual([
      '\x1b[?2026h\x1b[0m\x1b[2J\x1b[1;1Hstep 12\x1b[?2026l',
      '\x1b[?2026h\x1b[1;7H3\x1b[?2026l',
    ]);
  });

  it('clears again only after a change of size or when told to forget', () => {
    const terminal = new FakeTerminal(8, 1);
    const screen = new Screen(terminal);
    screen.show(sheetOf(8, 'a'));
    expect(screen.resize()).toBe(false);
    terminal.columns = 9;
    expect(screen.resize()).toBe(true);
    screen.show(sheetOf(9, 'a'));
    screen.forget();
    screen.show(sheetOf(9, 'a'));
    expect(terminal.written.filter((text) => text.includes('\x1b[2J'))).toHaveLength(3);
  });

  it('is busy from a full buffer until it has drained', () => {
    const terminal = new FakeTerminal(8, 1);
    const screen = new Screen(terminal);
    terminal.ready = false;
    screen.show(sheetOf(8, 'a'));
    expect(screen.busy).toBe(true);
    terminal.emit('drain');
    expect(screen.busy).toBe(false);
  });
});
