import { EventEmitter } from 'node:events';
import { toAscii } from './ascii.js';
import type { Sheet } from './cell-buffer.js';
import { displayWidth } from './text-fit.js';

/** What the screen needs of a terminal stream; process.stdout fits. */
export interface Output {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
  on(event: 'drain', listener: () => void): unknown;
  off(event: 'drain', listener: () => void): unknown;
}

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/**
 * Writes sheets to the terminal, only the cells that changed, each frame as one synchronized update. Ink is given this
 * object as its stdout and can write nothing: its own writer would clear the terminal at each frame of full height and
 * cost a third of a core at ten frames a second.
 */
export class Screen extends EventEmitter {
  /** False keeps Ink from writing cursor sequences. */
  readonly isTTY = false;
  columns: number;
  rows: number;
  /** Frames and bytes written so far. */
  readonly written = { frames: 0, bytes: 0 };
  readonly #output: Output;
  readonly #ascii: boolean;
  #shown: Sheet | null = null;
  #waiting = false;
  readonly #drained = (): void => {
    this.#waiting = false;
    this.emit('drain');
  };

  /** With `ascii`, what a sheet shows is written in ASCII alone. */
  constructor(output: Output, ascii = false) {
    super();
    this.#output = output;
    this.#ascii = ascii;
    this.columns = output.columns || 80;
    this.rows = output.rows || 24;
    output.on('drain', this.#drained);
  }

  /** True while the terminal is slower than the frames; frames are left out until it has caught up. */
  get busy(): boolean {
    return this.#waiting;
  }

  /** Ink's frames, which have no rows. */
  write(_frame: string): boolean {
    return true;
  }

  /** Takes over the terminal's size; the next frame is written whole. True when the size changed. */
  resize(): boolean {
    const columns = this.#output.columns || 80;
    const rows = this.#output.rows || 24;
    if (columns === this.columns && rows === this.rows) return false;
    this.columns = columns;
    this.rows = rows;
    this.forget();
    return true;
  }

  /** Forgets what the terminal shows, so that the next frame is written whole after a clear. */
  forget(): void {
    this.#shown = null;
  }

  /** Brings the terminal to this sheet. The sheet must not be changed afterwards until the next one is shown. */
  show(sheet: Sheet): void {
    const changes = difference(this.#shown, sheet, this.#ascii);
    const text = this.#shown === null ? `\x1b[0m\x1b[2J${changes}` : changes;
    this.#shown = sheet;
    if (text === '') return;
    const frame = `${BEGIN}${text}${END}`;
    this.written.frames++;
    this.written.bytes += frame.length;
    if (!this.#output.write(frame)) this.#waiting = true;
  }

  close(): void {
    this.#output.off('drain', this.#drained);
  }
}

/** What to write so that a terminal showing `before` (null: an empty one) shows `after`: one span a changed line. */
export function difference(before: Sheet | null, after: Sheet, ascii = false): string {
  const { width, height, chars, styles } = after;
  const old = before !== null && before.width === width && before.height === height ? before : null;
  let text = '';
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let first = start;
    let last = start + width - 1;
    const same = (at: number): boolean =>
      old === null
        ? chars[at] === ' ' && styles[at] === ''
        : chars[at] === old.chars[at] && styles[at] === old.styles[at];
    while (first <= last && same(first)) first++;
    if (first > last) continue;
    while (same(last)) last--;
    // A wide grapheme is written whole or not at all.
    if (chars[first] === '' && first > start) first--;
    text += span(after, y, first - start, last - start, ascii);
  }
  return text;
}

function span(sheet: Sheet, y: number, from: number, to: number, ascii: boolean): string {
  let text = `\x1b[${y + 1};${from + 1}H`;
  let style = '';
  for (let x = from; x <= to; x++) {
    const char = sheet.chars[y * sheet.width + x]!;
    const next = sheet.styles[y * sheet.width + x]!;
    if (next !== style) {
      text += style === '' ? next : `\x1b[0m${next}`;
      style = next;
    }
    if (ascii) {
      text += toAscii(char);
      continue;
    }
    text += char;
    // Terminals disagree on the width of emoji: after one, say where the next cell is.
    if (char.length > 1 || (char > '\u2e80' && displayWidth(char) === 2))
      text += `\x1b[${y + 1};${x + displayWidth(char) + 1}H`;
  }
  return style === '' ? text : `${text}\x1b[0m`;
}
