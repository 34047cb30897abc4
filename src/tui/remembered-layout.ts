import { readSettingsText, replaceText } from '../report/settings-file.js';
import type { BandKind } from './charts/curves.js';
import { AXES, type AxisKind, BANDS } from './state/chart.js';
import { SORTS, type Sort } from './state/list.js';
import { type State, VIEW_NAMES, type ViewName } from './state/state.js';
import { THEMES, type ThemeName } from './terminal/theme.js';

/** How the screen is laid out and drawn: what a session leaves behind for the next one. */
export interface RememberedLayout {
  readonly view: ViewName;
  readonly full: boolean;
  readonly theme: ThemeName;
  readonly mouse: boolean;
  readonly sort: Sort;
  readonly grouped: boolean;
  readonly onlyDifferent: boolean;
  readonly axis: AxisKind;
  readonly band: BandKind;
  readonly smoothing: number;
  readonly ignoreOutliers: boolean;
}

export const USUAL_LAYOUT: RememberedLayout = {
  view: 'charts',
  full: false,
  theme: 'dark',
  mouse: true,
  sort: 'given',
  grouped: true,
  onlyDifferent: false,
  axis: 'budget',
  band: 'ci',
  smoothing: 0,
  ignoreOutliers: false,
};

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isOf =
  (all: readonly unknown[]) =>
  (value: unknown): boolean =>
    all.includes(value);

const LEGAL: { readonly [K in keyof RememberedLayout]: (value: unknown) => boolean } = {
  view: isOf(VIEW_NAMES),
  full: isFlag,
  theme: isOf(THEMES),
  mouse: isFlag,
  sort: isOf(SORTS),
  grouped: isFlag,
  onlyDifferent: isFlag,
  axis: isOf(AXES),
  band: isOf(BANDS),
  smoothing: (value) => typeof value === 'number' && value >= 0 && value < 1,
  ignoreOutliers: isFlag,
};

/** What of the layout the keys have made. */
export function layoutIn({ view, chart, theme, mouse, list, onlyDifferent }: State): RememberedLayout {
  const { full, axis, band, smoothing, ignoreOutliers } = chart;
  const { sort, grouped } = list;
  return { view, full, theme, mouse, sort, grouped, onlyDifferent, axis, band, smoothing, ignoreOutliers };
}

/** The state laid out so; what the layout does not say stays. */
export function laidOut(state: State, layout: Partial<RememberedLayout>): State {
  const all = { ...layoutIn(state), ...layout };
  const { view, full, theme, mouse, sort, grouped, onlyDifferent, axis, band, smoothing, ignoreOutliers } = all;
  return {
    ...{ ...state, view, theme, mouse, onlyDifferent },
    list: { ...state.list, sort, grouped },
    chart: { ...state.chart, full, axis, band, smoothing, ignoreOutliers },
  };
}

/** Whether two layouts say the same. */
export const sameAs = (a: RememberedLayout, b: RememberedLayout): boolean =>
  (Object.keys(USUAL_LAYOUT) as (keyof RememberedLayout)[]).every((key) => a[key] === b[key]);

/** The layout in a file as far as it is legal; empty when there is none, or none that can be read. */
export function readLayout(file: string): Partial<RememberedLayout> {
  try {
    const text = readSettingsText(file);
    const given: unknown = text === null ? null : JSON.parse(text);
    if (typeof given !== 'object' || given === null) return {};
    return Object.fromEntries(
      Object.entries(given).filter(
        ([key, value]) => Object.hasOwn(LEGAL, key) && LEGAL[key as keyof RememberedLayout](value),
      ),
    );
  } catch {
    // A layout is a comfort: one that is broken is replaced by the next that is saved.
    return {};
  }
}

/** Saves a layout; what went wrong, or null. */
export function writeLayout(file: string, layout: RememberedLayout): string | null {
  const problem = replaceText(file, `${JSON.stringify(layout, null, 2)}\n`);
  return problem === null ? null : `the layout was not saved: ${file}: ${problem}`;
}
