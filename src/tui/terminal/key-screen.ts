import { decodeKeys } from '../input/key-decoder.js';
import { type Region, Sheet } from './cell-buffer.js';
import { type Output, Screen } from './screen.js';
import type { Theme } from './theme.js';

/** The parts of a terminal's input that are used; process.stdin fits. */
export interface Keyboard {
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
  off(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
}

/** The terminal, and how it is drawn on. */
export interface KeyScreenOptions {
  readonly theme: Theme;
  /** Only ASCII characters. @default false */
  readonly ascii?: boolean;
  readonly stdin: Keyboard;
  readonly stdout: Output;
}

/** How it was left. */
export type KeyScreenEnd = 'quit' | 'interrupt';

type ScreenMessage =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

/** Something on the whole terminal that React and Ink are not needed for: keys come in, every message is answered by a frame. */
export abstract class KeyScreen<Message> {
  /** Resolves when it is left; rejects when drawing or what a message led to failed. */
  readonly ended: Promise<KeyScreenEnd>;
  protected readonly screen: Screen;
  protected closed = false;
  readonly #stdin: Keyboard;
  #sheet: Sheet | null = null;
  #settle!: { resolve: (end: KeyScreenEnd) => void; reject: (reason: unknown) => void };

  constructor({ stdin, stdout, ascii = false }: KeyScreenOptions) {
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

  protected leave(how: KeyScreenEnd): void {
    this.#settle.resolve(how);
  }

  protected present(): void {
    // A slow terminal gets the newest frame when it has caught up.
    if (this.closed || this.screen.busy) return;
    const sheet = new Sheet(this.screen.columns, this.screen.rows);
    this.paint(sheet.region());
    this.screen.show(sheet);
    this.#sheet = sheet;
  }

  /** Whatever goes wrong ends the picture, not the process: the terminal is given back first. */
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
