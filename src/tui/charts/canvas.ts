import type { Region } from '../terminal/cell-buffer.js';

/** Bit of the dot at (column, row) in a cell of 2 by 4: Unicode braille patterns count down, then right. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * Dots of braille, 2 by 4 a cell. A cell has one colour, so whatever is drawn on a higher layer takes a cell over from
 * what lies below, while lines of the same layer share it and the last one colours it.
 */
export class Canvas {
  /** Size in dots. */
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #dots: Uint8Array;
  readonly #layers: Uint8Array;
  readonly #styles: string[];

  constructor(columns: number, rows: number) {
    this.#columns = Math.max(0, columns);
    this.#rows = Math.max(0, rows);
    this.width = this.#columns * 2;
    this.height = this.#rows * 4;
    this.#dots = new Uint8Array(this.#columns * this.#rows);
    this.#layers = new Uint8Array(this.#columns * this.#rows);
    this.#styles = new Array<string>(this.#columns * this.#rows).fill('');
  }

  /** Sets the dot at (x, y), y downwards; dots outside are left out. */
  dot(x: number, y: number, style: string, layer: number): void {
    if (!(x >= 0 && y >= 0 && x < this.width && y < this.height)) return;
    const column = x | 0;
    const row = y | 0;
    const cell = (row >> 2) * this.#columns + (column >> 1);
    const bit = BITS[row & 3]![column & 1]!;
    const there = this.#layers[cell]!;
    if (layer < there) return;
    this.#dots[cell] = layer > there ? bit : this.#dots[cell]! | bit;
    this.#layers[cell] = layer;
    this.#styles[cell] = style;
  }

  /** A straight line (Bresenham). `keep` says which of its columns are drawn. */
  line(x0: number, y0: number, x1: number, y1: number, style: string, layer: number, keep = always): void {
    let x = Math.round(x0);
    let y = Math.round(y0);
    const endX = Math.round(x1);
    const endY = Math.round(y1);
    const dx = Math.abs(endX - x);
    const dy = -Math.abs(endY - y);
    // Guards against coordinates that would take forever to walk.
    if (!(dx < 10_000 && dy > -10_000)) return;
    let error = dx + dy;
    for (;;) {
      if (keep(x)) this.dot(x, y, style, layer);
      if (x === endX && y === endY) return;
      const twice = 2 * error;
      if (twice >= dy) {
        error += dy;
        x += x < endX ? 1 : -1;
      }
      if (twice <= dx) {
        error += dx;
        y += y < endY ? 1 : -1;
      }
    }
  }

  /** The outline of a circle. */
  circle(x: number, y: number, radius: number, style: string, layer: number): void {
    const steps = Math.max(8, Math.ceil(radius * 8));
    for (let i = 0; i < steps; i++) {
      const angle = (2 * Math.PI * i) / steps;
      this.dot(Math.round(x + radius * Math.cos(angle)), Math.round(y + radius * Math.sin(angle)), style, layer);
    }
  }

  /** Copies the cells that have dots into the region. */
  paint(region: Region): void {
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        const cell = row * this.#columns + column;
        const dots = this.#dots[cell]!;
        if (dots !== 0) region.put(column, row, String.fromCharCode(0x2800 + dots), this.#styles[cell]!);
      }
    }
  }
}

const always = (_x: number): boolean => true;
