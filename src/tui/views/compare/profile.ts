import { performanceProfile } from '../../../experiment/statistics/curves.js';
import { Canvas } from '../../charts/canvas.js';
import { markOf, nameOf } from '../../charts/chart-lines.js';
import { formatValue } from '../../format.js';
import type { Region } from '../../terminal/cell-buffer.js';
import { shortNames } from '../../terminal/short-names.js';
import { cut } from '../../terminal/text-fit.js';
import { GLYPHS } from '../../terminal/theme.js';
import type { Subject } from './subject.js';

const GUTTER = 5;
const MOST_LINES = 6;

/** Performance profile: for each value the share of a variant's seeds that are at least as good. */
export function paintProfile(region: Region, { kin, selected, comparing, model }: Subject): void {
  const { theme } = model;
  const first = kin.filter((group) => group === selected || group.id === comparing.reference.id);
  // Every line is named; the last line of the legend tells how many have no room.
  const room = Math.max(2, region.height - 7);
  const count = kin.length <= Math.min(MOST_LINES, room) ? kin.length : Math.min(MOST_LINES, room - 1);
  const few = [...first, ...kin.filter((group) => !first.includes(group))].slice(0, count);
  const shown = kin.filter((group) => few.includes(group)).map((group) => ({ ...comparing.of(group), group }));
  const values = shown.flatMap((one) => one.values);
  const more = kin.length - shown.length;
  const legend = shown.length + (more > 0 ? 1 : 0);
  const plot = region.region(GUTTER, 0, region.width - GUTTER, region.height - 2 - legend);
  if (values.length === 0 || plot.width < 8 || plot.height < 2) {
    region.write(0, 0, 'no values yet', theme.dim);
    return;
  }
  const lower = comparing.better === 'lower';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const beyond = high > low ? (high - low) * 0.05 : Math.abs(high) || 1;
  const [left, right] = [low - beyond, high + beyond];
  const canvas = new Canvas(plot.width, plot.height);
  const thresholds = Array.from({ length: canvas.width }, (_, i) => left + ((right - left) * i) / (canvas.width - 1));
  for (const one of shown) {
    const style = markOf(model, one.group, null);
    // Broken seeds are below every threshold.
    const worst = new Array<number>(one.broken).fill(Number.NEGATIVE_INFINITY);
    const oriented = [...one.values.map((value) => (lower ? -value : value)), ...worst];
    if (oriented.length === 0) continue;
    const shares = performanceProfile(
      oriented,
      thresholds.map((value) => (lower ? -value : value)),
    );
    const y = (share: number): number => (1 - share) * (canvas.height - 1);
    const { dash } = style;
    const cycle = dash.reduce((sum, part) => sum + part, 0);
    for (let i = 1; i < shares.length; i++) {
      if (cycle > 0 && i % cycle >= dash[0]! && shares[i] === shares[i - 1]) continue;
      canvas.line(i - 1, y(shares[i - 1]!), i, y(shares[i]!), style.color, one.group === selected ? 2 : 1);
    }
  }
  canvas.paint(plot);
  for (let y = 0; y < plot.height; y++) region.put(GUTTER - 1, y, GLYPHS.axisY, theme.border);
  region.write(0, 0, '100%', theme.dim);
  region.writeEnd(4, plot.height - 1, '0%', theme.dim);
  for (let x = GUTTER; x < region.width; x++) region.put(x, plot.height, GLYPHS.axisX, theme.border);
  region.put(GUTTER - 1, plot.height, GLYPHS.corner, theme.border);
  region.write(GUTTER, plot.height + 1, formatValue(left), theme.dim);
  region.writeEnd(region.width, plot.height + 1, formatValue(right), theme.dim);
  const words = `${lower ? 'at most' : 'at least'} this`;
  const middle = GUTTER + ((plot.width - words.length) >> 1);
  if (plot.width >= 34) region.write(middle, plot.height + 1, words, theme.dim);
  const names = shortNames(
    shown.map(({ group }) => nameOf(group)),
    region.width - 3,
  );
  for (const [i, one] of shown.entries()) {
    const { color, sample } = markOf(model, one.group, null);
    const y = plot.height + 2 + i;
    const x = region.write(0, y, `${sample} `, color);
    region.write(x, y, cut(names[i]!, region.width - x), one.group === selected ? theme.strong : theme.dim);
  }
  if (more > 0) {
    const told = `+${more} more not drawn, ←→ selects one`;
    region.write(0, plot.height + 2 + shown.length, cut(told, region.width), theme.dim);
  }
}
