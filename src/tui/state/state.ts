import type { RunStatus } from '../../store/result.js';
import { BINDINGS, type Binding } from '../input/keys.js';
import { type Arrangement, arrange } from '../layout.js';
import type { ThemeName } from '../terminal/theme.js';
import { type ChartState, INITIAL_CHART } from './chart.js';
import type { Effect } from './effect.js';
import { initialList, type ListState } from './list.js';
import type { LogFilter } from './log-entries.js';
import type { Modal } from './modal.js';
import type { Outline, OutlineGroup } from './outline.js';
import type { Answer } from './scenario-offers.js';

export type { Effect } from './effect.js';

export const VIEW_NAMES = ['charts', 'compare', 'scenario', 'config', 'log'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];
export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  charts: 'Charts',
  compare: 'Compare',
  scenario: 'Scenario',
  config: 'Config',
  log: 'Log',
};

/** A panel that can have the keys. Views other than the charts have one, `page`. */
export type Pane = 'runs' | 'chart' | 'metrics' | 'alerts' | 'page';

/** All that keys and mouse have made of the screen. */
export interface State {
  readonly columns: number;
  readonly rows: number;
  /** The key table, with the user's own keys. */
  readonly bindings: readonly Binding[];
  /** The file that settings and keys are read from; null where there can be none. */
  readonly settingsFile: string | null;
  readonly outline: Outline;
  readonly view: ViewName;
  readonly pane: Pane;
  readonly list: ListState;
  readonly chart: ChartState;
  /** Which alert is chosen; it stays in the list. */
  readonly alert: number;
  /** Where the cursor of a view with lines is, by view. */
  readonly scroll: Readonly<Partial<Record<ViewName, number>>>;
  /** The settings: only those that differ between variants. */
  readonly onlyDifferent: boolean;
  /** Whether the comparison draws the settings in place of intervals; null where the number of variants decides. */
  readonly ofSettings: boolean | null;
  /** The log: which lines show, and the one with the cursor; null follows the newest. */
  readonly log: LogFilter & { readonly at: number | null };
  /** What is read in the learner's picture: a cell or a point, counted round from the first; null for none. */
  readonly probe: { readonly x: number; readonly y: number } | null;
  /** The earlier picture that is looked at, by its run and step; null for the newest. */
  readonly past: { readonly run: string; readonly step: number } | null;
  /** What lies over the panels and takes the keys. */
  readonly modal: Modal | null;
  /** Fractions of full speed by run; absent means 1. */
  readonly speeds: Readonly<Record<string, number>>;
  /** The colours. */
  readonly theme: ThemeName;
  /** Whether the terminal sends clicks, which takes away its own selecting of text. */
  readonly mouse: boolean;
  /** What the last frame has laid out by its data, for clicks on it: written while painting. */
  readonly painted: {
    gutter: number;
    /** Of the learner's picture: its run, the steps of all that are kept, and whether there are places to read in it. */
    pictures: { readonly run: string; readonly steps: readonly number[]; readonly readable: boolean } | null;
  };
  /** The answer to the last key, until the next one. */
  readonly notice: string | null;
}

export type Message =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'mouse'; readonly event: MouseEvent }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'outline'; readonly outline: Outline }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** A click or a turn of the wheel; columns and rows count from 0. */
export interface MouseEvent {
  readonly what: 'press' | 'wheelUp' | 'wheelDown';
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export const still = (state: State): Step => ({ state, effects: [] });
export const told = (state: State, notice: string, ...effects: Effect[]): Step => ({
  state: { ...state, notice },
  effects,
});

/** How a dashboard starts. */
export interface Setup {
  readonly bindings: readonly Binding[];
  readonly mouse: boolean;
  /** @default dark */
  readonly theme?: ThemeName;
  /** What the charts begin with. */
  readonly chart?: Partial<Pick<ChartState, 'smoothing' | 'band'>>;
  /** Where the user's settings stand, for the help. */
  readonly settingsFile?: string | null;
}

export const USUAL_SETUP: Setup = { bindings: BINDINGS, mouse: true };

/** A state before anything was settled; see `initialState`. */
export function bareState(columns: number, rows: number, outline: Outline, setup: Setup): State {
  return {
    columns,
    rows,
    bindings: setup.bindings,
    settingsFile: setup.settingsFile ?? null,
    outline,
    view: 'charts',
    pane: 'runs',
    list: initialList(outline),
    chart: { ...INITIAL_CHART, ...setup.chart },
    alert: 0,
    scroll: {},
    onlyDifferent: false,
    ofSettings: null,
    log: { level: 'info', search: '', at: null },
    probe: null,
    past: null,
    modal: null,
    speeds: {},
    theme: setup.theme ?? 'dark',
    mouse: setup.mouse,
    painted: { gutter: 7, pictures: null },
    notice: null,
  };
}

const USUAL_METRICS = 6;

export function arrangement(state: State): Arrangement {
  const { groups } = state.outline;
  const metrics = Math.max(0, ...groups.map((group) => group.metrics.length));
  return arrange(state.columns, state.rows, {
    listLines: groups.length + Math.max(0, ...groups.map((group) => group.runs.length)),
    // Before the first values have come the usual number is taken, so that the panels stay where they are.
    metrics: metrics === 0 ? USUAL_METRICS : metrics,
    full: state.chart.full && state.view === 'charts',
  });
}

export function selectedGroup(state: State): OutlineGroup | null {
  return state.outline.groups.find((group) => group.id === state.list.cursor.group) ?? null;
}

/** The metric of the large chart for the selected variant. */
export function shownMetric(state: State): string {
  const group = selectedGroup(state);
  return group === null ? '' : metricFor(group, state.chart.metric);
}

/** The picked metric where the variant has it, otherwise the scenario's own. */
export function metricFor(group: Pick<OutlineGroup, 'metrics' | 'focus'>, picked: string | null): string {
  return picked !== null && group.metrics.includes(picked) ? picked : group.focus;
}

/** Ids of the runs that a training key is for. */
export function selectedRuns(state: State): string[] {
  const { run } = state.list.cursor;
  if (run !== null) return [run];
  return selectedGroup(state)?.runs.map((one) => one.id) ?? [];
}

/** The variants of the selected scenario, in the order of the outline. */
export function kinOf({ outline, list }: Pick<State, 'outline' | 'list'>): readonly OutlineGroup[] {
  const scenario = outline.groups.find((group) => group.id === list.cursor.group)?.scenario;
  return outline.groups.filter((group) => group.scenario === scenario);
}

/** Moves the cursor to the variant before or after the selected one, round the scenario's variants. */
export function turnVariant(state: State, by: 1 | -1): State {
  const kin = kinOf(state);
  const at = kin.findIndex((group) => group.id === state.list.cursor.group);
  const next = kin[(at + by + kin.length) % Math.max(1, kin.length)];
  if (next === undefined || kin.length < 2) return state;
  return {
    ...state,
    list: { ...state.list, cursor: { group: next.id, run: state.list.grouped ? null : (next.runs[0]?.id ?? null) } },
  };
}

/** How the selection is called in an answer. */
export function nameOf(state: State): string {
  const group = selectedGroup(state);
  if (group === null) return 'nothing';
  const run = group.runs.find((one) => one.id === state.list.cursor.run);
  return run === undefined ? group.label : `${group.label} seed ${run.seed}`;
}

export const statusesOf = (outline: Outline): RunStatus[] =>
  outline.groups.flatMap((group) => group.runs.map((run) => run.status));
