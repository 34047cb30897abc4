import type { PlottedLoss } from '../../report/losses/loss-curves.js';
import { type PictureLook, showPicture } from '../terminal/picture.js';
import type { ExplorerEnd } from './session.js';
import { slidersOf } from './settings.js';

/**
 * Shows a loss on the whole terminal until the user leaves: its curves answer every change of a setting. The terminal is
 * given back whatever happens. Rejects when drawing failed.
 */
export async function openExplorer(
  loss: PlottedLoss,
  scenarios: readonly string[],
  look: PictureLook,
): Promise<ExplorerEnd> {
  // React's development build, which it takes otherwise, is slower and keeps a record of every render.
  process.env.NODE_ENV ??= 'production';
  const { ExplorerSession } = await import('./session.js');
  const subject = { loss, scenarios, sliders: slidersOf(loss) };
  const { end } = await showPicture(look, (parts) => new ExplorerSession(subject, parts));
  return end;
}
