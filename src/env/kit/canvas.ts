/** Bits of the dots of a braille character, by row then column. */
const DOTS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80] as const;

/** A drawing of braille characters: two dots a column, four dots a row, the origin at the top left. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #bits: Uint8Array;

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.width = 2 * columns;
    this.height = 4 * rows;
    this.#bits = new Uint8Array(columns * rows);
  }

  /** Sets the dot nearest to (x, y); outside the canvas nothing happens. */
  dot(x: number, y: number): void {
    const column = Math.round(x);
    const row = Math.round(y);
    if (!(column >= 0 && column < this.width && row >= 0 && row < this.height)) return;
    this.#bits[(row >> 2) * this.#columns + (column >> 1)]! |= DOTS[2 * (row & 3) + (column & 1)]!;
  }

  /** A straight line; ends that are not finite draw nothing. */
  line(x0: number, y0: number, x1: number, y1: number): void {
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    if (!(steps <= 4 * (this.width + this.height))) return;
    for (let i = 0; i <= steps; i++) {
      const share = steps === 0 ? 0 : i / steps;
      this.dot(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
    }
  }

  /** A filled rectangle. */
  box(left: number, top: number, right: number, bottom: number): void {
    for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) this.dot(x, y);
  }

  /** One text a row, all of the same width. */
  lines(): string[] {
    const rows: string[] = [];
    for (let from = 0; from < this.#bits.length; from += this.#columns) {
      const row = this.#bits.subarray(from, from + this.#columns);
      rows.push(String.fromCharCode(...Array.from(row, (bits) => 0x2800 + bits)));
    }
    return rows;
  }
}
