import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS } from '../terminal/theme.js';
import { type PlotLine, type PlotSpan, toColumns } from './columns.js';
import { isFlat } from './ticks.js';

/** A curve in one row: a column of one to eight eighths for each part of the steps, from its lowest to highest value. */
export function paintSparkline(region: Region, line: PlotLine, span: PlotSpan, style: string): void {
  const { mean } = toColumns(line, span, region.width, false);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of mean) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (let x = 0; x < region.width; x++) {
    const value = mean[x]!;
    if (Number.isNaN(value)) continue;
    const share = isFlat(low, high) ? 0.5 : (value - low) / (high - low);
    region.put(x, 0, GLYPHS.blocks[1 + Math.min(7, Math.floor(share * 8))]!, style);
  }
}
