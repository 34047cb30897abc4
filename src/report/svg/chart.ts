import { displayWidth } from '../../core/text-width.js';
import {
  bandPath,
  FAINT,
  legendParts,
  type Mark,
  type Plane,
  pathOf,
  planeParts,
  round,
  stroke,
  svgDocument,
  type Ticks,
  text,
  ticksBelow,
} from './draw.js';

/** One axis of a chart: its ends and the places that get a label. */
export interface ChartAxis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  readonly ticks: readonly Ticks[];
}

export interface ChartCurve {
  /** What stands in the legend; null for a line that needs no word. */
  readonly label: string | null;
  readonly mark: Mark;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Edges of the band; null for none. */
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
  /** Dimmed, behind the others. */
  readonly faint: boolean;
}

/** One chart of curves with all that is said about it, as plain data. */
export interface ChartPicture {
  readonly title: string;
  /** What the lines and bands are, below the title. */
  readonly about: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Those behind first. */
  readonly curves: readonly ChartCurve[];
  /** Places of the x axis where a run broke. */
  readonly broken: readonly number[];
  readonly foot: string;
}

const WIDTH = 920;
const HEIGHT = 380;
const MARGIN = 24;
const BAD = '#d55e00';

/** The chart as an SVG file. */
export function chartSvg({ title, about, x, y, curves, broken, foot }: ChartPicture): string {
  const told = curves.flatMap(({ label, mark }) => (label === null ? [] : [{ mark, label }]));
  const legend = legendParts(told, [MARGIN, WIDTH - MARGIN], MARGIN + 52);
  const widest = Math.max(0, ...y.ticks.map(({ label }) => displayWidth(label)));
  const top = legend.bottom + 18;
  const plane = planeOf({ left: MARGIN + 14 + 7.5 * widest, right: WIDTH - MARGIN, top, bottom: top + HEIGHT }, x, y);
  const { left, right, bottom } = plane;
  const height = bottom + 64;
  return svgDocument({ width: WIDTH, height, title, about }, [
    text(MARGIN, MARGIN + 8, title, 'font-size="18" font-weight="600"'),
    text(MARGIN, MARGIN + 28, about, `fill="${FAINT}"`),
    ...legend.parts,
    ...planeParts(plane, y.ticks),
    ...ticksBelow(plane, x.ticks),
    `<clipPath id="plot"><rect x="${left}" y="${top}" width="${round(right - left)}" height="${HEIGHT}"/></clipPath>`,
    '<g clip-path="url(#plot)">',
    ...curves.map((curve) => bandOf(curve, plane, y)).filter((part) => part !== ''),
    ...curves.map((curve) => lineOf(curve, plane)),
    '</g>',
    ...broken.map((at) => text(plane.xOf(at), bottom + 5, '✗', `text-anchor="middle" font-size="14" fill="${BAD}"`)),
    text((left + right) / 2, bottom + 38, x.name, `text-anchor="middle" fill="${FAINT}"`),
    text(WIDTH - MARGIN, height - 8, foot, `text-anchor="end" font-size="10" fill="${FAINT}"`),
  ]);
}

type Edges = Pick<Plane, 'left' | 'right' | 'top' | 'bottom'>;

function planeOf(edges: Edges, x: ChartAxis, y: ChartAxis): Plane {
  const { left, right, top, bottom } = edges;
  return {
    ...edges,
    xOf: (value) => round(left + shareOf(value, x) * (right - left)),
    yOf: (value) => round(bottom - shareOf(value, y) * (bottom - top)),
  };
}

/** Where a value lies between the ends of an axis; NaN where it has no such value. */
function shareOf(value: number, { from, to, log }: ChartAxis): number {
  if (!log) return (value - from) / (to - from);
  return value > 0 ? Math.log(value / from) / Math.log(to / from) : Number.NaN;
}

function bandOf({ x, band, mark }: ChartCurve, { xOf, yOf }: Plane, y: ChartAxis): string {
  if (band === null) return '';
  // On a logarithmic axis a band that reaches zero goes down to the edge.
  const low = band.low.map((value) => (y.log && value <= 0 ? y.from : value));
  return bandPath(x.map(xOf), low.map(yOf), band.high.map(yOf), mark);
}

function lineOf({ x, y, mark, faint }: ChartCurve, { xOf, yOf }: Plane): string {
  const path = pathOf(x.map(xOf), y.map(yOf));
  return `<path d="${path}" ${stroke(mark, faint ? 1 : 2)}${faint ? ' stroke-opacity="0.35"' : ''}/>`;
}
