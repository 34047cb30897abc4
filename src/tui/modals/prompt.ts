import { around, type Line } from '../state/text-input.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import type { Theme } from '../terminal/theme.js';

/** Paints a line that is being typed from column `x` on, scrolled so that the caret shows; returns the column behind it. */
export function paintLine(region: Region, x: number, y: number, line: Line, style: string, theme: Theme): number {
  const [before, after] = around(line);
  const room = Math.max(1, region.width - x - 1);
  const over = Math.max(0, displayWidth(before) - room + 1);
  const part = region.region(x, y, room + 1, 1);
  const caret = part.write(-over, 0, before, style);
  const end = part.write(caret, 0, after, style);
  part.put(caret, 0, after === '' ? ' ' : [...after][0]!, `${theme.strong}\x1b[7m`);
  return x + Math.max(caret + 1, end);
}
