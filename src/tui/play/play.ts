import type { Stream } from '../../core/random.js';
import type { Env } from '../../env/kit/env.js';
import type { EnvOptimum } from '../../report/envs/optimum.js';
import type { Region } from '../terminal/cell-buffer.js';
import { EnvScreen, type EnvScreenOptions } from './env-screen.js';
import { initialPlay, type PlayEffect, type PlayMessage, type PlayState, reducePlay } from './state.js';
import { paintPlay } from './view.js';

export interface PlayOptions extends EnvScreenOptions {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Draws everything that the env draws; goes on from episode to episode. */
  readonly random: Stream;
  readonly optimum: EnvOptimum | null;
}

/** Ties env, keys and screen together: a key is a step, a step is a frame. */
export class Play extends EnvScreen<PlayMessage> {
  readonly #options: PlayOptions;
  #state: PlayState;

  constructor(env: Env, options: PlayOptions) {
    super(env, options);
    this.#options = options;
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
    this.#state = initialPlay(played, this.look(null), this.screen.columns, this.screen.rows);
  }

  get state(): PlayState {
    return this.#state;
  }

  protected take(message: PlayMessage): void {
    const { state, effects } = reducePlay(this.#state, message);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  protected paint(region: Region): void {
    const { settings, optimum, theme } = this.#options;
    paintPlay(region, { state: this.#state, settings, optimum, theme });
  }

  #perform(effect: PlayEffect): void {
    switch (effect.kind) {
      case 'act':
        this.env.step(effect.action);
        this.take({ kind: 'seen', seen: this.look(effect.action) });
        break;
      case 'reset':
        this.env.reset(this.#options.random);
        this.take({ kind: 'seen', seen: this.look(null) });
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
}
