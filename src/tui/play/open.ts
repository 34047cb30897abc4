import type { Env } from '../../env/env.js';
import { enterTerminal } from '../terminal.js';
import { colorDepth, makeTheme } from '../theme.js';
import { Play, type PlayEnd, type PlayOptions } from './play.js';
import type { PlayState } from './state.js';

/**
 * Lets a person play an env on the whole terminal until they leave: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens. Rejects when the env or the drawing failed.
 */
export async function openPlay(
  env: Env,
  options: Omit<PlayOptions, 'theme' | 'stdin' | 'stdout'>,
): Promise<{ readonly end: PlayEnd; readonly state: PlayState }> {
  const { stdin, stdout } = process;
  const play = new Play(env, { ...options, theme: makeTheme(colorDepth(process.env)), stdin, stdout });
  const leave = enterTerminal(stdout, () => play.close());
  stdout.on('resize', play.resize);
  stdout.on('error', play.lost);
  try {
    play.open();
    return { end: await play.ended, state: play.state };
  } finally {
    stdout.off('resize', play.resize);
    leave();
    stdout.off('error', play.lost);
  }
}
