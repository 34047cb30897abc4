import type { Env } from '../../env/kit/env.js';
import { KeyScreen, type KeyScreenEnd, type KeyScreenOptions } from '../terminal/key-screen.js';
import type { Seen } from './state.js';

export type EnvScreenOptions = KeyScreenOptions;

/** How it was left. */
export type PlayEnd = KeyScreenEnd;

/** An env on the whole terminal, whoever acts in it. */
export abstract class EnvScreen<Message> extends KeyScreen<Message> {
  protected readonly env: Env;

  constructor(env: Env, options: EnvScreenOptions) {
    super(options);
    this.env = env;
  }

  /** What the env shows; `action` led there. */
  protected look(action: number | null): Seen {
    const env = this.env;
    const { reward, terminated, truncated, elapsed, state } = env;
    const pictures = { lines: env.render(), scope: env.scope(), info: env.info?.() ?? {} };
    return { action, reward, terminated, truncated, elapsed, state, ...pictures };
  }
}
