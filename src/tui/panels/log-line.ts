import { formatSeconds } from '../format.js';
import type { Model } from '../model.js';
import type { Region } from '../sheet.js';
import { isLive } from '../state.js';
import { GLYPHS } from '../theme.js';
import { cut } from '../widths.js';

/** One line: the answer to the last key, or why the selected run ended, or that all is over, or the latest event. */
export function paintLogLine(region: Region, model: Model): void {
  const { state, session, theme } = model;
  if (state.notice !== null) {
    region.write(1, 0, cut(state.notice, region.width - 2), theme.accent);
    return;
  }
  const selected = session.runs.find((run) => run.id === state.cursor.run);
  if (selected?.reason) {
    const x = region.write(1, 0, `${GLYPHS.failed} `, theme.bad);
    region.write(x, 0, cut(`${selected.id}  ${selected.reason}`, region.width - x - 1));
    return;
  }
  const event = session.events[session.events.length - 1];
  const over = session.runs.length > 0 && !session.runs.some((run) => isLive(run.status));
  if (over && (event === undefined || event.level === 'info')) {
    region.write(1, 0, cut('all runs have ended: q quits and prints the results', region.width - 2), theme.good);
    return;
  }
  if (event === undefined) return;
  const style = event.level === 'error' ? theme.bad : event.level === 'warning' ? theme.warning : theme.dim;
  let x = region.write(1, 0, `${formatSeconds(event.seconds)} `, theme.dim);
  if (event.level !== 'info') x = region.write(x, 0, `${GLYPHS.failed} `, style);
  const text = event.run === null ? event.text : `${event.run}  ${event.text}`;
  region.write(x, 0, cut(text, region.width - x - 1), event.level === 'info' ? theme.dim : '');
}
