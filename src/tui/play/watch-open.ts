import type { Env } from '../../env/env.js';
import { enterTerminal } from '../terminal.js';
import { colorDepth, makeTheme } from '../theme.js';
import type { PlayEnd } from './play.js';
import { Watch, type WatchOptions } from './watch.js';
import type { WatchState } from './watch-state.js';

/**
 * Shows a trained agent at play on the whole terminal until it is left: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens. Rejects when the env, the policy or the drawing failed.
 */
export async function openWatch(
  env: Env,
  options: Omit<WatchOptions, 'theme' | 'stdin' | 'stdout' | 'later'>,
): Promise<{ readonly end: PlayEnd; readonly state: WatchState }> {
  const { stdin, stdout } = process;
  const later = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  };
  const watch = new Watch(env, { ...options, theme: makeTheme(colorDepth(process.env)), stdin, stdout, later });
  const leave = enterTerminal(stdout, () => watch.close());
  stdout.on('resize', watch.resize);
  stdout.on('error', watch.lost);
  try {
    watch.open();
    return { end: await watch.ended, state: watch.state };
  } finally {
    stdout.off('resize', watch.resize);
    leave();
    stdout.off('error', watch.lost);
  }
}
