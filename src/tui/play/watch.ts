import type { GreedyPolicy } from '../../core/learner.js';
import type { Stream, StreamState } from '../../core/random.js';
import { perform } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';
import type { Region } from '../terminal/cell-buffer.js';
import { EnvScreen, type EnvScreenOptions } from './env-screen.js';
import { type GridPicture, gridPicture } from './grid-picture.js';
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

export interface WatchOptions extends EnvScreenOptions {
  readonly watched: Omit<Watched, 'actions' | 'limit' | 'figures'>;
  readonly policy: GreedyPolicy;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** The random numbers of the episodes of a seed, from their beginning. */
  readonly streamOf: (seed: number) => Stream;
  /** Calls back after so many milliseconds, unless what it returns is called before. */
  readonly later: (milliseconds: number, act: () => void) => () => void;
}

/** At most so many frames a second; at higher speeds a frame is several steps. */
const MOST_FRAMES = 30;

/** Ties env, policy, clock, keys and screen together: the agent plays, whoever watches has the keys. */
export class Watch extends EnvScreen<WatchMessage> {
  readonly #options: WatchOptions;
  readonly #figures: Float64Array;
  readonly #grid: GridPicture | null;
  #random: Stream;
  /** Where the random numbers stood when this episode began. */
  #start: StreamState;
  #state: WatchState;
  #cancel: (() => void) | null = null;

  constructor(env: Env, options: WatchOptions) {
    super(env, options);
    this.#options = options;
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
    const begun = { seed: options.seed, seen: this.look(null), thought: this.#think() };
    this.#state = initialWatch(watched, begun, this.screen.columns, this.screen.rows);
    // What failed does not go on by itself.
    this.ended.catch(() => this.#cancel?.());
  }

  get state(): WatchState {
    return this.#state;
  }

  /** Stops the clock too. */
  override close(): void {
    this.#cancel?.();
    super.close();
  }

  protected take(message: WatchMessage): void {
    const { state, effects } = reduceWatch(this.#state, message);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  protected paint(region: Region): void {
    const { settings, theme } = this.#options;
    paintWatch(region, { state: this.#state, settings, grid: this.#grid, theme });
  }

  /** Sets the clock anew, at the speed that holds now. */
  protected override after(): void {
    this.#cancel?.();
    this.#cancel = null;
    const wait = pace(this.#state);
    if (wait === null || this.closed) return;
    const frame = 1000 / MOST_FRAMES;
    const steps = wait < frame ? Math.round(frame / wait) : 1;
    this.#cancel = this.#options.later(steps * wait, () => {
      this.guarded(() => {
        // An end stays in sight before the next episode begins.
        for (let i = 0; i < steps && (i === 0 || this.#state.phase === 'playing'); i++) this.take({ kind: 'due' });
        this.present();
        this.after();
      });
    });
  }

  #perform(effect: WatchEffect): void {
    switch (effect.kind) {
      case 'step': {
        const { action, figures } = this.#state.thought;
        perform(this.env, this.#options.policy.figures === 'action' ? figures : action);
        const seen = this.look(action);
        // After an end there is nothing to think about.
        const thought = seen.terminated || seen.truncated ? this.#state.thought : this.#think();
        this.take({ kind: 'stepped', seen, thought });
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
        this.screen.forget();
        break;
      case 'end':
        this.leave(effect.how);
        break;
      default:
        effect satisfies never;
    }
  }

  #begin(): void {
    this.#start = this.#random.save();
    this.env.reset(this.#random);
    this.#options.policy.begin?.();
    this.take({ kind: 'began', seen: this.look(null), thought: this.#think() });
  }

  #think(): Thought {
    const action = this.#options.policy.act(this.env, this.#figures);
    return { action, figures: [...this.#figures] };
  }
}
