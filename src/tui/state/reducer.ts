import { type Action, actionOf } from '../input/keys.js';
import { openFilter } from '../modals/filter.js';
import { openForm } from '../modals/form.js';
import { startedText } from '../modals/modal.js';
import { modalKind, reduceModal, takeInModal } from '../modals/modals.js';
import { openNewRun } from '../modals/new-run.js';
import { openOverlay } from '../modals/overlay.js';
import { openPalette } from '../modals/palette.js';
import { openTweak } from '../modals/tweak.js';
import { openWhy } from '../modals/why.js';
import { panelsOf } from '../panel-placement.js';
import { THEMES } from '../terminal/theme.js';
import { VIEWS } from '../views/views.js';
import { AXES, BAND_NAMES, BANDS, pan, SMOOTHING, zoom } from './chart.js';
import { listRows, sameRow } from './list.js';
import {
  jump,
  moveInAlerts,
  moveInChart,
  moveInList,
  moveInMetrics,
  nextAlert,
  toggleGrouped,
  toggleOpen,
  togglePinned,
  toggleShown,
  turnMetric,
  turnSort,
} from './navigation.js';
import { isLive, type Outline } from './outline.js';
import { askToStop, changeSpeed, pause, rerun, WATCHED } from './run-control.js';
import type { Answer } from './scenario-offers.js';
import {
  arrangement,
  bareState,
  type Message,
  type MouseEvent,
  nameOf,
  type Pane,
  type Setup,
  type State,
  type Step,
  selectedGroup,
  selectedRuns,
  statusesOf,
  still,
  told,
  USUAL_SETUP,
  VIEW_NAMES,
  type ViewName,
} from './state.js';

export function initialState(columns: number, rows: number, outline: Outline, setup: Setup = USUAL_SETUP): State {
  const start = settle(bareState(columns, rows, outline, setup));
  // All runs are listed from the start where they fit, and those of a single variant in any case.
  const all = new Set(outline.groups.map((group) => group.id));
  const list = { ...start.list, open: all };
  const fits = listRows({ outline, list }).length + 3 <= arrangement(start).list;
  return fits || all.size === 1 ? { ...start, list } : start;
}

/** The next state and what is to be done. Pure, and defined for every message in every state. */
export function reduce(state: State, message: Message): Step {
  switch (message.kind) {
    case 'resize':
      return still(settle({ ...state, columns: size(message.columns), rows: size(message.rows) }));
    case 'outline':
      return still(settle({ ...state, outline: message.outline }));
    case 'mouse':
      return settled(point(state, message.event));
    case 'key':
      return settled(press(state, message.key));
    case 'answer':
      return settled(takeAnswer(state, message.answer));
  }
}

const size = (value: number): number => Math.max(1, Math.floor(value) || 1);
const settled = ({ state, effects }: Step): Step => ({ state: settle(state), effects });

/** Brings cursor, pane and scrolled places back onto something that is there. */
function settle(state: State): State {
  const rows = listRows(state);
  const { cursor } = state.list;
  const there = rows.find((row) => sameRow(row, cursor));
  const fallback = rows.find((row) => row.group === cursor.group) ?? rows[0] ?? { group: '', run: null };
  const panes = panesOf(state);
  const pane = panes.includes(state.pane) ? state.pane : (panes[0] ?? 'runs');
  const alert = Math.max(0, Math.min(state.alert, state.outline.alerts.length - 1));
  const list = there === cursor ? state.list : { ...state.list, cursor: there ?? fallback };
  const reached = state.outline.groups.find((group) => group.id === list.cursor.group)?.reached ?? 1;
  const extent = state.chart.axis === 'budget' ? 1 : reached;
  const chart = extent === state.chart.extent ? state.chart : { ...state.chart, extent };
  if (list === state.list && pane === state.pane && alert === state.alert && chart === state.chart) return state;
  return { ...state, list, pane, alert, chart };
}

/** Panes that can have the keys in this view at this size. */
export function panesOf(state: State): readonly Pane[] {
  return VIEWS[state.view].panes(state);
}

function press(before: State, key: string): Step {
  const state = { ...before, notice: null };
  if (before.modal !== null) {
    const global = actionOf(key, modalKind(before.modal).where, before.bindings);
    if (global === 'interrupt' || global === 'redraw' || global === 'suspend') return act(before, global);
    const { state: after, effects, next } = reduceModal(before.modal, key, state);
    if (next === undefined) return { state: after === state ? before : after, effects };
    const done = act(after, next);
    return { state: done.state, effects: [...effects, ...done.effects] };
  }
  const action = actionOf(key, 'panels', before.bindings);
  return action === null ? still(before) : act(state, action);
}

/** What came back from outside goes to the modal that asked, or into a notice when it is gone. */
function takeAnswer(state: State, answer: Answer): Step {
  const taken = state.modal === null ? null : takeInModal(state.modal, answer, state);
  if (taken !== null) return taken;
  if (answer.kind === 'started') return told(state, answer.note ?? startedText(answer.runs));
  return answer.kind === 'refused' ? told(state, answer.problems.map(({ text }) => text).join('; ')) : still(state);
}

/** A click gives its panel the keys and is then the panel's own. */
function point(state: State, event: MouseEvent): Step {
  if (!state.mouse) return still(state);
  const panel = panelsOf(state).findLast(
    ({ box }) => event.x >= box.x && event.y >= box.y && event.x < box.x + box.width && event.y < box.y + box.height,
  );
  if (panel === undefined) return still(state);
  const focused = panel.pane === null || event.what !== 'press' ? state : { ...state, pane: panel.pane };
  const local = { ...event, x: event.x - panel.box.x, y: event.y - panel.box.y };
  return panel.mouse?.({ ...focused, notice: null }, local) ?? still(focused);
}

function act(state: State, action: Action): Step {
  const own = VIEWS[state.view].act?.(state, action) ?? null;
  if (own !== null) return own;
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
    case 'charts':
    case 'compare':
    case 'scenario':
    case 'config':
    case 'log':
      return still(showView(state, action));
    case 'nextPane':
      return still(turnPane(state, 1));
    case 'previousPane':
      return still(turnPane(state, -1));
    case 'open':
      if (state.pane === 'alerts') return jump(state);
      return still(state.list.grouped && state.view === 'charts' ? toggleOpen(state) : state);
    case 'alert':
      return nextAlert(state);
    case 'filter':
      return openFilter(state);
    case 'palette':
      return openPalette(state);
    case 'overlay':
      return openOverlay(state);
    case 'why':
      return openWhy(state);
    case 'tweak':
      return openTweak(state);
    case 'newRun':
      return openNewRun(state);
    case 'diff':
      return toggleDiff(state);
    case 'zoomTo':
      return openForm(state);
    case 'sort':
      return turnSort(state);
    case 'show':
      return toggleShown(state, nameOf(state));
    case 'pin':
      return togglePinned(state, nameOf(state));
    case 'group':
      return toggleGrouped(state);
    case 'nextMetric':
      return still(turnMetric(state, 1));
    case 'previousMetric':
      return still(turnMetric(state, -1));
    case 'pause':
      return pause(state, selectedRuns(state), nameOf(state));
    case 'pauseAll':
      return pause(state, null, 'all runs');
    case 'step':
      if (state.outline.watching) return told(state, WATCHED);
      return told(state, `one step of ${nameOf(state)}, then paused`, { kind: 'step', runs: selectedRuns(state) });
    case 'faster':
      return changeSpeed(state, -1);
    case 'slower':
      return changeSpeed(state, 1);
    case 'stop':
      return askToStop(state);
    case 'rerun':
      return rerun(state);
    case 'exportChart':
    case 'exportRuns':
      return { state, effects: [{ kind: action }] };
    case 'copy':
      return copyCommand(state);
    case 'help':
      return openHelp(state);
    case 'back':
      return still(back(state));
    case 'redraw':
      return { state, effects: [{ kind: 'redraw' }] };
    case 'suspend':
      return { state, effects: [{ kind: 'suspend' }] };
    case 'mouse': {
      const on = !state.mouse;
      const notice = on ? 'mouse on: hold Shift to select text' : 'mouse off';
      return told({ ...state, mouse: on }, notice, { kind: 'mouse', on });
    }
    case 'theme': {
      const theme = turned(THEMES, state.theme, 1);
      return told({ ...state, theme }, `theme: ${theme}`);
    }
    case 'quit':
      return quit(state);
    case 'confirm':
    case 'refuse':
      return still(state);
    case 'interrupt':
      return { state, effects: [{ kind: 'end', how: 'interrupt' }] };
    default:
      return actOnChart(state, action);
  }
}

type ChartAction = Extract<
  Action,
  | 'fullChart'
  | 'logY'
  | 'logX'
  | 'smooth'
  | 'sharpen'
  | 'band'
  | 'axis'
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'reset'
>;

function actOnChart(state: State, action: ChartAction): Step {
  const { chart } = state;
  const changed = (changes: Partial<State['chart']>): State => ({ ...state, chart: { ...chart, ...changes } });
  switch (action) {
    case 'fullChart':
      return still(changed({ full: !chart.full }));
    case 'logY':
      return told(changed({ logY: !chart.logY }), chart.logY ? 'linear values' : 'logarithmic values');
    case 'logX':
      return told(changed({ logX: !chart.logX }), chart.logX ? 'linear steps' : 'logarithmic steps');
    case 'smooth':
    case 'sharpen': {
      const smoothing = turned(SMOOTHING, chart.smoothing, action === 'smooth' ? 1 : -1);
      const notice = smoothing === 0 ? 'no smoothing' : `smoothing ${smoothing}, raw curve dimmed`;
      return told(changed({ smoothing }), notice);
    }
    case 'band': {
      const band = turned(BANDS, chart.band, 1);
      return told(changed({ band }), `band: ${BAND_NAMES[band]}`);
    }
    case 'axis': {
      const group = selectedGroup(state);
      const has = {
        episodes: group?.metrics.includes('episode_return') === true,
        epochs: group?.epochs === true,
        // Files tell no seconds.
        seconds: !state.outline.watching,
      };
      const axes = AXES.filter((one) => one === 'budget' || one === 'reached' || has[one]);
      const axis = turned(axes, chart.axis, 1);
      return told(changed({ axis }), AXIS_NOTICES[axis]);
    }
    case 'zoomIn':
      return still({ ...state, chart: zoom(chart, 0.5) });
    case 'zoomOut':
      return still({ ...state, chart: zoom(chart, 2) });
    case 'panLeft':
      return still({ ...state, chart: pan(chart, -0.2) });
    case 'panRight':
      return still({ ...state, chart: pan(chart, 0.2) });
    case 'reset':
      return still(changed({ zoom: null, reading: null, limits: null }));
  }
}

function copyCommand(state: State): Step {
  const [run] = selectedRuns(state);
  return run === undefined ? still(state) : { state, effects: [{ kind: 'copy', run }] };
}

function openHelp(state: State): Step {
  const open = { ...state, modal: { kind: 'help' } as const };
  return state.settingsFile === null ? still(open) : told(open, `settings and keys: ${state.settingsFile}`);
}

const AXIS_NOTICES = {
  budget: 'steps: whole budget',
  reached: 'steps: up to the furthest run',
  episodes: 'episodes',
  epochs: 'epochs: passes over the training rows',
  seconds: 'seconds of training',
} as const;

function turned<T>(all: readonly T[], one: T, by: 1 | -1): T {
  return all[(all.indexOf(one) + by + all.length) % all.length] ?? one;
}

function quit(state: State): Step {
  const end = { kind: 'end', how: 'quit' } as const;
  if (state.outline.watching || !statusesOf(state.outline).some(isLive)) return { state, effects: [end] };
  return still({
    ...state,
    modal: { kind: 'confirm', question: 'Runs are live. Stop them and quit?', yes: end },
  });
}

function back(state: State): State {
  if (state.view !== 'charts') return showView(state, 'charts');
  if (state.chart.reading !== null) return { ...state, chart: { ...state.chart, reading: null } };
  if (state.chart.zoom !== null) return { ...state, chart: { ...state.chart, zoom: null } };
  if (state.chart.full) return { ...state, chart: { ...state.chart, full: false } };
  return state.list.filter === '' ? state : { ...state, list: { ...state.list, filter: '' } };
}

/** The settings with only what differs; from another view it goes there. */
function toggleDiff(state: State): Step {
  const onlyDifferent = state.view !== 'config' || !state.onlyDifferent;
  const notice = onlyDifferent ? 'only settings that differ between the variants' : 'all settings';
  return told({ ...showView(state, 'config'), onlyDifferent, scroll: { ...state.scroll, config: 0 } }, notice);
}

function showView(state: State, view: ViewName): State {
  const start = VIEWS[view].panes({ ...state, view })[0] ?? 'runs';
  return VIEW_NAMES.includes(view) && view !== state.view ? { ...state, view, pane: start } : state;
}

function turnPane(state: State, by: 1 | -1): State {
  const panes = panesOf(state);
  const next = panes[(panes.indexOf(state.pane) + by + panes.length) % Math.max(1, panes.length)];
  return { ...state, pane: next ?? state.pane };
}

function move(state: State, action: Action): State {
  switch (state.pane) {
    case 'runs':
      return moveInList(state, action);
    case 'chart':
      return moveInChart(state, action);
    case 'metrics':
      return moveInMetrics(state, action);
    case 'alerts':
      return moveInAlerts(state, action);
    case 'page':
      return VIEWS[state.view].move(state, action);
  }
}
