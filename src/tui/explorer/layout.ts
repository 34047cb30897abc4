import type { ExplorerState, Subject } from './state.js';

/** Rows and columns of the panels; 0 leaves a panel out. */
export interface ExplorerLayout {
  readonly header: number;
  readonly charts: number;
  /** Width of each chart; the second one is left out on a narrow terminal. */
  readonly chartWidths: readonly [number, number];
  readonly legend: number;
  readonly reading: number;
  readonly settings: number;
  readonly formula: number;
  readonly footer: number;
}

const MOST_SETTINGS = 7;
const LEAST_CHART = 7;
/** Two charts stand side by side from this width on. */
const BESIDE = 60;

/** What fits: where rows are few, the formula goes first, then the legend, settings, header and footer. */
export function explorerLayout({ sliders }: Subject, { columns, rows }: ExplorerState): ExplorerLayout {
  const wanted = {
    header: 1,
    legend: 1,
    reading: 1,
    settings: Math.min(MOST_SETTINGS, sliders.length + 1),
    formula: 2,
    footer: 1,
  };
  const used = () => wanted.header + wanted.legend + wanted.reading + wanted.settings + wanted.formula + wanted.footer;
  const drop = (panel: keyof typeof wanted, to: number): void => {
    if (rows - used() < LEAST_CHART) wanted[panel] = Math.min(wanted[panel], to);
  };
  drop('formula', 0);
  drop('settings', 4);
  drop('legend', 0);
  drop('settings', 2);
  drop('header', 0);
  drop('footer', 0);
  drop('settings', 0);
  drop('reading', 0);
  const left = columns >= BESIDE ? Math.ceil(columns / 2) : columns;
  return { ...wanted, charts: Math.max(1, rows - used()), chartWidths: [left, columns - left] };
}
