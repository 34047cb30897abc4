import type { RunStatus } from '../run/view.js';
import type { BandKind } from './curves.js';
import { type Action, actionOf, type Dialog } from './keys.js';
import { type Arrangement, arrange } from './layout.js';

/** The runs by scenario variant: what the keys move over. Data without curves, made anew only when something changed. */
export interface Outline {
  readonly groups: readonly OutlineGroup[];
}

export interface OutlineGroup {
  readonly id: string;
  readonly label: string;
  /** The metric that the scenario wants to be looked at first. */
  readonly focus: string;
  readonly metrics: readonly string[];
  readonly runs: readonly { readonly id: string; readonly seed: number; readonly status: RunStatus }[];
}

export type Pane = 'runs' | 'chart' | 'metrics';

/** A line of the run list: a scenario (run null) or one of its runs. */
export interface Row {
  readonly group: string;
  readonly run: string | null;
}

/** All that the keys have made of the screen. */
export interface State {
  readonly columns: number;
  readonly rows: number;
  readonly outline: Outline;
  readonly cursor: Row;
  /** Scenarios whose runs are listed. */
  readonly open: ReadonlySet<string>;
  /** The metric picked for the large chart; null for each scenario's own choice. */
  readonly metric: string | null;
  readonly pane: Pane;
  readonly full: boolean;
  readonly logY: boolean;
  readonly smoothing: number;
  readonly band: BandKind;
  readonly axis: 'budget' | 'reached';
  /** Position of the reading line in the large chart, 0 to 1; null for none. */
  readonly reading: number | null;
  readonly dialog: Dialog;
  /** Fractions of full speed by run; absent means 1. */
  readonly speeds: Readonly<Record<string, number>>;
  /** The answer to the last key, until the next one. */
  readonly notice: string | null;
}

export type Message =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'outline'; readonly outline: Outline };

/** What a key wants done outside of the state. `runs` null means all. */
export type Effect =
  | { readonly kind: 'pause' | 'resume' | 'step'; readonly runs: readonly string[] | null }
  | { readonly kind: 'speed'; readonly runs: readonly string[]; readonly speed: number }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'end'; readonly how: 'quit' | 'interrupt' };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export const SMOOTHING = [0, 0.6, 0.9] as const;
export const BANDS: readonly BandKind[] = ['ci', 'std', 'range', 'seeds'];
const BAND_NAMES: Readonly<Record<BandKind, string>> = {
  ci: '95% confidence interval of the mean',
  std: 'one standard deviation',
  range: 'lowest to highest over seeds',
  seeds: 'single seeds',
};
const USUAL_METRICS = 6;
const SPEEDS = [1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];

export function initialState(columns: number, rows: number, outline: Outline): State {
  const all = new Set(outline.groups.map((group) => group.id));
  const start = settle({
    columns,
    rows,
    outline,
    cursor: { group: outline.groups[0]?.id ?? '', run: null },
    open: new Set(),
    metric: null,
    pane: 'runs',
    full: false,
    logY: false,
    smoothing: 0,
    band: 'ci',
    axis: 'budget',
    reading: null,
    dialog: 'none',
    speeds: {},
    notice: null,
  });
  // All runs are listed from the start where they fit, and those of a single scenario in any case.
  const fits = listRows({ outline, open: all }).length + 3 <= arrangement(start).list;
  return fits || all.size === 1 ? { ...start, open: all } : start;
}

/** The next state and what is to be done. Pure, and defined for every message in every state. */
export function reduce(state: State, message: Message): Step {
  switch (message.kind) {
    case 'resize':
      return still(settle({ ...state, columns: size(message.columns), rows: size(message.rows) }));
    case 'outline':
      return still(settle({ ...state, outline: message.outline }));
    case 'key': {
      const action = actionOf(message.key, state.dialog);
      if (action === null) return still(state);
      const { state: next, effects } = act({ ...state, notice: null }, action);
      return { state: settle(next), effects };
    }
  }
}

const size = (value: number): number => Math.max(1, Math.floor(value) || 1);
const still = (state: State): Step => ({ state, effects: [] });
const told = (state: State, notice: string, ...effects: Effect[]): Step => ({ state: { ...state, notice }, effects });

/** Brings cursor and pane back onto something that is there. */
function settle(state: State): State {
  const rows = listRows(state);
  const { cursor } = state;
  const there = rows.find((row) => row.group === cursor.group && row.run === cursor.run);
  const fallback = rows.find((row) => row.group === cursor.group) ?? rows[0] ?? { group: '', run: null };
  const panes = visiblePanes(state);
  return {
    ...state,
    cursor: there ?? fallback,
    pane: panes.includes(state.pane) ? state.pane : (panes[0] ?? 'runs'),
  };
}

/** The lines of the run list from top to bottom. */
export function listRows({ outline, open }: Pick<State, 'outline' | 'open'>): Row[] {
  return outline.groups.flatMap((group) => [
    { group: group.id, run: null },
    ...(open.has(group.id) ? group.runs.map((run) => ({ group: group.id, run: run.id })) : []),
  ]);
}

export function selectedGroup(state: State): OutlineGroup | null {
  return state.outline.groups.find((group) => group.id === state.cursor.group) ?? null;
}

/** The metric of the large chart for the selected scenario. */
export function shownMetric(state: State): string {
  const group = selectedGroup(state);
  if (group === null) return '';
  return state.metric !== null && group.metrics.includes(state.metric) ? state.metric : group.focus;
}

/** Ids of the runs that a training key is for. */
export function selectedRuns(state: State): string[] {
  if (state.cursor.run !== null) return [state.cursor.run];
  return selectedGroup(state)?.runs.map((run) => run.id) ?? [];
}

export const isLive = (status: RunStatus): boolean =>
  status === 'queued' || status === 'running' || status === 'paused';

export function arrangement(state: State): Arrangement {
  const { groups } = state.outline;
  const metrics = Math.max(0, ...groups.map((group) => group.metrics.length));
  return arrange(state.columns, state.rows, {
    listLines: groups.length + Math.max(0, ...groups.map((group) => group.runs.length)),
    // Before the first values have come the usual number is taken, so that the panels stay where they are.
    metrics: metrics === 0 ? USUAL_METRICS : metrics,
    full: state.full,
  });
}

/** Panes that can have the keys at this size. */
export function visiblePanes(state: State): Pane[] {
  const { list, chart, metrics } = arrangement(state);
  const panes: Pane[] = [];
  if (list > 0) panes.push('runs');
  if (chart > 0) panes.push('chart');
  if (metrics > 0) panes.push('metrics');
  return panes;
}

function act(state: State, action: Action): Step {
  switch (action) {
    case 'up':
    case 'down':
    case 'left':
    case 'right':
    case 'pageUp':
    case 'pageDown':
    case 'first':
    case 'last':
      return still(move(state, action));
    case 'open':
      return still(toggleOpen(state));
    case 'nextPane':
      return still(turnPane(state, 1));
    case 'previousPane':
      return still(turnPane(state, -1));
    case 'nextMetric':
      return still(turnMetric(state, 1));
    case 'previousMetric':
      return still(turnMetric(state, -1));
    case 'pause':
      return pause(state, selectedRuns(state), nameOf(state));
    case 'pauseAll':
      return pause(state, null, 'all runs');
    case 'step':
      return told(state, `one step of ${nameOf(state)}, then paused`, { kind: 'step', runs: selectedRuns(state) });
    case 'faster':
      return changeSpeed(state, -1);
    case 'slower':
      return changeSpeed(state, 1);
    case 'fullChart':
      return still({ ...state, full: !state.full });
    case 'logY':
      return told({ ...state, logY: !state.logY }, state.logY ? 'linear values' : 'logarithmic values');
    case 'smooth': {
      const smoothing = after(SMOOTHING, state.smoothing);
      return told(
        { ...state, smoothing },
        smoothing === 0 ? 'no smoothing' : `smoothing ${smoothing}, raw curve dimmed`,
      );
    }
    case 'band': {
      const band = after(BANDS, state.band);
      return told({ ...state, band }, `band: ${BAND_NAMES[band]}`);
    }
    case 'axis': {
      const axis = state.axis === 'budget' ? 'reached' : 'budget';
      return told({ ...state, axis }, axis === 'budget' ? 'steps: whole budget' : 'steps: as far as reached');
    }
    case 'help':
      return still({ ...state, dialog: 'help' });
    case 'back':
      return still(back(state));
    case 'redraw':
      return { state, effects: [{ kind: 'redraw' }] };
    case 'quit':
      return state.outline.groups.some((group) => group.runs.some((run) => isLive(run.status)))
        ? still({ ...state, dialog: 'quit' })
        : { state, effects: [{ kind: 'end', how: 'quit' }] };
    case 'confirm':
      return { state, effects: [{ kind: 'end', how: 'quit' }] };
    case 'refuse':
      return still({ ...state, dialog: 'none' });
    case 'interrupt':
      return { state, effects: [{ kind: 'end', how: 'interrupt' }] };
  }
}

function after<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}

function back(state: State): State {
  if (state.dialog !== 'none') return { ...state, dialog: 'none' };
  if (state.reading !== null) return { ...state, reading: null };
  return { ...state, full: false };
}

function turnPane(state: State, by: 1 | -1): State {
  const panes = visiblePanes(state);
  const next = panes[(panes.indexOf(state.pane) + by + panes.length) % Math.max(1, panes.length)];
  return { ...state, pane: next ?? state.pane };
}

function turnMetric(state: State, by: number): State {
  const metrics = selectedGroup(state)?.metrics ?? [];
  if (metrics.length === 0) return state;
  const at = metrics.indexOf(shownMetric(state));
  return { ...state, metric: metrics[(at + by + metrics.length) % metrics.length]! };
}

function move(state: State, action: Action): State {
  switch (state.pane) {
    case 'runs':
      return moveInList(state, action);
    case 'chart':
      return moveReading(state, action);
    case 'metrics':
      return moveInMetrics(state, action);
  }
}

function moveInList(state: State, action: Action): State {
  if (action === 'left' || action === 'right') {
    const open = state.open.has(state.cursor.group);
    if (open === (action === 'left')) return toggleOpen(state);
    return state;
  }
  const rows = listRows(state);
  const at = rows.findIndex((row) => row.group === state.cursor.group && row.run === state.cursor.run);
  return { ...state, cursor: rows[target(action, at, rows.length, 1)] ?? state.cursor };
}

function moveInMetrics(state: State, action: Action): State {
  const metrics = selectedGroup(state)?.metrics ?? [];
  const to = target(action, metrics.indexOf(shownMetric(state)), metrics.length, arrangement(state).metricColumns);
  return { ...state, metric: metrics[to] ?? state.metric };
}

/** Where a move leads from `at` among `count` things in rows of `width`; never past the ends. */
function target(action: Action, at: number, count: number, width: number): number {
  const by = { up: -width, down: width, left: -1, right: 1, pageUp: -10, pageDown: 10, first: -count, last: count };
  const moved = at + (by[action as keyof typeof by] ?? 0);
  if ((action === 'up' || action === 'down') && (moved < 0 || moved >= count)) return at;
  return Math.max(0, Math.min(moved, count - 1));
}

function moveReading(state: State, action: Action): State {
  const dots = Math.max(1, arrangement(state).chartWidth - 10);
  const at = state.reading ?? 1;
  const to = (fraction: number): State => ({ ...state, reading: Math.max(0, Math.min(1, fraction)) });
  switch (action) {
    case 'left':
      return to(at - 1 / dots);
    case 'right':
      return to(at + 1 / dots);
    case 'pageUp':
      return to(at - 0.1);
    case 'pageDown':
      return to(at + 0.1);
    case 'first':
      return to(0);
    case 'last':
      return to(1);
    case 'up':
      return turnMetric(state, -1);
    case 'down':
      return turnMetric(state, 1);
    default:
      return state;
  }
}

function toggleOpen(state: State): State {
  const open = new Set(state.open);
  const { group } = state.cursor;
  if (!open.delete(group)) open.add(group);
  return { ...state, open, cursor: open.has(group) ? state.cursor : { group, run: null } };
}

function nameOf(state: State): string {
  const group = selectedGroup(state);
  if (group === null) return 'nothing';
  const run = group.runs.find((one) => one.id === state.cursor.run);
  return run === undefined ? group.label : `${group.label} seed ${run.seed}`;
}

/** Pauses when any of the runs is running, otherwise resumes. */
function pause(state: State, runs: readonly string[] | null, name: string): Step {
  const chosen = state.outline.groups
    .flatMap((group) => group.runs)
    .filter((run) => (runs === null || runs.includes(run.id)) && isLive(run.status));
  if (chosen.length === 0) return told(state, `${name}: nothing live to pause`);
  const resume = !chosen.some((run) => run.status !== 'paused');
  return told(state, `${resume ? 'resumed' : 'paused'} ${name}`, { kind: resume ? 'resume' : 'pause', runs });
}

function changeSpeed(state: State, by: 1 | -1): Step {
  const runs = selectedRuns(state);
  const now = state.speeds[runs[0] ?? ''] ?? 1;
  const at = Math.max(0, Math.min(SPEEDS.indexOf(now) + by, SPEEDS.length - 1));
  const speed = SPEEDS[at] ?? 1;
  const speeds = { ...state.speeds };
  for (const run of runs) speeds[run] = speed;
  return told({ ...state, speeds }, `${nameOf(state)}: ${speed * 100}% of full speed`, { kind: 'speed', runs, speed });
}
