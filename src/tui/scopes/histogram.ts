import type { Histogram } from '../../core/scope.js';
import { formatValue } from '../format.js';
import type { Region } from '../terminal/sheet.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { cut } from '../terminal/widths.js';

/** Lines that the title and the scale below the bars take. */
const FRAME = 2;

/** Bars over equal bins, as high as the region allows, the fullest bin at the top; below them the range. */
export function paintHistogram(region: Region, { title, low, high, counts }: Histogram, theme: Theme): void {
  if (region.height <= FRAME || region.width < counts.length >> 1) return;
  region.write(0, 0, cut(title, region.width), theme.dim);
  const each = Math.max(1, Math.floor(region.width / counts.length));
  const width = Math.min(region.width, each * counts.length);
  const rows = region.height - FRAME;
  const most = Math.max(1, ...counts);
  const steps = GLYPHS.blocks.length - 1;
  for (let x = 0; x < width; x++) {
    const count = counts[Math.floor((x * counts.length) / width)] ?? 0;
    // A bin with anything in it shows at least the lowest block.
    const filled = count === 0 ? 0 : Math.max(1, Math.round((count / most) * rows * steps));
    for (let row = 0; row < rows; row++) {
      const level = Math.max(0, Math.min(steps, filled - row * steps));
      if (level > 0) region.put(x, rows - row, GLYPHS.blocks[level]!, theme.lines[0]!.color);
    }
  }
  const [left, middle, right] = [low, (low + high) / 2, high].map((value) => formatValue(value));
  const bottom = region.height - 1;
  region.write(0, bottom, left!, theme.dim);
  region.write((width - middle!.length) >> 1, bottom, middle!, theme.dim);
  region.writeEnd(width, bottom, right!, theme.dim);
}
