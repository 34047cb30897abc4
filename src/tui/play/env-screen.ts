import type { Env } from '../../env/env.js';
import { type Output, Screen } from '../terminal/screen.js';
import { type Region, Sheet } from '../terminal/sheet.js';
import type { Theme } from '../terminal/theme.js';
import { decodeKeys } from './keys.js';
import type { Seen } from './state.js';

/** The parts of a terminal's input that are used; process.stdin fits. */
export interface Keyboard {
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
  off(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
}

/** The terminal of a game, and how it is drawn. */
export interface EnvScreenOptions {
  readonly theme: Theme;
  /** Only ASCII characters. @default false */
  readonly ascii?: boolean;
  readonly stdin: Keyboard;
  readonly stdout: Output;
}

/** How it was left. */
export type PlayEnd = 'quit' | 'interrupt';

type ScreenMessage =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

/** An env on the whole terminal, whoever acts in it: keys come in, every message is answered by a frame. */
export abstract class EnvScreen<Message> {
  /** Resolves when it is left; rejects when the env, a policy or the drawing failed. */
  readonly ended: Promise<PlayEnd>;
  protected readonly env: Env;
  protected readonly screen: Screen;
  protected closed = false;
  readonly #stdin: Keyboard;
  #sheet: Sheet | null = null;
  #settle!: { resolve: (end: PlayEnd) => void; reject: (reason: unknown) => void };

  constructor(env: Env, { stdin, stdout, ascii = false }: EnvScreenOptions) {
    this.env = env;
    this.#stdin = stdin;
    this.screen = new Screen(stdout, ascii);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** The screen as it is shown, for tests. */
  get shown(): Sheet | null {
    return this.#sheet;
  }

  /** Takes a message in. */
  protected abstract take(message: Message | ScreenMessage): void;
  protected abstract paint(region: Region): void;
  /** After each frame. */
  protected after(): void {}

  open(): void {
    this.#stdin.setRawMode?.(true);
    this.#stdin.setEncoding('utf8');
    this.#stdin.on('data', this.#onData);
    this.#stdin.on('end', this.lost);
    this.#stdin.resume();
    this.guarded(() => this.#show());
  }

  readonly dispatch = (message: Message | ScreenMessage): void => {
    if (this.closed) return;
    this.guarded(() => {
      this.take(message);
      this.#show();
    });
  };

  readonly resize = (): void => {
    if (this.closed || !this.screen.resize()) return;
    this.dispatch({ kind: 'resize', columns: this.screen.columns, rows: this.screen.rows });
  };

  /** The terminal is gone: nobody can answer any more. */
  readonly lost = (): void => this.leave('interrupt');

  /** Writes nothing from now on and gives the keys back. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#stdin.off('data', this.#onData);
    this.#stdin.off('end', this.lost);
    this.#stdin.setRawMode?.(false);
    this.#stdin.pause();
    this.screen.close();
  }

  protected leave(how: PlayEnd): void {
    this.#settle.resolve(how);
  }

  /** What the env shows; `action` led there. */
  protected look(action: number | null): Seen {
    const env = this.env;
    const { reward, terminated, truncated, elapsed, state } = env;
    const pictures = { lines: env.render(), scope: env.scope(), info: env.info?.() ?? {} };
    return { action, reward, terminated, truncated, elapsed, state, ...pictures };
  }

  protected present(): void {
    // A slow terminal gets the newest frame when it has caught up.
    if (this.closed || this.screen.busy) return;
    const sheet = new Sheet(this.screen.columns, this.screen.rows);
    this.paint(sheet.region());
    this.screen.show(sheet);
    this.#sheet = sheet;
  }

  /** Whatever goes wrong ends the game, not the process: the terminal is given back first. */
  protected guarded(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.#settle.reject(reason);
    }
  }

  #show(): void {
    this.present();
    this.after();
  }

  readonly #onData = (chunk: string): void => {
    for (const key of decodeKeys(chunk)) this.dispatch({ kind: 'key', key });
  };
}
