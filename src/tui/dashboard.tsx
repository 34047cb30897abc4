import { availableParallelism } from 'node:os';
import { render } from 'ink';
import type { Session } from '../session/run-view.js';
import { App, type Layout } from './App.js';
import { Exporter, type ExportOptions } from './exporter.js';
import { Tempo } from './frame-rate.js';
import { type Load, loadNow, Meter } from './meter.js';
import { panelsOf } from './panel-placement.js';
import { hasNewComparison } from './state/comparison.js';
import type { Model } from './state/model.js';
import { lacksParts, loadParts } from './state/parts.js';
import { reduce } from './state/reducer.js';
import { answerTo } from './state/scenario-offers.js';
import { groupsOf, outlineOf, outlineSignature, selectionOf, watchedRun } from './state/selectors.js';
import { isAtWork } from './state/standing.js';
import type { Effect, Message, MouseEvent, State, ViewName } from './state/state.js';
import { Stopwatch } from './stopwatch.js';
import { Stage } from './terminal/panel-painter.js';
import type { Screen } from './terminal/screen.js';
import { makeTheme } from './terminal/theme.js';
import type { Box } from './views/view.js';

export interface DashboardOptions extends ExportOptions {
  readonly screen: Screen;
  readonly stdin: NodeJS.ReadStream;
  /** Frames a second; null for the usual rate, less while training needs every processor. */
  readonly rate: number | null;
  /** Threads that can run at once. @default as many as the machine has */
  readonly cores?: number;
  /** What the process takes. @default as the runtime tells it */
  readonly load?: () => Load;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** Turns the terminal's reports of clicks on or off. */
  readonly onMouse?: (on: boolean) => void;
  /** Told how the runs stand, whenever that was looked at. */
  readonly onRuns?: (runs: Session['runs']) => void;
  /** Gives the terminal to the shell until the program is continued. */
  readonly onSuspend?: () => void;
}

/** Views with the picture of a run. */
const PICTURED: readonly ViewName[] = ['charts', 'scenario'];

/** How the user left. */
export type DashboardEnd = 'quit' | 'interrupt';

/** Ties session, state and screen together: data and keys repaint, a new layout passes through React and Ink. */
export class Dashboard {
  /** Resolves when the user leaves; rejects when drawing failed. */
  readonly ended: Promise<DashboardEnd>;
  readonly screen: Screen;
  readonly stage: Stage;
  /** Whether an export was still being written when the dashboard was closed; it leaves no file. */
  cutShort = false;
  readonly #session: Session;
  readonly #options: DashboardOptions;
  readonly #exporter: Exporter;
  readonly #tempo: Tempo;
  readonly #meter: Meter;
  readonly #clock = new Stopwatch();
  #model: Model;
  #layout: Layout;
  #signature: string;
  #watched: string | null = null;
  #second = -1;
  #due = false;
  #closed = false;
  #ink: ReturnType<typeof render> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #settle!: { resolve: (end: DashboardEnd) => void; reject: (reason: unknown) => void };

  constructor(model: Model, options: DashboardOptions) {
    this.#session = model.session;
    this.#options = options;
    this.#exporter = new Exporter(options);
    this.#tempo = new Tempo(options.rate, options.cores ?? availableParallelism());
    this.#meter = new Meter(options.load ?? loadNow);
    this.#turnClock();
    this.#model = { ...model, elapsed: () => this.#elapsed() };
    this.#signature = outlineSignature(model.session);
    this.#layout = layoutOf(model.state);
    this.screen = options.screen;
    this.stage = new Stage(this.screen);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get state(): State {
    return this.#model.state;
  }

  /** Shows the first frame and keeps it up to date until `close`. */
  open(): void {
    this.#ink = render(this.#app(), {
      stdout: this.screen as unknown as NodeJS.WriteStream,
      stdin: this.#options.stdin,
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    this.#ink.waitUntilExit().catch(this.#fail);
    this.#options.onRuns?.(this.#session.runs);
    this.#guarded(() => this.#present());
    this.#watch();
    this.screen.on('drain', this.tick);
    this.#timer = setInterval(this.tick, this.#tempo.look);
  }

  /** Takes in new data and paints them if there are any and a frame is due. */
  readonly tick = (): void => {
    if (this.#closed) return;
    this.#guarded(() => {
      const changed = this.#session.drain() || hasNewComparison(this.#session);
      this.#options.onRuns?.(this.#session.runs);
      this.#turnClock();
      this.#due ||= changed;
      if (!this.#tempo.draws(this.#options.now(), this.#training())) return;
      const signature = outlineSignature(this.#session);
      if (signature !== this.#signature) {
        this.#signature = signature;
        // Runs may have been added, the first of this program among them.
        if (lacksParts(this.#session.runs)) void loadParts().then(() => this.dispatch(this.#news()), this.#fail);
        this.#model = { ...this.#model, groups: groupsOf(this.#session) };
        this.dispatch(this.#news());
        return;
      }
      const second = Math.floor(this.#elapsed());
      // A sorted list and an axis that ends where the runs stand follow them once a second, so that they can be read.
      const follows = this.state.list.sort !== 'given' || this.state.chart.axis !== 'budget';
      if (second !== this.#second && follows) {
        this.#take(reduce(this.state, { kind: 'outline', outline: this.#outline() }).state);
      }
      this.#due ||= second !== this.#second;
      if (!this.#due) return;
      if (this.screen.busy) {
        this.#meter.droppedFrames++;
        return;
      }
      this.#second = second;
      this.#present();
    });
  };

  /** Takes a message, carries out what it asks for and shows the outcome at once. */
  readonly dispatch = (message: Message): void => {
    if (this.#closed) return;
    if (message.kind === 'key' || message.kind === 'mouse') this.#tempo.touch(this.#options.now());
    const before = this.#model.state;
    const { state: next, effects } = reduce(before, message);
    const stale = next.chart.metric !== before.chart.metric || next.list.sort !== before.list.sort;
    const state = stale ? reduce(next, { kind: 'outline', outline: this.#outline(next) }).state : next;
    const changed = state !== before;
    this.#take(state);
    for (const effect of effects) this.#perform(effect);
    if (this.#closed || (!changed && effects.length === 0)) return;
    this.#guarded(() => {
      if (effects.length > 0) this.#takeNews();
      const layout = layoutOf(this.state);
      if (!sameLayout(layout, this.#layout)) {
        this.#layout = layout;
        this.#ink?.rerender(this.#app());
      }
      this.#watch();
      this.#present();
    });
  };

  /** What a key has done to the runs, before the next key asks for it. */
  #takeNews(): void {
    this.#session.drain();
    this.#turnClock();
    const signature = outlineSignature(this.#session);
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#model = { ...this.#model, groups: groupsOf(this.#session) };
    this.#take(reduce(this.state, { kind: 'outline', outline: this.#outline() }).state);
  }

  /** Takes over a new size of the terminal. */
  readonly resize = (): void => {
    if (this.#closed || !this.screen.resize()) return;
    this.dispatch({ kind: 'resize', columns: this.screen.columns, rows: this.screen.rows });
  };

  /** The terminal is gone: nobody can answer any more. */
  readonly lost = (): void => this.#settle.resolve('interrupt');

  /** Writes nothing from now on and gives the keys back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.cutShort = this.#exporter.stop();
    this.screen.off('drain', this.tick);
    this.screen.close();
    this.#ink?.unmount();
    this.#session.watch(null);
  }

  #app() {
    return (
      <App layout={this.#layout} model={this.#shown} stage={this.stage} onKey={this.#onKey} onMouse={this.#onMouse} />
    );
  }

  /** What is told in between, with the next frame. */
  readonly #note = (notice: string): void => {
    this.#tell(notice);
    this.#due = true;
  };

  #tell(notice: string): void {
    this.#take({ ...this.state, notice });
  }

  #take(state: State): void {
    const { theme } = this.#model;
    const shown = state.theme === theme.name ? theme : makeTheme(theme.depth, state.theme);
    this.#model = { ...this.#model, state, theme: shown };
  }

  #outline(state = this.state) {
    return outlineOf(this.#session, state.chart.metric, state.outline, this.#elapsed());
  }

  #news(): Message {
    return { kind: 'outline', outline: this.#outline() };
  }

  readonly #shown = (): Model => this.#model;

  readonly #onKey = (key: string): void => this.dispatch({ kind: 'key', key });

  readonly #onMouse = (event: MouseEvent): void => this.dispatch({ kind: 'mouse', event });

  #present(): void {
    this.#due = false;
    const start = this.#options.now();
    this.#model = { ...this.#model, machine: this.#meter.read(start, this.#session.runs) };
    this.stage.present();
    this.#tempo.drew(start, this.#options.now());
  }

  /** Threads that train now: runs that share workers take turns. */
  #training(): number {
    const { runs, workers } = this.#session;
    let running = 0;
    for (const { status } of runs) if (status === 'running') running++;
    return Math.min(running, workers);
  }

  #elapsed(): number {
    return this.#clock.seconds(this.#options.now());
  }

  /** The clock stands while every live run is paused or quiet and when none is left, and goes on with the next one. */
  #turnClock(): void {
    const goes = this.#session.runs.some((run) => run.status !== 'paused' && isAtWork(run));
    this.#clock.turn(goes, this.#options.now());
  }

  /** Asks for the pictures of the run that is looked at, in views that show one. */
  #watch(): void {
    const { groups, state } = this.#model;
    const group = PICTURED.includes(state.view) ? selectionOf(groups, state)?.group : undefined;
    const run = group === undefined ? null : (watchedRun(group, state.list.cursor.run)?.id ?? null);
    if (run === this.#watched) return;
    this.#watched = run;
    this.#session.watch(run);
  }

  #perform(effect: Effect): void {
    const session = this.#session;
    const each = (runs: readonly string[] | null, act: (run: string | null) => void): void => {
      if (runs === null) act(null);
      else for (const run of runs) act(run);
    };
    switch (effect.kind) {
      case 'pause':
        each(effect.runs, (run) => session.pause(run));
        break;
      case 'resume':
        each(effect.runs, (run) => session.resume(run));
        break;
      case 'step':
        each(effect.runs, (run) => session.step(run, 1));
        break;
      case 'speed':
        each(effect.runs, (run) => session.setSpeed(run, effect.speed));
        break;
      case 'stop':
        for (const run of effect.runs) session.stop(run);
        break;
      case 'rerun':
        for (const run of effect.runs) session.rerun(run);
        break;
      case 'ask':
        void answerTo(effect.question, session).then((answer) => this.dispatch({ kind: 'answer', answer }));
        break;
      case 'regroup':
        try {
          session.regroup?.(effect.pattern);
        } catch (error) {
          this.#note(error instanceof Error ? error.message : String(error));
        }
        break;
      case 'exportChart':
        this.#tell(this.#exporter.chart(this.#model));
        break;
      case 'exportRuns':
        void this.#exporter.runs(this.#model, this.#note).then(this.#note, this.#fail);
        break;
      case 'copy':
        this.#tell(this.#exporter.copy(effect.run, session));
        break;
      case 'mouse':
        this.#options.onMouse?.(effect.on);
        break;
      case 'suspend':
        this.#options.onSuspend?.();
        break;
      case 'redraw':
        this.screen.forget();
        break;
      case 'end':
        this.#settle.resolve(effect.how);
        break;
    }
  }

  /** Whatever goes wrong while drawing ends the dashboard, not the process. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.#fail(reason);
    }
  }

  readonly #fail = (reason: unknown): void => this.#settle.reject(reason);
}

function layoutOf(state: State): Layout {
  const { columns, rows } = state;
  return { columns, rows, panels: panelsOf(state) };
}

/** Whether the same panels lie in the same boxes: then React has nothing to do. */
function sameLayout(a: Layout, b: Layout): boolean {
  const same = a.columns === b.columns && a.rows === b.rows && a.panels.length === b.panels.length;
  return (
    same &&
    a.panels.every(({ id, box }, i) => {
      const other = b.panels[i]!;
      return id === other.id && Object.entries(box).every(([side, value]) => other.box[side as keyof Box] === value);
    })
  );
}
