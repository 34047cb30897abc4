import type { BoardScope, BodyScope } from '../../core/scope.js';
import { formatValue, grouped } from '../format.js';
import { paintBar } from '../panels/bar.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, fit } from '../terminal/text-fit.js';
import type { Theme } from '../terminal/theme.js';

type Episode = Pick<BodyScope | BoardScope, 'step' | 'episode' | 'episodeReturn' | 'actions'>;

/** A line on the episode so far, then one for each of these actions: what the agent thinks of it. */
export function paintEpisode(region: Region, scope: Episode, actions: Episode['actions'], theme: Theme): void {
  const words = [`episode ${grouped(scope.episode)}`, `step ${scope.step}`];
  const total = `return ${formatValue(scope.episodeReturn)}`;
  const room = region.width - total.length - 1;
  region.write(0, 0, cut(words.join('  ').length <= room ? words.join('  ') : words[0]!, room), theme.dim);
  region.writeEnd(region.width, 0, total);
  const most = Math.max(...actions.map((action) => action.value));
  const least = Math.min(0, ...actions.map((action) => action.value));
  for (const [i, action] of actions.entries()) {
    const best = action.value === most;
    region.write(0, 1 + i, fit(action.name, 10), best ? theme.strong : theme.dim);
    const bar = region.region(11, 1 + i, region.width - 20, 1);
    paintBar(bar, (action.value - least) / (most - least || 1), best ? theme.accent : theme.dim, theme);
    region.writeEnd(region.width, 1 + i, formatValue(action.value), best ? '' : theme.dim);
  }
}
