import type { Anatomy, Histogram, LayerFigures } from '../../core/scope.js';
import { formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintHistogram, paintHistogramLine } from './histogram.js';

/** The room from which histograms stand side by side above the table; below it they are lines. */
const WIDE = 50;
const HIGH = 9;
/** Columns of a histogram, rows that it needs, and the most that it takes. */
const NARROWEST = 24;
const LOWEST = 5;
const HIGHEST = 9;
const GAP = 2;

/** Histograms side by side in so many columns. */
const sideBySide = (width: number): number => Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));

/** Whether {@link paintAnatomy} shows errors beside losses and pulls in a region of this size. */
export function showsErrors(width: number, height: number): boolean {
  return height >= HIGH && sideBySide(width) >= 3;
}

/**
 * How an update did its work: how the losses and the pulls of the examples are spread, and what happened to each layer. With
 * less room, `errors` go first, then the last layers, the table, the pulls, and the losses.
 */
export function paintAnatomy(region: Region, anatomy: Anatomy, errors: Histogram | undefined, theme: Theme): void {
  const { losses, weights, layers } = anatomy;
  const { width, height } = region;
  if (width >= WIDE && height >= HIGH) {
    const shown = [losses, weights, errors].filter((one) => one != null).slice(0, sideBySide(width));
    const rows = Math.max(LOWEST, Math.min(HIGHEST, height - layers.length - 2));
    const each = Math.floor((width + GAP) / Math.max(2, shown.length)) - GAP;
    for (const [i, histogram] of shown.entries())
      paintHistogram(region.region(i * (each + GAP), 0, each, rows), histogram, theme);
    paintLayers(region.region(0, rows + 1, width, height - rows - 1), layers, theme);
    return;
  }
  const names = width >= 24 ? 4 : 0;
  let y = 0;
  for (const [name, histogram] of [['loss', losses] as const, ['grad', weights] as const]) {
    if (histogram !== null) paintHistogramLine(region.region(0, y++, width, 1), histogram, { name, names }, theme);
  }
  paintLayers(region.region(0, y, width, height - y), layers, theme);
}

/** Columns of figures, what is left out first at the end. */
const COLUMNS: readonly {
  readonly head: string;
  readonly width: number;
  readonly text: (layer: LayerFigures) => string;
}[] = [
  { head: 'p99', width: 8, text: ({ high }) => formatValue(high) },
  { head: 'step/w', width: 8, text: ({ ratio }) => (Number.isNaN(ratio) ? GLYPHS.none : formatValue(ratio)) },
  { head: 'dead', width: 6, text: ({ dead }) => (dead === null ? GLYPHS.none : `${Math.round(100 * dead)}%`) },
  { head: 'p50', width: 8, text: ({ median }) => formatValue(median) },
];
/** In which they stand. */
const ORDER: readonly string[] = ['p50', 'p99', 'dead', 'step/w'];

/** A row a layer: the sizes of its gradients, its dead units, and how far the update moved it. */
function paintLayers(region: Region, layers: readonly LayerFigures[], theme: Theme): void {
  if (layers.length === 0 || region.height === 0) return;
  if (region.height === 1) {
    region.write(0, 0, worstOf(layers, region.width), theme.dim);
    return;
  }
  const longest = Math.max(...layers.map(({ name }) => name.length));
  const names = Math.max(6, Math.min(longest, 14, region.width - COLUMNS[0]!.width));
  let room = region.width - names;
  const columns = COLUMNS.filter(({ width }) => {
    room -= width;
    return room >= 0;
  }).toSorted((a, b) => ORDER.indexOf(a.head) - ORDER.indexOf(b.head));
  const bars = columns.length === COLUMNS.length && room >= 10 ? 9 : 0;
  let at = region.write(0, 0, fit('|grad|', names + bars), theme.dim);
  for (const { head, width } of columns) at = region.write(at, 0, fit(head, width, 'right'), theme.dim);
  for (const [i, layer] of layers.slice(0, region.height - 1).entries()) {
    region.write(0, 1 + i, cut(layer.name, names));
    if (bars > 0) region.write(names + 1, 1 + i, barsOf(layer.spread), theme.lines[0]!.color);
    let x = names + bars;
    for (const column of columns) {
      const style = column.head === 'dead' && (layer.dead ?? 0) > 0.5 ? theme.warning : '';
      x = region.write(x, 1 + i, fit(column.text(layer), column.width, 'right'), style);
    }
  }
  if (layers.length > region.height - 1) region.put(region.width - 1, region.height - 1, GLYPHS.lower, theme.accent);
}

/** The layers in one line of so many columns: the largest of each figure, as many as there is room for. */
function worstOf(layers: readonly LayerFigures[], width: number): string {
  const most = (figure: (layer: LayerFigures) => number): number =>
    layers.map(figure).reduce((a, b) => (Number.isNaN(a) || b > a ? b : a), Number.NaN);
  const [high, ratio, dead] = [most((layer) => layer.high), most((layer) => layer.ratio), most(deadOf)];
  const words = [`p99 ${formatValue(high)}`, `step/w ${formatValue(ratio)}`, `dead ${Math.round(100 * dead)}%`];
  if (!layers.some((layer) => layer.dead !== null)) words.pop();
  for (; words.length > 0; words.pop()) {
    for (const gap of ['  ', ' ']) if (words.join(gap).length <= width) return words.join(gap);
  }
  return '';
}

const deadOf = ({ dead }: LayerFigures): number => dead ?? 0;

function barsOf(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const steps = GLYPHS.blocks.length - 1;
  return counts
    .map((count) => GLYPHS.blocks[count === 0 ? 0 : Math.max(1, Math.round((count / most) * steps))]!)
    .join('');
}
