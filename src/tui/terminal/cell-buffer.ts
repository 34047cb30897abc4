import { displayWidth, eachGrapheme } from './text-fit.js';

/**
 * A screenful of cells. A wide grapheme holds two: itself and an empty one behind it. A style is the ANSI sequence that
 * turns it on; the empty string is the terminal's default.
 */
export class Sheet {
  readonly width: number;
  readonly height: number;
  readonly chars: string[];
  readonly styles: string[];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.chars = new Array<string>(width * height).fill(' ');
    this.styles = new Array<string>(width * height).fill('');
  }

  clear(): void {
    this.chars.fill(' ');
    this.styles.fill('');
  }

  /** The part of the sheet that this rectangle covers; what lies outside of the sheet cannot be painted. */
  region(x = 0, y = 0, width = this.width, height = this.height): Region {
    return new Region(this, x, y, width, height);
  }

  /** The rows as plain text without trailing spaces, for tests. */
  text(): string[] {
    return Array.from({ length: this.height }, (_, y) =>
      this.chars
        .slice(y * this.width, (y + 1) * this.width)
        .join('')
        .trimEnd(),
    );
  }
}

/** A rectangle of a sheet with its own origin; everything painted is clipped to it. */
export class Region {
  readonly width: number;
  readonly height: number;
  readonly #sheet: Sheet;
  readonly #x: number;
  readonly #y: number;

  constructor(sheet: Sheet, x: number, y: number, width: number, height: number) {
    this.#sheet = sheet;
    this.#x = x;
    this.#y = y;
    this.width = Math.max(0, Math.min(width, sheet.width - x));
    this.height = Math.max(0, Math.min(height, sheet.height - y));
  }

  /** A part of this region, clipped to it. */
  region(x: number, y: number, width: number, height: number): Region {
    const left = Math.max(0, Math.min(x, this.width));
    const top = Math.max(0, Math.min(y, this.height));
    return new Region(
      this.#sheet,
      this.#x + left,
      this.#y + top,
      Math.min(width, this.width - left),
      Math.min(height, this.height - top),
    );
  }

  /** Puts one narrow character into a cell. */
  put(x: number, y: number, char: string, style = ''): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const sheet = this.#sheet;
    const at = (this.#y + y) * sheet.width + this.#x + x;
    // A wide grapheme that loses one of its cells loses the other too.
    if (sheet.chars[at] === '' && char !== '') sheet.chars[at - 1] = ' ';
    if (sheet.chars[at + 1] === '' && char !== '') sheet.chars[at + 1] = ' ';
    sheet.chars[at] = char;
    sheet.styles[at] = style;
  }

  /** Writes text on one line, clipped at the right; returns the column behind it. */
  write(x: number, y: number, text: string, style = ''): number {
    let column = x;
    let before = x;
    eachGrapheme(text, (grapheme, width) => {
      if (width === 0) {
        this.#join(before, y, grapheme);
        return;
      }
      before = column;
      if (width === 2 && (column + 1 >= this.width || column < 0)) {
        this.put(column, y, ' ', style);
      } else {
        this.put(column, y, grapheme, style);
        if (width === 2) this.put(column + 1, y, '', style);
      }
      column += width;
    });
    return column;
  }

  /** Writes text that ends before column `end`; returns the column of its first character. */
  writeEnd(end: number, y: number, text: string, style = ''): number {
    const start = end - displayWidth(text);
    this.write(start, y, text, style);
    return start;
  }

  fill(char: string, style = ''): void {
    for (let y = 0; y < this.height; y++) for (let x = 0; x < this.width; x++) this.put(x, y, char, style);
  }

  /** A combining mark belongs to the character before it. */
  #join(x: number, y: number, mark: string): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (this.#y + y) * this.#sheet.width + this.#x + x;
    this.#sheet.chars[at] += mark;
  }
}
