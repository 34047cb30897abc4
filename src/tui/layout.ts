import { FOOTER_WIDTH } from './input/keys.js';

/** Which panels a terminal of this size shows, and how large they are. Pure and total: any size has an arrangement. */

/** What the sizes depend on besides the terminal. */
export interface Shape {
  /** Lines that the run list would like to have: every scenario, and the seeds of those that are open. */
  readonly listLines: number;
  /** The most that any scenario has, so that moving between scenarios moves no panel. */
  readonly metrics: number;
  /** The large chart alone. */
  readonly full: boolean;
}

/** Sizes in columns and rows; 0 leaves a panel out. Whatever the others leave belongs to the chart. */
export interface Arrangement {
  /** Side by side with frames everywhere, or stacked. */
  readonly wide: boolean;
  readonly header: number;
  /** The line that names the views. */
  readonly tabs: number;
  readonly chart: number;
  readonly chartWidth: number;
  readonly scope: number;
  readonly scopeWidth: number;
  readonly list: number;
  readonly listWidth: number;
  readonly lesson: number;
  readonly alerts: number;
  /** How busy the machine is; only in room that the run list leaves. */
  readonly system: number;
  readonly metrics: number;
  /** Small charts side by side. */
  readonly metricColumns: number;
  readonly log: number;
  readonly footer: number;
}

/** Rows of the system's panel: its frame, workers, drawing, memory, what waits and what was lost. */
const SYSTEM_ROWS = 6;

/** Columns of a small chart: a metric's name and its value. */
const METRIC_COLUMNS = 23;

/** Rows of the run list besides its lines: the frame and the heads of its columns. */
const LIST_FRAME = 3;

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

/** The arrangement for a terminal of `columns` by `rows`. */
export function arrange(columns: number, rows: number, shape: Shape): Arrangement {
  if (shape.full) return arrangeFull(columns, rows);
  return columns >= 112 && rows >= 30 ? arrangeWide(columns, rows, shape) : arrangeStacked(columns, rows, shape);
}

function arrangeFull(columns: number, rows: number): Arrangement {
  const header = rows >= 3 ? 1 : 0;
  const footer = rows >= 8 ? 1 : 0;
  const log = rows >= 10 ? 1 : 0;
  return {
    ...NOTHING,
    header,
    footer,
    log,
    chart: Math.max(0, rows - header - footer - log),
    chartWidth: columns,
  };
}

/** The run list, the lesson, the alerts and the system to the left; to the right the chart, below it the scope and the small charts. */
function arrangeWide(columns: number, rows: number, shape: Shape): Arrangement {
  const footer = columns >= FOOTER_WIDTH ? 1 : 2;
  const body = rows - 3 - footer;
  const listWidth = between(48, Math.floor(columns * 0.43), 88);
  const rest = columns - listWidth;
  const lower = between(13, Math.floor(body * 0.42), 30);
  const scopeWidth = between(32, Math.floor(rest * 0.4), 72);
  const lesson = between(8, Math.floor(body * 0.32), 16);
  const alerts = rows >= 36 ? between(5, Math.floor(body * 0.16), 10) : 0;
  const left = body - lesson - alerts;
  const system = rows >= 36 && left - SYSTEM_ROWS >= shape.listLines + LIST_FRAME ? SYSTEM_ROWS : 0;
  return {
    wide: true,
    header: 1,
    tabs: 1,
    chart: body - lower,
    chartWidth: rest,
    scope: lower,
    scopeWidth,
    list: left - system,
    listWidth,
    lesson,
    alerts,
    system,
    metrics: lower,
    metricColumns: between(
      1,
      Math.floor((rest - scopeWidth - 2) / METRIC_COLUMNS),
      Math.max(1, Math.ceil(shape.metrics / 2)),
    ),
    log: 1,
    footer,
  };
}

/**
 * Stacked: header, views, chart beside scope, small charts, run list, log, footer. On a small terminal panels go in this
 * order: views, scope, small charts, second line of the footer, log, footer, chart, header; the run list stays to the last row.
 */
function arrangeStacked(columns: number, rows: number, shape: Shape): Arrangement {
  let free = rows;
  const take = (wanted: number, when: boolean): number => {
    const taken = when && free > wanted ? wanted : 0;
    free -= taken;
    return taken;
  };
  const header = take(1, rows >= 3);
  const tabs = take(1, rows >= 24 && columns >= 60);
  const footer = take(rows >= 20 && columns < FOOTER_WIDTH ? 2 : 1, rows >= 10);
  const log = take(1, rows >= 14);
  const chartWanted = rows >= 8 ? 1 : 0;
  const list =
    chartWanted === 0 ? free : between(Math.min(2, free), shape.listLines + 1, Math.max(2, Math.floor(free * 0.36)));
  free -= list;
  const metricLines = Math.ceil(shape.metrics / Math.max(1, Math.floor(columns / 38)));
  const metricColumns = Math.ceil(shape.metrics / Math.max(1, metricLines)) || 1;
  const perMetric = rows >= 44 ? 5 : 1;
  const metrics = rows >= 18 && columns >= 24 ? take(Math.min(metricLines, rows >= 24 ? 3 : 2) * perMetric, true) : 0;
  const scopeWidth = columns >= 72 && rows >= 20 ? between(26, Math.floor(columns * 0.34), 60) : 0;
  return {
    wide: false,
    header,
    tabs,
    chart: chartWanted === 0 ? 0 : free,
    chartWidth: columns - scopeWidth,
    scope: scopeWidth === 0 ? 0 : free,
    scopeWidth,
    list,
    listWidth: columns,
    lesson: 0,
    alerts: 0,
    system: 0,
    metrics,
    metricColumns,
    log,
    footer,
  };
}

const NOTHING: Arrangement = {
  wide: false,
  header: 0,
  tabs: 0,
  chart: 0,
  chartWidth: 0,
  scope: 0,
  scopeWidth: 0,
  list: 0,
  listWidth: 0,
  lesson: 0,
  alerts: 0,
  system: 0,
  metrics: 0,
  metricColumns: 1,
  log: 0,
  footer: 0,
};
