import { printable } from '../../core/printable.js';
import { displayWidth } from '../../core/text-width.js';

/** At most this much of a line is shown around the place. */
const WIDTH = 96;

/** The line of `offset` with its number, and a caret below the character that stands there. */
export function excerpt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const lineNumber = text.slice(0, start).split('\n').length;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
  const column = Math.min(offset - start, line.length);
  const from = line.length <= WIDTH ? 0 : Math.max(0, Math.min(column - WIDTH / 2, line.length - WIDTH));
  const before = `${from > 0 ? '...' : ''}${printable(line.slice(from, column))}`;
  const after = `${printable(line.slice(column, from + WIDTH))}${from + WIDTH < line.length ? '...' : ''}`;
  const gutter = `  ${lineNumber} | `;
  return `${gutter}${before}${after}\n${' '.repeat(gutter.length - 2)}| ${' '.repeat(displayWidth(before))}^`;
}
