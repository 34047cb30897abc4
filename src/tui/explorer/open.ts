import type { PlottedLoss } from '../../report/losses/sample.js';
import { enterTerminal } from '../terminal.js';
import { colorDepth, makeTheme } from '../theme.js';
import type { ExplorerEnd } from './session.js';
import { slidersOf } from './settings.js';

/**
 * Shows a loss on the whole terminal until the user leaves: its curves answer every change of a setting. The terminal is
 * given back whatever happens. Rejects when drawing failed.
 */
export async function openExplorer(loss: PlottedLoss, scenarios: readonly string[]): Promise<ExplorerEnd> {
  // React's development build, which it takes otherwise, is slower and keeps a record of every render.
  process.env.NODE_ENV ??= 'production';
  const { ExplorerSession } = await import('./session.js');
  const { stdin, stdout } = process;
  const theme = makeTheme(colorDepth(process.env));
  const explorer = new ExplorerSession({ loss, scenarios, sliders: slidersOf(loss) }, { theme, stdin, stdout });
  const leave = enterTerminal(stdout, () => explorer.close());
  stdout.on('resize', explorer.resize);
  stdout.on('error', explorer.lost);
  try {
    explorer.open();
    return await explorer.ended;
  } finally {
    stdout.off('resize', explorer.resize);
    leave();
    stdout.off('error', explorer.lost);
  }
}
