import type { Histogram } from '../../core/scope.js';
import { formatValue, grouped } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** Lines that the title and the scale below the bars take. */
const FRAME = 2;
/** Columns before the bars for exact zeros: their bar and a gap. */
const ZEROS = 2;

/**
 * Bars over the bins, as high as the region allows, the fullest bin at the top; above them what is counted and how many,
 * below them the range. Exact zeros have a bar of their own to the left.
 */
export function paintHistogram(region: Region, histogram: Histogram, theme: Theme): void {
  const { title, counts, zeros = 0 } = histogram;
  if (region.height <= FRAME || region.width < counts.length >> 1) return;
  const name = cut(title, region.width);
  region.write(0, 0, name, theme.dim);
  const words = factsOf(histogram);
  while (words.length > 0 && words.join('  ').length + displayWidth(name) + 2 > region.width) words.shift();
  region.writeEnd(region.width, 0, words.join('  '), theme.dim);
  const left = zeros > 0 ? ZEROS : 0;
  const columns = columnsOf(counts, region.width - left);
  const rows = region.height - FRAME;
  const most = Math.max(...columns) || 1;
  if (zeros > 0) paintColumn(region, 0, Math.min(1, zeros / most), theme.lines[1]!.color);
  columns.forEach((count, x) => {
    if (count > 0) paintColumn(region, left + x, count / most, theme.lines[0]!.color);
  });
  paintScale(region.region(left, 1 + rows, columns.length, 1), histogram, theme);
  if (zeros > 0) region.put(0, 1 + rows, '0', theme.dim);
}

/** How many values it counts. */
export function countOf({ counts, zeros = 0 }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, zeros);
}

/** What stands beside the title, what can be left out first: the zeros, the kind of scale, how many there are. */
function factsOf(histogram: Histogram): string[] {
  const { zeros = 0, log = false } = histogram;
  const n = countOf(histogram);
  const words = [`n ${grouped(n)}`];
  if (log) words.unshift('log');
  if (zeros > 0) words.unshift(`${shareOf(zeros, n)} are 0`);
  return words;
}

function shareOf(part: number, whole: number): string {
  const percent = Math.round((100 * part) / whole);
  return part < whole && percent === 100 ? '>99%' : percent === 0 ? '<1%' : `${percent}%`;
}

/** Counts by column of the screen: a bin takes several columns, or each column its part of the bins that it covers. */
function columnsOf(counts: readonly number[], width: number): readonly number[] {
  const bins = counts.length;
  const each = Math.floor(width / bins);
  if (each >= 1) return counts.flatMap((count) => new Array<number>(each).fill(count));
  return Array.from({ length: Math.max(0, width) }, (_, x) => {
    const [from, to] = [(x * bins) / width, ((x + 1) * bins) / width];
    let sum = 0;
    for (let i = Math.floor(from); i < Math.min(bins, to); i++)
      sum += (counts[i] ?? 0) * (Math.min(to, i + 1) - Math.max(from, i));
    return sum;
  });
}

/** One bar; whatever is there shows at least the lowest block. */
function paintColumn(region: Region, x: number, share: number, style: string): void {
  const rows = region.height - FRAME;
  const steps = GLYPHS.blocks.length - 1;
  const filled = Math.max(1, Math.round(share * rows * steps));
  for (let row = 0; row < rows; row++) {
    const level = Math.max(0, Math.min(steps, filled - row * steps));
    if (level > 0) region.put(x, rows - row, GLYPHS.blocks[level]!, style);
  }
}

/** Where the range begins, in words. */
function lowOf({ low, open = false }: Histogram): string {
  return `${open ? '≤' : ''}${formatValue(low)}`;
}

/** Whether it has counted nothing but exact zeros that stand apart. */
const isZeroAlone = ({ counts, zeros = 0 }: Histogram): boolean => zeros > 0 && counts.every((count) => count === 0);

function paintScale(region: Region, histogram: Histogram, theme: Theme): void {
  const { low, high, log = false } = histogram;
  // One value, whose bar stands in the middle; zeros have their own bar and scale.
  if (low === high) {
    const only = isZeroAlone(histogram) ? '' : formatValue(low);
    region.write(Math.max(0, (region.width - only.length) >> 1), 0, only, theme.dim);
    return;
  }
  const [middle, right] = [log ? Math.sqrt(low * high) : (low + high) / 2, high].map((value) => formatValue(value));
  const left = lowOf(histogram);
  region.write(0, 0, left, theme.dim);
  const at = (region.width - middle!.length) >> 1;
  if (at > left.length && at + middle!.length < region.width - right!.length) region.write(at, 0, middle!, theme.dim);
  region.writeEnd(region.width, 0, right!, theme.dim);
}

/** Bars that a line has at least beside its range. */
const FEWEST = 4;

/** The range in words, from all that there is to say about it to the least. */
function rangesOf(histogram: Histogram): readonly string[] {
  const { low, high, log = false, zeros = 0 } = histogram;
  if (isZeroAlone(histogram)) return ['all 0'];
  const range = low === high ? formatValue(high) : `${lowOf(histogram)}..${formatValue(high)}`;
  const apart = zeros === 0 ? '' : `${shareOf(zeros, countOf(histogram))} 0, `;
  return [`${apart}${range}${log ? ' log' : ''}`, `${apart}${range}`, range];
}

/** A histogram in one line: its name in the first `names` columns, bars, and the range behind them. */
export function paintHistogramLine(
  region: Region,
  histogram: Histogram,
  { name, names }: { readonly name: string; readonly names: number },
  theme: Theme,
): void {
  const { counts, zeros = 0 } = histogram;
  region.write(0, 0, cut(name, names), theme.dim);
  const left = names + 1 + (zeros > 0 ? ZEROS : 0);
  const words = rangesOf(histogram).find((text) => text.length + left + FEWEST < region.width) ?? '';
  region.writeEnd(region.width, 0, words, theme.dim);
  const room = region.width - left - (words === '' ? 0 : words.length + 1);
  const columns = columnsOf(counts, room);
  const most = Math.max(...columns) || 1;
  const block = (share: number): string => {
    const steps = GLYPHS.blocks.length - 1;
    return GLYPHS.blocks[share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * steps))]!;
  };
  if (zeros > 0) region.put(names + 1, 0, block(zeros / most), theme.lines[1]!.color);
  columns.forEach((count, x) => {
    region.put(left + x, 0, block(count / most), theme.lines[0]!.color);
  });
}
