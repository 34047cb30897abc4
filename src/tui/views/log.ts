import { compact, formatSeconds } from '../format.js';
import type { Action } from '../input/keys.js';
import { openSearch } from '../modals/search.js';
import { paintFrame } from '../panels/frame.js';
import { paintSystem } from '../panels/system.js';
import { type Paragraph, paintTexts, wrapped } from '../panels/texts.js';
import { firstVisible } from '../state/list.js';
import { LOG_LEVELS, type LogEntry, passingEntries } from '../state/log-entries.js';
import type { Model } from '../state/model.js';
import { showRun } from '../state/navigation.js';
import { type State, type Step, still, told } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import type { Box, Panel, View } from './view.js';

const PAGE = 10;

/** What happened and what looks wrong, the newest at the bottom, with cause and advice of the line with the cursor. */
export const log: View = {
  panes: () => ['page'],
  move: moveInLog,
  act(state, action) {
    switch (action) {
      case 'filter':
        return openSearch(state);
      case 'logY':
        return turnLevel(state);
      case 'open':
        return jumpTo(state);
      case 'back':
        if (state.log.search === '') return null;
        return still({ ...state, log: { ...state.log, search: '', at: null } });
      default:
        return null;
    }
  },
  panels(_state, box) {
    const { rest, system } = aboveSystem(box);
    const lines: Panel = {
      id: 'log-view',
      box: rest,
      pane: 'page',
      paint: paintLog,
      mouse: (now, { what }) => still(what === 'press' ? now : moveInLog(now, what === 'wheelUp' ? 'up' : 'down')),
    };
    return system === null ? [lines] : [lines, { id: 'system', box: system, pane: null, paint: paintSystem }];
  },
};

/** The smallest room that the system's strip needs beside the log, and the room from which it has lines for runs. */
const FEWEST_COLUMNS = 70;
const FEWEST_ROWS = 16;
const MANY_ROWS = 28;

/** The system stands below the log, and nowhere on a small screen. */
function aboveSystem(box: Box): { readonly rest: Box; readonly system: Box | null } {
  const { y, width, height } = box;
  if (height < FEWEST_ROWS || width < FEWEST_COLUMNS) return { rest: box, system: null };
  const system = height < MANY_ROWS ? 4 : 6;
  const log = height - system;
  return { rest: { ...box, height: log }, system: { ...box, y: y + log, height: system } };
}

const entriesOf = ({ outline, log: filter }: State): readonly LogEntry[] => passingEntries(outline.log, filter);

/** Where the cursor is: on the newest unless it was moved away. */
function cursorIn({ log: { at } }: State, count: number): number {
  return at === null ? count - 1 : Math.max(0, Math.min(at, count - 1));
}

function moveInLog(state: State, action: Action): State {
  const { length } = entriesOf(state);
  const by: Partial<Record<Action, number>> = {
    ...{ up: -1, down: 1, pageUp: -PAGE, pageDown: PAGE, first: -length, last: length },
  };
  const to = cursorIn(state, length) + (by[action] ?? 0);
  // At the end it sticks there, whatever comes.
  return { ...state, log: { ...state.log, at: to >= length - 1 ? null : Math.max(0, to) } };
}

function turnLevel(state: State): Step {
  const level = LOG_LEVELS[(LOG_LEVELS.indexOf(state.log.level) + 1) % LOG_LEVELS.length]!;
  const notice = { info: 'every line', warning: 'warnings and errors', error: 'errors' }[level];
  return told({ ...state, log: { ...state.log, level, at: null } }, notice);
}

/** To the run of the line, with the cursor of the charts where it was seen. */
function jumpTo(state: State): Step {
  const entries = entriesOf(state);
  const entry = entries[cursorIn(state, entries.length)];
  if (entry === undefined || entry.run === null) return told(state, 'this line belongs to no run');
  return showRun(state, entry.run, stepOf(entry), entry.text);
}

/** The step that a line tells: of its alert, or in its words. */
function stepOf({ alert, text }: LogEntry): number | null {
  if (alert !== null) return alert.step;
  const [, step] = /\bstep (\d+)/.exec(text) ?? [];
  return step === undefined ? null : Number(step);
}

function paintLog(region: Region, { state, theme }: Model): void {
  const entries = entriesOf(state);
  const { level, search, at } = state.log;
  const note = [
    `${entries.length === state.outline.log.length ? '' : `${entries.length} of `}${state.outline.log.length}`,
  ];
  if (level !== 'info') note.push(level === 'error' ? 'errors' : 'warnings and errors');
  if (search !== '') note.push(`/${search}`);
  const right = at === null ? 'l level  / search  Enter jump' : 'End follows the newest';
  const focused = state.pane === 'page';
  const inner = paintFrame(region, { title: 'Log', note: note.join('  '), right, focused }, theme);
  const cursor = cursorIn(state, entries.length);
  const chosen = entries[cursor];
  if (chosen === undefined) {
    inner.write(1, 0, state.outline.log.length === 0 ? 'no events yet' : 'no line passes', theme.dim);
    return;
  }
  const texts = detailTexts(chosen, theme);
  const wanted = wrapped(texts, inner.width - 2).length + 1;
  const foot = inner.height >= 8 && isCut(chosen, inner.width) ? Math.min(wanted, inner.height >> 1) : 0;
  const list = inner.region(0, 0, inner.width, inner.height - foot);
  // The end is at the bottom; further back the cursor stays in the middle.
  const first = firstVisible(cursor, entries.length, list.height);
  for (const [y, entry] of entries.slice(first, first + list.height).entries()) {
    paintEntry(list.region(0, y, list.width, 1), entry, first + y === cursor, theme);
  }
  if (foot === 0) return;
  const below = inner.region(1, inner.height - foot, inner.width - 2, foot);
  for (let x = 0; x < below.width; x++) below.put(x, 0, GLYPHS.axisX, theme.border);
  paintTexts(below.region(0, 1, below.width, foot - 1), texts, theme);
}

/** Seconds, sign, run, what happened. */
function paintEntry(line: Region, { seconds, level, name, text, alert }: LogEntry, here: boolean, theme: Theme): void {
  const style = level === 'error' ? theme.bad : level === 'warning' ? theme.warning : '';
  if (here) line.put(0, 0, GLYPHS.cursor, theme.accent);
  line.writeEnd(8, 0, seconds === null ? GLYPHS.none : formatSeconds(seconds), theme.dim);
  if (level !== 'info') line.put(9, 0, level === 'error' ? GLYPHS.failed : GLYPHS.warning, style);
  let x = 11;
  if (name !== null) x = line.write(x, 0, `${cut(name, Math.max(12, (line.width - x) >> 1))}  `, theme.dim);
  if (alert !== null) x = line.write(x, 0, `${compact(alert.step)} `, theme.dim);
  line.write(x, 0, cut(text, line.width - x - 1), style === '' && here ? theme.strong : style);
}

/** Whether the line alone does not tell all. */
function isCut({ name, text, alert }: LogEntry, width: number): boolean {
  return alert !== null || displayWidth(name ?? '') + displayWidth(text) + 16 > width;
}

function detailTexts({ run, text, alert, level }: LogEntry, theme: Theme): readonly Paragraph[] {
  const style = level === 'error' ? theme.bad : level === 'warning' ? theme.warning : '';
  const where = alert === null ? (run ?? '') : `${run ?? ''}  step ${alert.step}`;
  return [
    [where, theme.dim],
    [text, style],
    ...(alert === null
      ? []
      : ([
          [`Why: ${alert.cause}`, ''],
          [`Try: ${alert.advice}`, theme.good],
        ] as const)),
  ];
}
