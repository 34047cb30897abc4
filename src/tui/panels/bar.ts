import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** A progress bar one row high, to half a column. */
export function paintBar(region: Region, share: number, style: string, theme: Theme): void {
  const halves = Math.floor(Math.max(0, Math.min(1, share)) * region.width * 2);
  for (let x = 0; x < region.width; x++) {
    const filled = halves - 2 * x;
    if (filled >= 2) region.put(x, 0, GLYPHS.barFull, style);
    else if (filled === 1) region.put(x, 0, GLYPHS.barHalf, style);
    else region.put(x, 0, GLYPHS.barRest, theme.border);
  }
}
