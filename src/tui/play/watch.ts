import type { GreedyPolicy } from '../../core/learner.js';
import type { Stream, StreamState } from '../../core/random.js';
import type { Env } from '../../env/env.js';
import { type Output, Screen } from '../screen.js';
import { Sheet } from '../sheet.js';
import type { Theme } from '../theme.js';
import { type GridPicture, gridPicture } from './grid-picture.js';
import { decodeKeys } from './keys.js';
import type { Keyboard, PlayEnd } from './play.js';
import type { Seen } from './state.js';
import {
  initialWatch,
  pace,
  reduceWatch,
  type Thought,
  type WatchEffect,
  type Watched,
  type WatchMessage,
  type WatchState,
} from './watch-state.js';
import { paintWatch } from './watch-view.js';

export interface WatchOptions {
  readonly watched: Omit<Watched, 'actions' | 'limit' | 'figures'>;
  readonly policy: GreedyPolicy;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** The random numbers of the episodes of a seed, from their beginning. */
  readonly streamOf: (seed: number) => Stream;
  readonly theme: Theme;
  readonly stdin: Keyboard;
  readonly stdout: Output;
  /** Calls back after so many milliseconds, unless what it returns is called before. */
  readonly later: (milliseconds: number, act: () => void) => () => void;
}

/** At most so many frames a second; at higher speeds a frame is several steps. */
const MOST_FRAMES = 30;

/** Ties env, policy, clock, keys and screen together: the agent plays, whoever watches has the keys. */
export class Watch {
  /** Resolves when it is left; rejects when the env, the policy or the drawing failed. */
  readonly ended: Promise<PlayEnd>;
  readonly #env: Env;
  readonly #options: WatchOptions;
  readonly #screen: Screen;
  readonly #figures: Float64Array;
  readonly #grid: GridPicture | null;
  #random: Stream;
  /** Where the random numbers stood when this episode began. */
  #start: StreamState;
  #state: WatchState;
  #sheet: Sheet | null = null;
  #cancel: (() => void) | null = null;
  #closed = false;
  #settle!: { resolve: (end: PlayEnd) => void; reject: (reason: unknown) => void };

  constructor(env: Env, options: WatchOptions) {
    this.#env = env;
    this.#options = options;
    this.#screen = new Screen(options.stdout);
    this.#figures = new Float64Array(env.actionNames.length);
    this.#random = options.streamOf(options.seed);
    this.#start = this.#random.save();
    env.reset(this.#random);
    this.#grid = gridPicture(env, options.policy);
    const watched = {
      ...options.watched,
      actions: env.actionNames,
      limit: env.maxEpisodeSteps,
      figures: options.policy.figures,
    };
    const begun = { seed: options.seed, seen: this.#look(null), thought: this.#think() };
    this.#state = initialWatch(watched, begun, this.#screen.columns, this.#screen.rows);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get state(): WatchState {
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
    this.#guarded(() => {
      this.#present();
      this.#wait();
    });
  }

  readonly dispatch = (message: WatchMessage): void => {
    if (this.#closed) return;
    this.#guarded(() => {
      this.#apply(message);
      this.#present();
      this.#wait();
    });
  };

  readonly resize = (): void => {
    if (this.#closed || !this.#screen.resize()) return;
    this.dispatch({ kind: 'resize', columns: this.#screen.columns, rows: this.#screen.rows });
  };

  /** The terminal is gone: nobody watches any more. */
  readonly lost = (): void => this.#settle.resolve('interrupt');

  /** Writes nothing from now on, stops the clock and gives the keys back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancel?.();
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

  /** Sets the clock anew, at the speed that holds now. */
  #wait(): void {
    this.#cancel?.();
    this.#cancel = null;
    const wait = pace(this.#state);
    if (wait === null || this.#closed) return;
    const frame = 1000 / MOST_FRAMES;
    const steps = wait < frame ? Math.round(frame / wait) : 1;
    this.#cancel = this.#options.later(steps * wait, () => {
      this.#guarded(() => {
        // An end stays in sight before the next episode begins.
        for (let i = 0; i < steps && (i === 0 || this.#state.phase === 'playing'); i++) this.#apply({ kind: 'due' });
        this.#present();
        this.#wait();
      });
    });
  }

  #apply(message: WatchMessage): void {
    const { state, effects } = reduceWatch(this.#state, message);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: WatchEffect): void {
    switch (effect.kind) {
      case 'step': {
        const { action } = this.#state.thought;
        this.#env.step(action);
        const seen = this.#look(action);
        // After an end there is nothing to think about.
        const thought = seen.terminated || seen.truncated ? this.#state.thought : this.#think();
        this.#apply({ kind: 'stepped', seen, thought });
        break;
      }
      case 'begin':
        if (effect.which === 'again') this.#random.restore(this.#start);
        else this.#state = { ...this.#state, episode: this.#state.episode + 1 };
        this.#begin();
        break;
      case 'seed':
        this.#random = this.#options.streamOf(effect.seed);
        this.#state = { ...this.#state, seed: effect.seed, episode: 1, finished: new Map() };
        this.#begin();
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

  #begin(): void {
    this.#start = this.#random.save();
    this.#env.reset(this.#random);
    this.#apply({ kind: 'began', seen: this.#look(null), thought: this.#think() });
  }

  #think(): Thought {
    const action = this.#options.policy.act(this.#env, this.#figures);
    return { action, figures: [...this.#figures] };
  }

  #look(action: number | null): Seen {
    const env = this.#env;
    const { reward, terminated, truncated, elapsed, state } = env;
    const pictures = { lines: env.render(), scope: env.scope(), info: env.info?.() ?? {} };
    return { action, reward, terminated, truncated, elapsed, state, ...pictures };
  }

  #present(): void {
    // A slow terminal gets the newest frame when it has caught up.
    if (this.#closed || this.#screen.busy) return;
    const { settings, theme } = this.#options;
    const sheet = new Sheet(this.#screen.columns, this.#screen.rows);
    paintWatch(sheet.region(), { state: this.#state, settings, grid: this.#grid, theme });
    this.#screen.show(sheet);
    this.#sheet = sheet;
  }

  /** Whatever goes wrong ends the watching, not the process: the terminal is given back first. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.#cancel?.();
      this.#settle.reject(reason);
    }
  }
}
