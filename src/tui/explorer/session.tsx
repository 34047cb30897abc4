import { render } from 'ink';
import { Stage } from '../terminal/panel-painter.js';
import { type Output, Screen } from '../terminal/screen.js';
import type { Theme } from '../terminal/theme.js';
import { dotColumns } from './chart.js';
import { Explorer } from './Explorer.js';
import { explorerLayout } from './layout.js';
import type { View } from './panels.js';
import { type Picture, pictureOf } from './picture.js';
import { type ExplorerMessage, type ExplorerState, initialExplorer, reduceExplorer, type Subject } from './state.js';

export interface ExplorerOptions {
  readonly theme: Theme;
  /** Only ASCII characters. @default false */
  readonly ascii?: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
}

/** How the user left. */
export type ExplorerEnd = 'quit' | 'interrupt';

/** Ties keys, state and screen together: every message is answered by a frame at once. */
export class ExplorerSession {
  /** Resolves when the user leaves; rejects when drawing failed. */
  readonly ended: Promise<ExplorerEnd>;
  readonly screen: Screen;
  readonly stage: Stage;
  readonly #subject: Subject;
  readonly #options: ExplorerOptions;
  #state: ExplorerState;
  #picture: Picture | null = null;
  #closed = false;
  #ink: ReturnType<typeof render> | null = null;
  #settle!: { resolve: (end: ExplorerEnd) => void; reject: (reason: unknown) => void };

  constructor(subject: Subject, options: ExplorerOptions) {
    this.#subject = subject;
    this.#options = options;
    this.screen = new Screen(options.stdout, options.ascii);
    this.stage = new Stage(this.screen);
    this.#state = initialExplorer(subject, this.screen.columns, this.screen.rows);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get state(): ExplorerState {
    return this.#state;
  }

  open(): void {
    this.#guarded(() => {
      this.#ink = render(this.#app(), {
        stdout: this.screen as unknown as NodeJS.WriteStream,
        stdin: this.#options.stdin,
        debug: true,
        exitOnCtrlC: false,
        patchConsole: false,
      });
      this.#ink.waitUntilExit().catch(this.#fail);
      this.stage.present();
    });
    this.screen.on('drain', this.#present);
  }

  readonly dispatch = (message: ExplorerMessage): void => {
    if (this.#closed) return;
    const { state, effect } = reduceExplorer(this.#subject, this.#state, message);
    if (effect === 'quit' || effect === 'interrupt') {
      this.#settle.resolve(effect);
      return;
    }
    if (effect === 'redraw') this.screen.forget();
    if (state === this.#state && effect === null) return;
    this.#state = state;
    this.#guarded(() => {
      this.#picture = null;
      this.#ink?.rerender(this.#app());
      this.#present();
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
    this.screen.off('drain', this.#present);
    this.screen.close();
    this.#ink?.unmount();
  }

  #app() {
    const view: View = {
      subject: this.#subject,
      state: this.#state,
      theme: this.#options.theme,
      picture: this.#sampled(),
    };
    return <Explorer view={view} stage={this.stage} onKey={this.#onKey} />;
  }

  #sampled(): Picture {
    // The frame takes a column on each side.
    const width = explorerLayout(this.#subject, this.#state).chartWidths[0] - 2;
    this.#picture ??= pictureOf(this.#subject.loss, this.#state, dotColumns(width));
    return this.#picture;
  }

  readonly #onKey = (key: string): void => this.dispatch({ kind: 'key', key });

  /** A terminal that is slower than the keys gets the latest frame when it has caught up. */
  readonly #present = (): void => {
    if (!this.#closed && !this.screen.busy) this.#guarded(() => this.stage.present());
  };

  /** Whatever goes wrong while drawing ends the explorer, not the process. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.#fail(reason);
    }
  }

  readonly #fail = (reason: unknown): void => this.#settle.reject(reason);
}
