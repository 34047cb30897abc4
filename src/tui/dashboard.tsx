import { render } from 'ink';
import type { Session } from '../run/view.js';
import { App, type Layout } from './App.js';
import type { Model } from './model.js';
import type { Screen } from './screen.js';
import { outlineOf, outlineSignature, picturedRun, selectionOf } from './selectors.js';
import { Stage } from './stage.js';
import { arrangement, type Effect, type Message, reduce, type State } from './state.js';

export interface DashboardOptions {
  readonly screen: Screen;
  readonly stdin: NodeJS.ReadStream;
  /** Frames a second at most. */
  readonly rate: number;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
}

/** How the user left. */
export type DashboardEnd = 'quit' | 'interrupt';

/** Ties session, state and screen together: data and keys repaint, a new layout passes through React and Ink. */
export class Dashboard {
  /** Resolves when the user leaves; rejects when drawing failed. */
  readonly ended: Promise<DashboardEnd>;
  readonly screen: Screen;
  readonly stage: Stage;
  readonly #session: Session;
  readonly #options: DashboardOptions;
  readonly #started: number;
  #model: Model;
  #layout: Layout;
  #signature: string;
  #watched: string | null = null;
  #stopped: number | null = null;
  #second = -1;
  #due = false;
  #closed = false;
  #ink: ReturnType<typeof render> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #settle!: { resolve: (end: DashboardEnd) => void; reject: (reason: unknown) => void };

  constructor(model: Model, options: DashboardOptions) {
    this.#session = model.session;
    this.#options = options;
    this.#started = options.now();
    this.#model = { ...model, elapsed: () => this.#elapsed() };
    this.#signature = outlineSignature(model.session);
    this.#layout = layoutOf(model.state);
    this.screen = options.screen;
    this.stage = new Stage(this.screen);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    void this.#session.done.then(() => {
      this.#stopped = this.#elapsed();
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
    this.#guarded(() => this.stage.present());
    this.#watch();
    this.screen.on('drain', this.tick);
    this.#timer = setInterval(this.tick, 1000 / this.#options.rate);
  }

  /** Takes in new data and paints them if there are any. */
  readonly tick = (): void => {
    if (this.#closed) return;
    this.#guarded(() => {
      const changed = this.#session.drain();
      const signature = outlineSignature(this.#session);
      if (signature !== this.#signature) {
        this.#signature = signature;
        this.dispatch({ kind: 'outline', outline: outlineOf(this.#session) });
        return;
      }
      const second = Math.floor(this.#elapsed());
      this.#due ||= changed || second !== this.#second;
      if (!this.#due || this.screen.busy) return;
      this.#due = false;
      this.#second = second;
      this.stage.present();
    });
  };

  /** Takes a message, carries out what it asks for and shows the outcome at once. */
  readonly dispatch = (message: Message): void => {
    if (this.#closed) return;
    const { state, effects } = reduce(this.#model.state, message);
    const changed = state !== this.#model.state;
    this.#model = { ...this.#model, state };
    for (const effect of effects) this.#perform(effect);
    if (this.#closed || (!changed && effects.length === 0)) return;
    this.#guarded(() => {
      if (effects.length > 0) this.#session.drain();
      const layout = layoutOf(state);
      if (JSON.stringify(layout) !== JSON.stringify(this.#layout)) {
        this.#layout = layout;
        this.#ink?.rerender(this.#app());
      }
      this.#watch();
      this.stage.present();
    });
  };

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
    this.screen.off('drain', this.tick);
    this.screen.close();
    this.#ink?.unmount();
    this.#session.watch(null);
  }

  #app() {
    return <App layout={this.#layout} model={this.#shown} stage={this.stage} onKey={this.#onKey} />;
  }

  readonly #shown = (): Model => this.#model;

  readonly #onKey = (key: string): void => this.dispatch({ kind: 'key', key });

  #elapsed(): number {
    return this.#stopped ?? (this.#options.now() - this.#started) / 1000;
  }

  /** Asks for the pictures of the run that is looked at. */
  #watch(): void {
    const group = selectionOf(this.#model.groups, this.#model.state)?.group;
    const run = group === undefined ? null : (picturedRun(group, this.#model.state.cursor.run)?.id ?? null);
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
  const { columns, rows, dialog } = state;
  return { columns, rows, dialog, panels: arrangement(state) };
}
