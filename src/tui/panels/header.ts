import type { RunStatus } from '../../run/view.js';
import { formatPercent, formatSeconds } from '../format.js';
import type { Model } from '../state/model.js';
import { etaOf, progressOf, tally } from '../state/selectors.js';
import type { Region } from '../terminal/sheet.js';
import { GLYPHS } from '../terminal/theme.js';
import { displayWidth, fit } from '../terminal/widths.js';
import { paintBar } from './bar.js';
import { statusGlyph, statusStyle } from './status.js';

const SHOWN: readonly RunStatus[] = ['running', 'paused', 'queued', 'done', 'diverged', 'failed', 'stopped'];

/** One line: what runs, how many in which state, how far, how long still. */
export function paintHeader(region: Region, model: Model): void {
  const { session, theme, title } = model;
  const progress = progressOf(session.runs);
  const eta = etaOf(session.runs, session.workers);
  const wide = region.width >= 120;

  let end = region.width - 1;
  const time =
    eta === null
      ? `in ${formatSeconds(model.elapsed())}`
      : `${formatSeconds(model.elapsed())}  ETA ${formatSeconds(eta)}`;
  if (region.width >= 40) end = region.writeEnd(end, 0, fit(time, 16, 'right'), theme.dim) - 1;
  if (region.width >= 20) end = region.writeEnd(end, 0, fit(formatPercent(progress), 4, 'right'), theme.strong) - 1;
  const bar = wide ? 24 : region.width >= 72 ? 10 : 0;
  if (bar > 0) {
    paintBar(region.region(end - bar, 0, bar, 1), progress, theme.accent, theme);
    end -= bar + 2;
  }

  const counts = tally(session.runs);
  const parts = SHOWN.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0
      ? []
      : [{ status, text: wide ? `${statusGlyph(status)} ${count} ${status}` : `${statusGlyph(status)} ${count}` }];
  });
  const workers = `${session.workers} worker${session.workers === 1 ? '' : 's'}`;
  if (wide) end = region.writeEnd(end, 0, workers, theme.dim) - 3;
  if (region.width >= 50) {
    for (const { status, text } of parts.reverse()) {
      if (end - displayWidth(text) < 12) break;
      end = region.writeEnd(end, 0, text, statusStyle(status, theme)) - 2;
    }
  }
  region.write(1, 0, fit(title, Math.max(1, end - 1)), theme.strong);
  region.put(0, 0, ' ');
  if (region.width < 3) region.put(0, 0, GLYPHS[tallyGlyph(counts)], theme.strong);
}

/** On the smallest screens one sign stands for everything. */
function tallyGlyph(counts: ReadonlyMap<RunStatus, number>): RunStatus {
  const order: RunStatus[] = ['failed', 'diverged', 'running', 'paused', 'queued', 'stopped'];
  return order.find((status) => counts.has(status)) ?? 'done';
}
