import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { Dashboard, type DashboardOptions } from '../../src/tui/dashboard.js';
import { initialModel } from '../../src/tui/first-frame.js';
import type { ChartState } from '../../src/tui/state/chart.js';
import type { ListState } from '../../src/tui/state/list.js';
import type { Model } from '../../src/tui/state/model.js';
import type { State } from '../../src/tui/state/state.js';
import { type Region, Sheet } from '../../src/tui/terminal/cell-buffer.js';
import { Screen } from '../../src/tui/terminal/screen.js';
import { type ColorDepth, makeTheme } from '../../src/tui/terminal/theme.js';
import type { FakeSession } from './fixture.js';

/** A terminal that keeps what is written to it. */
export class FakeTerminal extends EventEmitter {
  columns: number;
  rows: number;
  readonly written: string[] = [];
  /** False makes it slow: it asks to wait for `drain`. */
  ready = true;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): boolean {
    this.written.push(text);
    return this.ready;
  }
}

/** A keyboard that Ink takes for a terminal's. */
export class FakeKeyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;
  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export interface Opened {
  readonly dashboard: Dashboard;
  readonly terminal: FakeTerminal;
  readonly keyboard: FakeKeyboard;
  readonly clock: { ms: number };
  /** Sends keys one by one, by their names in the key table. */
  press(...keys: string[]): void;
  /** What the screen shows, without styles and trailing spaces. */
  frame(): string[];
}

/** The dashboard on a fake terminal, with a clock that only moves by hand. */
export function openFake(
  session: FakeSession,
  columns: number,
  rows: number,
  depth: ColorDepth = 0,
  changes: Partial<DashboardOptions> = {},
): Opened {
  const terminal = new FakeTerminal(columns, rows);
  const keyboard = new FakeKeyboard();
  const clock = { ms: 0 };
  const screen = new Screen(terminal);
  const dashboard = new Dashboard(initialModel(session, titleOf(session), makeTheme(depth), screen), {
    screen,
    stdin: keyboard as unknown as NodeJS.ReadStream,
    rate: 1,
    load: () => ({ active: 0.08 * clock.ms, rss: 148e6, heap: 41e6 }),
    now: () => clock.ms,
    ...changes,
  });
  dashboard.open();
  return {
    dashboard,
    terminal,
    keyboard,
    clock,
    press: (...keys) => {
      for (const key of keys) dashboard.dispatch({ kind: 'key', key });
    },
    frame: () => dashboard.stage.shown.text(),
  };
}

const titleOf = (session: FakeSession): string => session.runs[0]?.scenario.title ?? 'nothing';

/** Changes to a state: of the list and the chart only what differs. */
export type Changes = Partial<Omit<State, 'list' | 'chart'>> & {
  readonly list?: Partial<ListState>;
  readonly chart?: Partial<ChartState>;
};

/** What panels are painted from, on a screen of 80x24. */
export function modelOf(session: FakeSession, changes: Changes = {}, depth: ColorDepth = 0): Model {
  const model = initialModel(session, titleOf(session), makeTheme(depth), new Screen(new FakeTerminal(80, 24)));
  const { list, chart, ...rest } = changes;
  const { state } = model;
  return {
    ...model,
    state: { ...state, ...rest, list: { ...state.list, ...list }, chart: { ...state.chart, ...chart } },
    elapsed: () => 41,
  };
}

/** Paints into a region of its own and returns its rows as text. */
export function drawn(width: number, height: number, paint: (region: Region) => void): string[] {
  const sheet = new Sheet(width, height);
  paint(sheet.region());
  return sheet.text();
}

/** A frame written down in a test, each line between two bars, as rows without trailing spaces. */
export function frame(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const from = line.indexOf('|');
    return from < 0 ? [] : [line.slice(from + 1, line.lastIndexOf('|')).trimEnd()];
  });
}
