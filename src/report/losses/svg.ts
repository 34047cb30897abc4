import type { LossDefinition } from '../../losses/kit/definition.js';
import {
  FAINT,
  legendParts,
  markOf,
  pathOf,
  planeOf,
  planeParts,
  stroke,
  svgDocument,
  text,
  ticksBelow,
} from '../svg/draw.js';
import { type Panel, type PlottedLoss, panelsOf, type SampledCurve, slopeName, variableText } from './loss-curves.js';
import { niceScale, ticksOf } from './scale.js';
import { wrap } from './wrap.js';

const WIDTH = 920;
const MARGIN = 24;
const GUTTER = 56;
const GAP = 28;
const PLOT_HEIGHT = 240;
/** Above a pair of plots: titles and legend; below: tick labels and the variable. */
const ABOVE = 46;
const BELOW = 52;
const TEXT_COLUMNS = 128;
const LINE = 17;

/** Pictures of a loss and its gradient as an SVG that needs nothing else: no font, no style sheet, no script. */
export function lossSvg(loss: PlottedLoss): string {
  const { plot } = loss;
  const head = headLines(loss);
  const panels = panelsOf(loss);
  const top = MARGIN + 24 + head.length * LINE;
  const rowHeight = ABOVE + PLOT_HEIGHT + BELOW;
  const height = top + panels.length * rowHeight + MARGIN / 2;
  const about = `${loss.name}: loss and ${slopeName(plot)} over ${plot.symbol}, ${plot.variable}`;
  return svgDocument({ width: WIDTH, height, title: loss.name, about }, [
    text(MARGIN, MARGIN + 8, loss.name, 'font-size="18" font-weight="600"'),
    ...head.map((line, i) => text(MARGIN, MARGIN + 14 + (i + 1) * LINE, line, `fill="${FAINT}"`)),
    ...panels.flatMap((panel, i) => panelParts(loss, panel, top + i * rowHeight)),
  ]);
}

function headLines({ summary, formula, gradient }: LossDefinition): readonly string[] {
  return [summary, `loss: ${formula}`, `gradient: ${gradient}`].flatMap((line) => wrap(line, TEXT_COLUMNS));
}

function panelParts({ plot }: PlottedLoss, { title, curves }: Panel, y: number): readonly string[] {
  const width = (WIDTH - 2 * MARGIN - GAP) / 2;
  const [left, right] = [MARGIN, MARGIN + width + GAP];
  const below = y + ABOVE + PLOT_HEIGHT + BELOW - 14;
  const name = (what: string) => (title === '' ? what : `${what}, ${title}`);
  return [
    ...legend(curves, MARGIN + GUTTER, y + 18),
    text(left + GUTTER, y + ABOVE - 8, name('loss'), 'font-weight="600"'),
    text(right + GUTTER, y + ABOVE - 8, name(slopeName(plot)), 'font-weight="600"'),
    ...plotParts(curves, ({ loss }) => loss, { x: left, y: y + ABOVE, width, from: plot.from, to: plot.to }),
    ...plotParts(curves, ({ slope }) => slope, { x: right, y: y + ABOVE, width, from: plot.from, to: plot.to }),
    text(WIDTH / 2, below, variableText(plot), `text-anchor="middle" fill="${FAINT}"`),
  ];
}

/** One curve needs no words. */
function legend(curves: readonly SampledCurve[], x: number, y: number): readonly string[] {
  if (curves.length === 1) return [];
  const entries = curves.map(({ label }, i) => ({ mark: markOf(i), label }));
  return legendParts(entries, [x, WIDTH], y).parts;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

function plotParts(
  curves: readonly SampledCurve[],
  valuesOf: (curve: SampledCurve) => readonly number[],
  { x, y, width, from, to }: Place,
): readonly string[] {
  const values = curves.flatMap(valuesOf).filter(Number.isFinite);
  const vertical = niceScale(Math.min(...values), Math.max(...values), 6);
  const across = niceScale(from, to, 7);
  const left = x + GUTTER;
  const right = x + width;
  const bottom = y + PLOT_HEIGHT;
  const plane = planeOf({ left, right, top: y, bottom }, [from, to], vertical);
  return [
    ...planeParts(plane, ticksOf(vertical)),
    ...ticksBelow(plane, ticksOf(across, from, to)),
    ...curves.map(
      (curve, i) =>
        `<path d="${pathOf(curve.x.map(plane.xOf), valuesOf(curve).map(plane.yOf))}" ${stroke(markOf(i))}/>`,
    ),
  ];
}
