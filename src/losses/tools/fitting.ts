import type { Fit } from '../kit/supervision.js';
import { losses } from '../registry.js';

/**
 * Names of the registered losses that take one of `kinds`, `first` at the head. `except` are those that would fit but
 * could not learn there. Asked anew each time: a plug-in may have brought a loss.
 */
export function lossesTaking(kinds: readonly Fit[], first: string, except: readonly string[] = []): readonly string[] {
  const names = losses
    .list()
    .filter((loss) => loss.fits.some((fit) => kinds.includes(fit)) && !except.includes(loss.name))
    .map((loss) => loss.name);
  return [first, ...names.filter((name) => name !== first)];
}
