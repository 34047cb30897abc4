import { BUCKETS } from '../../session/curve.js';
import type { BandKind } from '../charts/curves.js';

export const SMOOTHING = [0, 0.6, 0.9, 0.97] as const;
export const BANDS: readonly BandKind[] = ['ci', 'std', 'range', 'seeds'];
export const BAND_NAMES: Readonly<Record<BandKind, string>> = {
  ci: '95% confidence interval of the mean',
  std: 'one standard deviation',
  range: 'lowest to highest over seeds',
  seeds: 'single seeds',
};

/** What the curves are drawn over: the whole budget of steps, the steps reached, episodes, epochs, seconds of training. */
export const AXES = ['budget', 'reached', 'episodes', 'epochs', 'seconds'] as const;
export type AxisKind = (typeof AXES)[number];

/** A part of the budget, as shares of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the keys have made of the charts. Places are shares of the budget of steps, which new data never move. */
export interface ChartState {
  /** The metric picked for the large chart; null for each scenario's own choice. */
  readonly metric: string | null;
  readonly full: boolean;
  readonly logY: boolean;
  readonly logX: boolean;
  readonly smoothing: number;
  readonly band: BandKind;
  readonly axis: AxisKind;
  /** Ends of the value axis that were given for a metric; null for one that follows the values. */
  readonly limits: { readonly metric: string; readonly low: number | null; readonly high: number | null } | null;
  /** Whether the value axis of the large chart leaves out the lowest and highest values. */
  readonly ignoreOutliers: boolean;
  /** Metrics that are drawn in the chart of another one, by that one's name. */
  readonly overlays: Readonly<Record<string, readonly string[]>>;
  /** The cursor, which every chart reads its values at; null for none. */
  readonly reading: number | null;
  /** What is zoomed in on; null for all. */
  readonly zoom: Span | null;
  /** What all is: the whole budget, or as far as the selected runs have come. */
  readonly extent: number;
}

export const INITIAL_CHART: ChartState = {
  metric: null,
  full: false,
  logY: false,
  logX: false,
  smoothing: 0,
  band: 'ci',
  axis: 'budget',
  limits: null,
  ignoreOutliers: false,
  overlays: {},
  reading: null,
  zoom: null,
  extent: 1,
};

/** The metrics that the chart of `metric` also shows. */
export const overlaysOf = ({ overlays }: Pick<ChartState, 'overlays'>, metric: string): readonly string[] =>
  overlays[metric] ?? [];

/** Adds a metric to the chart of another one, or takes it away. */
export function toggleOverlay(chart: ChartState, metric: string, other: string): ChartState {
  const now = overlaysOf(chart, metric);
  const next = now.includes(other) ? now.filter((one) => one !== other) : [...now, other];
  return { ...chart, overlays: { ...chart.overlays, [metric]: next } };
}

type Shown = Pick<ChartState, 'zoom' | 'logX' | 'extent'>;

/** The part of the budget that is shown. */
export const shownSpan = ({ zoom, extent }: Pick<ChartState, 'zoom' | 'extent'>): Span =>
  zoom ?? { from: 0, to: extent };

/** The smallest part of the budget that can be zoomed in on: finer, there are no more points. */
const NARROWEST = 16 / BUCKETS;
/** Where a logarithmic axis of steps begins: half a bucket. */
export const LOG_LOW = 1 / (2 * BUCKETS);

const inside = (value: number): number => Math.max(0, Math.min(1, value));

/** Where a share of the budget lies on the axis, 0 to 1 over the whole of it. */
function placeOf(share: number, logX: boolean): number {
  return logX ? 1 - Math.log(Math.max(share, LOG_LOW)) / Math.log(LOG_LOW) : share;
}

function shareAt(place: number, logX: boolean): number {
  return logX ? LOG_LOW ** (1 - place) : place;
}

/** Where a share of the budget lies in what is shown: 0 at the left edge, 1 at the right one. */
export function screenPlace(share: number, shown: Shown): number {
  const { from, to } = shownSpan(shown);
  const { logX } = shown;
  const [left, right] = [placeOf(from, logX), placeOf(to, logX)];
  return (placeOf(share, logX) - left) / (right - left);
}

/** The share of the budget at a place of what is shown. */
export function shareOnScreen(place: number, shown: Shown): number {
  const { from, to } = shownSpan(shown);
  const { logX } = shown;
  const [left, right] = [placeOf(from, logX), placeOf(to, logX)];
  return inside(shareAt(left + place * (right - left), logX));
}

/** Moves the cursor by a part of what is shown, and what is shown along with it. */
export function moveReading(chart: ChartState, by: number): ChartState {
  const at = chart.reading === null ? 1 : screenPlace(chart.reading, chart);
  const to = at + by;
  const moved = chart.zoom !== null && (to < 0 || to > 1) ? pan(chart, to < 0 ? to : to - 1) : chart;
  return {
    ...moved,
    reading: shareOnScreen(inside(moved === chart ? to : screenPlace(shareOnScreen(to, chart), moved)), moved),
  };
}

/** Puts the cursor to a place of what is shown, 0 to 1. */
export function placeReading(chart: ChartState, place: number): ChartState {
  return { ...chart, reading: shareOnScreen(inside(place), chart) };
}

/** Shows a part of what is shown that is `factor` as wide (over 1: more), with the place `around` staying where it is. */
export function zoom(chart: ChartState, factor: number, around = readingPlace(chart)): ChartState {
  const { logX } = chart;
  const shown = shownSpan(chart);
  const [left, right] = [placeOf(shown.from, logX), placeOf(shown.to, logX)];
  const middle = left + around * (right - left);
  const from = middle - around * (right - left) * factor;
  const to = Math.min(chart.extent, inside(shareAt(from + (right - left) * factor, logX)));
  const next = { from: inside(shareAt(from, logX)), to };
  if (factor < 1 && next.to - next.from < NARROWEST) return chart;
  const whole = next.from <= (logX ? LOG_LOW : 0) && next.to >= chart.extent - 1e-9;
  return { ...chart, zoom: whole ? null : next };
}

function readingPlace(chart: ChartState): number {
  if (chart.reading === null) return 0.5;
  const place = screenPlace(chart.reading, chart);
  return place >= 0 && place <= 1 ? place : 0.5;
}

/** Moves what is shown by a part of its own width, not past the ends. */
export function pan(chart: ChartState, by: number): ChartState {
  if (chart.zoom === null) return chart;
  const { logX } = chart;
  const [left, right] = [placeOf(chart.zoom.from, logX), placeOf(chart.zoom.to, logX)];
  const moved = Math.max(-left, Math.min(by * (right - left), placeOf(chart.extent, logX) - right));
  return { ...chart, zoom: { from: inside(shareAt(left + moved, logX)), to: inside(shareAt(right + moved, logX)) } };
}
