import type { FilterFigures } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

const GAP = 2;
/** The picture beside which filters stand has at least this much. */
const BESIDE = 26;

/** Columns for the filters beside a picture of so many columns; 0 where there is not enough room for one. */
export function filterColumns(filters: readonly FilterFigures[] | undefined, width: number): number {
  const first = filters?.[0];
  if (first === undefined) return 0;
  const room = width - BESIDE - GAP;
  return room < tileWidth(first) ? 0 : room;
}

const tileWidth = ({ kernel, columns }: FilterFigures): number => kernel + 1 + columns;
const tileRows = ({ kernel, rows }: FilterFigures): number => Math.ceil(Math.max(kernel, rows) / 2);

/**
 * Filters of each convolution with what they give for one example: weights from the lowest to the highest, 0 in the middle of
 * the shades, then the output from 0 to the largest of the layer. What is strongest comes first, as many as there is room for.
 */
export function paintFilters(region: Region, layers: readonly FilterFigures[], theme: Theme): void {
  let y = 0;
  for (const layer of layers) y += paintLayer(region.region(0, y, region.width, region.height - y), layer, theme);
}

/** The answer is how many rows it took. */
function paintLayer(region: Region, layer: FilterFigures, theme: Theme): number {
  const { kernel, rows, columns, channels, weights, outputs } = layer;
  const [width, height] = [tileWidth(layer), tileRows(layer) + 1];
  const across = Math.floor((region.width + GAP) / (width + GAP));
  const down = Math.floor((region.height - 1) / height);
  if (across < 1 || down < 1) return 0;
  const size = rows * columns;
  const most = largest(outputs) || 1;
  const span = largest(weights.map(Math.abs)) || 1;
  const strength = channels.map((_, filter) => largest(outputs.slice(filter * size, (filter + 1) * size)));
  const order = channels.map((_, filter) => filter).sort((a, b) => strength[b]! - strength[a]! || a - b);
  const shown = order.slice(0, across * down);
  const count = shown.length < channels.length ? `${shown.length} of ${channels.length}` : `${channels.length}`;
  region.write(
    0,
    0,
    cut(`${layer.name}: ${count} filters ${kernel}x${kernel}, outputs ${rows}x${columns}`, region.width),
    theme.dim,
  );
  for (const [i, filter] of shown.entries()) {
    const tile = region.region((i % across) * (width + GAP), 1 + Math.floor(i / across) * height, width, height);
    const from = filter * kernel * kernel;
    paintMap(tile, 0, kernel, weights.slice(from, from + kernel * kernel), (w) => (1 + w / span) / 2, theme);
    const given = outputs.slice(filter * size, (filter + 1) * size);
    paintMap(tile, kernel + 1, columns, given, (value) => Math.max(0, value) / most, theme);
  }
  return 1 + Math.ceil(shown.length / across) * height;
}

/** A map of values, two rows of it in a row of the screen. */
function paintMap(
  region: Region,
  left: number,
  columns: number,
  values: readonly number[],
  share: (value: number) => number,
  theme: Theme,
): void {
  const rows = values.length / columns;
  const colours = theme.heat(0) !== '';
  for (let row = 0; row < rows; row += 2) {
    for (let column = 0; column < columns; column++) {
      const upper = share(values[row * columns + column]!);
      const lower = row + 1 < rows ? share(values[(row + 1) * columns + column]!) : null;
      const [x, y] = [left + column, row >> 1];
      if (colours) region.put(x, y, GLYPHS.halfBlock, theme.heatPair(upper, lower));
      else region.put(x, y, shade(Math.max(upper, lower ?? 0)));
    }
  }
}

function shade(share: number): string {
  const { shades } = GLYPHS;
  return shades[Math.min(shades.length - 1, Math.floor(share * shades.length))]!;
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
