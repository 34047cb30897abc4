import type { Env } from '../../env/kit/env.js';
import { type PictureLook, showPicture } from '../terminal/picture.js';
import type { EnvScreenOptions, PlayEnd } from './env-screen.js';
import { Play, type PlayOptions } from './play.js';
import type { PlayState } from './state.js';

/**
 * Lets a person play an env on the whole terminal until they leave: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens. Rejects when the env or the drawing failed.
 */
export async function openPlay(
  env: Env,
  { theme, ascii, ...options }: Omit<PlayOptions, keyof EnvScreenOptions> & PictureLook,
): Promise<{ readonly end: PlayEnd; readonly state: PlayState }> {
  const { end, picture } = await showPicture({ theme, ascii }, (parts) => new Play(env, { ...options, ...parts }));
  return { end, state: picture.state };
}
