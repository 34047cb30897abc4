/** Kinds of lines that are remembered. */
const MOST_SHAPES = 256;
const NUMBER = /[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?/g;
const BAR = /[\s█▏▎▍▌▋▊▉━╸╺─=>#.]{2,}/g;
const END = /[-+.,\deE]+$/;

/**
 * Tells whether the last line of a log, which has no end, is whole. A program writes lines of a few shapes again and again: a
 * line that was cut off has none of them, or a number at its end that is shorter than others there.
 */
export class TornLine {
  /** Most characters of a number at the end, by the shape of the line. */
  readonly #shapes = new Map<string, number>();
  /** The same of the last column of a table. */
  #row = 0;

  /** A line that had figures. */
  line(line: string): void {
    const shape = shapeOf(line);
    const before = this.#shapes.get(shape);
    if (before === undefined && this.#shapes.size >= MOST_SHAPES) return;
    const length = endOf(line);
    if (before === undefined || length > before) this.#shapes.set(shape, length);
  }

  /** A row of a table, whose last cell has so many characters. */
  row(length: number): void {
    if (length > this.#row) this.#row = length;
  }

  /** Whether a line of text is whole; the only one of a log is. */
  isWholeLine(line: string): boolean {
    if (this.#shapes.size === 0 && this.#row === 0) return true;
    const longest = this.#shapes.get(shapeOf(line));
    return longest !== undefined && endOf(line) >= longest;
  }

  /** Whether the last cell of a row of a table is whole. */
  isWholeRow(cell: string): boolean {
    return cell.length >= this.#row;
  }
}

const endOf = (line: string): number => END.exec(line)?.[0].length ?? 0;

const shapeOf = (line: string): string => line.slice(-400).replace(NUMBER, '#').replace(BAR, ' ').trim();
