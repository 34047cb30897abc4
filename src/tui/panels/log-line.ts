import { formatSeconds } from '../format.js';
import type { Model } from '../state/model.js';
import { isLive, runNames } from '../state/outline.js';
import { selectionOf } from '../state/selectors.js';
import { arrangement } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, cutMiddle } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { paintAlert } from './alerts.js';

/** An alert leaves the line after so long; the alerts' own panel and the log keep it. */
const ALERT_SECONDS = 60;

/** The question of the selected scenario's lesson where the view has no room for the lesson; null where it has, or none is there. */
function lessonQuestion({ state, groups }: Model): string | null {
  if (state.view !== 'charts' || state.outline.watching || arrangement(state).lesson > 0) return null;
  return selectionOf(groups, state)?.group.scenario.lesson?.question ?? null;
}

/** One line: the answer to the last key, or why the selected run ended, or that all is over, or the latest event. */
export function paintLogLine(region: Region, model: Model): void {
  const { state, session, theme } = model;
  // What happened has more to say than the settings in a name.
  const names = Math.max(16, Math.floor(region.width / 3));
  const nameOf = (run: string): string => cutMiddle(runNames(state.outline.groups).get(run) ?? run, names);
  if (state.notice !== null) {
    region.write(1, 0, cut(state.notice, region.width - 2), theme.accent);
    return;
  }
  const alert = state.outline.alerts[state.alert];
  if (state.pane === 'alerts' && alert !== undefined) {
    const hint = 'Enter jump  w why';
    const end = region.width - 1 - hint.length;
    region.put(0, 0, GLYPHS.cursor, theme.accent);
    paintAlert(region.region(1, 0, Math.max(0, end - 2), 1), alert, state, theme);
    region.write(end, 0, hint, theme.dim);
    return;
  }
  const selected = session.runs.find((run) => run.id === state.list.cursor.run);
  if (selected?.reason) {
    const x = region.write(1, 0, `${GLYPHS.failed} `, theme.bad);
    region.write(x, 0, cut(`${nameOf(selected.id)}  ${selected.reason}`, region.width - x - 1));
    return;
  }
  // What looks wrong stands longer than what merely happened, and leaves when it is old.
  const event = session.events[session.events.length - 1];
  const latest = state.outline.alerts.findLast(({ at }) => model.elapsed() - at < ALERT_SECONDS);
  const over = session.runs.length > 0 && !session.runs.some((run) => isLive(run.status));
  if (latest !== undefined && event?.level !== 'error' && !(over && latest.level === 'warning')) {
    const hint = 'a jump  w why';
    const end = region.width - 1 - hint.length;
    paintAlert(region.region(1, 0, Math.max(0, end - 2), 1), latest, state, theme);
    if (end > 40) region.write(end, 0, hint, theme.dim);
    return;
  }
  if (over && (event === undefined || event.level !== 'error')) {
    const prints = state.outline.watching ? '' : ' and prints the results';
    const { length } = state.outline.alerts;
    const alerts = length === 0 ? '' : `; ${length} ${length === 1 ? 'alert' : 'alerts'}: a`;
    region.write(1, 0, cut(`all runs have ended: q quits${prints}${alerts}`, region.width - 2), theme.good);
    return;
  }
  const question = lessonQuestion(model);
  if (question !== null && (event === undefined || event.level === 'info')) {
    const hint = '3 lesson';
    const end = region.width - 1 - hint.length;
    region.write(1, 0, cut(question, end - 3), theme.strong);
    region.write(end, 0, hint, theme.dim);
    return;
  }
  if (event === undefined) return;
  const style = event.level === 'error' ? theme.bad : event.level === 'warning' ? theme.warning : theme.dim;
  let x = region.write(1, 0, `${formatSeconds(event.seconds)} `, theme.dim);
  if (event.level !== 'info') x = region.write(x, 0, `${GLYPHS.failed} `, style);
  const text = event.run === null ? event.text : `${nameOf(event.run)}  ${event.text}`;
  region.write(x, 0, cut(text, region.width - x - 1), event.level === 'info' ? theme.dim : '');
}
