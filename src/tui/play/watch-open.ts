import type { Env } from '../../env/kit/env.js';
import { type PictureLook, showPicture } from '../terminal/picture.js';
import type { EnvScreenOptions, PlayEnd } from './env-screen.js';
import { Watch, type WatchOptions } from './watch.js';
import type { WatchState } from './watch-state.js';

/**
 * Shows a trained agent at play on the whole terminal until it is left: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens. Rejects when the env, the policy or the drawing failed.
 */
export async function openWatch(
  env: Env,
  { theme, ascii, ...options }: Omit<WatchOptions, keyof EnvScreenOptions | 'later'> & PictureLook,
): Promise<{ readonly end: PlayEnd; readonly state: WatchState }> {
  const later = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  };
  const make = (parts: EnvScreenOptions) => new Watch(env, { ...options, ...parts, later });
  const { end, picture } = await showPicture({ theme, ascii }, make);
  return { end, state: picture.state };
}
