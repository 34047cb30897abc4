import type { Stream } from '../../core/random.js';
import type { Env } from '../../env/env.js';
import type { EnvOptimum } from '../../report/envs/optimum.js';
import { type Output, Screen } from '../screen.js';
import { Sheet } from '../sheet.js';
import type { Theme } from '../theme.js';
import { decodeKeys } from './keys.js';
import { initialPlay, type PlayEffect, type PlayMessage, type PlayState, reducePlay, type Seen } from './state.js';
import { paintPlay } from './view.js';

/** The parts of a terminal's input that are used; process.stdin fits. */
export interface Keyboard {
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
  off(event: 'data' | 'end', listener: (chunk: string) => void): unknown;
}

export interface PlayOptions {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Draws everything that the env draws; goes on from episode to episode. */
  readonly random: Stream;
  readonly optimum: EnvOptimum | null;
  readonly theme: Theme;
  readonly stdin: Keyboard;
  readonly stdout: Output;
}

export type PlayEnd = 'quit' | 'interrupt';

/** Ties env, keys and screen together: a key is a step, a step is a frame. */
export class Play {
  /** Resolves when the player leaves; rejects when the env or the drawing failed. */
  readonly ended: Promise<PlayEnd>;
  readonly #env: Env;
  readonly #options: PlayOptions;
  readonly #screen: Screen;
  #state: PlayState;
  #sheet: Sheet | null = null;
  #closed = false;
  #settle!: { resolve: (end: PlayEnd) => void; reject: (reason: unknown) => void };

  constructor(env: Env, options: PlayOptions) {
    this.#env = env;
    this.#options = options;
    this.#screen = new Screen(options.stdout);
    env.reset(options.random);
    const played = {
      name: env.name,
      title: options.title,
      actions: env.actionNames,
      limit: env.maxEpisodeSteps,
      states: env.observationSpace.states,
      seed: options.seed,
      solved: options.optimum !== null,
    };
    this.#state = initialPlay(played, this.#look(null), this.#screen.columns, this.#screen.rows);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get state(): PlayState {
    return this.#state;
  }

  /** The screen as it is shown, for tests. */
  get shown(): Sheet | null {
    return this.#sheet;
  }

  open(): void {
    const { stdin } = this.#options;
    stdin.setRawMode?.(true);
    stdin.setEncoding('utf8');
    stdin.on('data', this.#onData);
    stdin.on('end', this.lost);
    stdin.resume();
    this.#guarded(() => this.#present());
  }

  readonly dispatch = (message: PlayMessage): void => {
    if (this.#closed) return;
    this.#guarded(() => {
      const { state, effects } = reducePlay(this.#state, message);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
      this.#present();
    });
  };

  readonly resize = (): void => {
    if (this.#closed || !this.#screen.resize()) return;
    this.dispatch({ kind: 'resize', columns: this.#screen.columns, rows: this.#screen.rows });
  };

  /** The terminal is gone: nobody can answer any more. */
  readonly lost = (): void => this.#settle.resolve('interrupt');

  /** Writes nothing from now on and gives the keys back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { stdin } = this.#options;
    stdin.off('data', this.#onData);
    stdin.off('end', this.lost);
    stdin.setRawMode?.(false);
    stdin.pause();
    this.#screen.close();
  }

  readonly #onData = (chunk: string): void => {
    for (const key of decodeKeys(chunk)) this.dispatch({ kind: 'key', key });
  };

  #perform(effect: PlayEffect): void {
    switch (effect.kind) {
      case 'act':
        this.#env.step(effect.action);
        this.#state = reducePlay(this.#state, { kind: 'seen', seen: this.#look(effect.action) }).state;
        break;
      case 'reset':
        this.#env.reset(this.#options.random);
        this.#state = reducePlay(this.#state, { kind: 'seen', seen: this.#look(null) }).state;
        break;
      case 'redraw':
        this.#screen.forget();
        break;
      case 'end':
        this.#settle.resolve(effect.how);
        break;
      default:
        effect satisfies never;
    }
  }

  #look(action: number | null): Seen {
    const env = this.#env;
    const { reward, terminated, truncated, elapsed, state } = env;
    const pictures = { lines: env.render(), scope: env.scope(), info: env.info?.() ?? {} };
    return { action, reward, terminated, truncated, elapsed, state, ...pictures };
  }

  #present(): void {
    const { settings, optimum, theme } = this.#options;
    const sheet = new Sheet(this.#screen.columns, this.#screen.rows);
    paintPlay(sheet.region(), { state: this.#state, settings, optimum, theme });
    this.#screen.show(sheet);
    this.#sheet = sheet;
  }

  /** Whatever goes wrong ends the game, not the process: the terminal is given back first. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.#settle.reject(reason);
    }
  }
}
