import { markOf, nameOf } from '../../charts/chart-lines.js';
import { linearAxis, position, tickLabels } from '../../charts/ticks.js';
import type { Compared } from '../../state/comparison.js';
import { firstVisible } from '../../state/list.js';
import type { Region } from '../../terminal/cell-buffer.js';
import { shortNames } from '../../terminal/short-names.js';
import { displayWidth, fit } from '../../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../../terminal/theme.js';
import type { Subject } from './subject.js';
import { namesWidth, partText } from './table.js';

/** A line a variant from the low to the high end of the interval, the mean in it, its seeds below where there is room. */
export function paintIntervals(region: Region, subject: Subject): void {
  const { kin, selected, comparing, model } = subject;
  const { theme } = model;
  const room = region.height - 2;
  const each = room >= kin.length * 3 ? 3 : room >= kin.length * 2 ? 2 : 1;
  const count = Math.min(kin.length, Math.floor(room / each));
  const from = firstVisible(kin.indexOf(selected), kin.length, count);
  const shown = kin.slice(from, from + count).map((group) => ({ ...comparing.of(group), group }));
  const names = namesWidth(subject, Math.max(12, Math.floor(region.width * 0.25)));
  const plot = region.region(names, 0, region.width - names, region.height);
  const ends = shown
    .flatMap(({ side, values }) => [...values, ...(side?.meanInterval ?? []), ...(side === null ? [] : [side.mean])])
    .filter(Number.isFinite);
  if (ends.length === 0 || plot.width < 8) {
    region.write(0, 0, 'no values yet', theme.dim);
    return;
  }
  const axis = linearAxis(Math.min(...ends), Math.max(...ends), Math.max(2, Math.floor(plot.width / 14)));
  const x = (value: number): number => Math.round(position(axis, value) * (plot.width - 1));
  const short = shortNames(kin.map(nameOf), names - 3);
  region.write(2, count * each + 1, partText(from, count, kin.length), theme.dim);
  for (const [i, one] of shown.entries()) {
    const style = markOf(model, one.group, null).color;
    const y = i * each;
    region.write(
      0,
      y,
      fit(`${one.group === selected ? GLYPHS.cursor : ' '} ${short[from + i]!}`, names - 1),
      one.group === selected ? theme.strong : theme.dim,
    );
    paintInterval(plot, y, one, x, style);
    if (each >= 2) for (const value of one.values) plot.put(x(value), y + 1, GLYPHS.points[0], theme.dim);
    paintBroken(plot, y, one, comparing.better === 'lower', theme);
  }
  paintAxis(plot, count * each, axis, x, theme);
}

function paintInterval(
  plot: Region,
  y: number,
  { side, values }: Compared,
  x: (value: number) => number,
  style: string,
): void {
  if (side === null || !Number.isFinite(side.mean)) {
    for (const value of values) plot.put(x(value), y, GLYPHS.points[0], style);
    return;
  }
  const [low, high] = side.meanInterval ?? [Number.NaN, Number.NaN];
  if (Number.isFinite(low) && Number.isFinite(high)) {
    for (let at = x(low) + 1; at < x(high); at++) plot.put(at, y, GLYPHS.axisX, style);
    plot.put(x(low), y, '├', style);
    plot.put(x(high), y, '┤', style);
  }
  plot.put(x(side.mean), y, GLYPHS.points[3], style);
}

/** Seeds that broke stand at the bad end. */
function paintBroken(plot: Region, y: number, { broken }: Compared, lower: boolean, theme: Theme): void {
  if (broken === 0) return;
  const text = `${GLYPHS.broken}${broken}`;
  if (lower) plot.writeEnd(plot.width, y, text, theme.bad);
  else plot.write(0, y, text, theme.bad);
}

function paintAxis(
  plot: Region,
  y: number,
  axis: ReturnType<typeof linearAxis>,
  x: (value: number) => number,
  theme: Theme,
): void {
  for (let at = 0; at < plot.width; at++) plot.put(at, y, GLYPHS.axisX, theme.border);
  let free = 0;
  for (const [i, label] of tickLabels(axis).entries()) {
    const at = x(axis.ticks[i]!);
    plot.put(at, y, '┬', theme.border);
    const start = Math.max(0, Math.min(at - (displayWidth(label) >> 1), plot.width - displayWidth(label)));
    if (start < free) continue;
    free = plot.write(start, y + 1, label, theme.dim) + 1;
  }
}
