import { compact } from '../format.js';
import { firstVisible } from '../state/list.js';
import type { Model } from '../state/model.js';
import type { OutlineAlert } from '../state/outline.js';
import type { State } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, cutMiddle, fit, wrap } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintFrame } from './frame.js';

/** What looks wrong, the newest on top; Enter jumps to the chosen one. */
export function paintAlerts(region: Region, { state, theme }: Model): void {
  const { alerts } = state.outline;
  const focused = state.pane === 'alerts';
  const errors = alerts.filter(({ level }) => level === 'error').length;
  const counts = [
    errors === 0 ? '' : `${errors} ${GLYPHS.failed}`,
    errors === alerts.length ? '' : `${alerts.length - errors} ${GLYPHS.warning}`,
  ];
  const right = focused && alerts.length > 0 ? 'Enter jump  w why' : '';
  const inner = paintFrame(region, { title: 'Alerts', note: counts.filter(Boolean).join(' '), right, focused }, theme);
  if (alerts.length === 0) {
    inner.write(1, 0, 'none', theme.dim);
    return;
  }
  if (alerts.length === 1) {
    // There is room for all of it.
    const [alert] = alerts;
    if (focused) inner.put(0, 0, GLYPHS.cursor, theme.accent);
    const lines = inner.region(1, 0, inner.width - 2, inner.height);
    const at = paintHead(lines, alert!, state, theme);
    const words = wrap(alert!.text, lines.width - at);
    // Too little beside the name: below it.
    const beside = words.length <= inner.height && lines.width - at >= 20;
    const texts = beside ? words : wrap(alert!.text, lines.width - 2);
    const below = lines.region(beside ? at : 2, beside ? 0 : 1, lines.width, lines.height);
    for (const [y, text] of texts.entries()) below.write(0, y, text);
    return;
  }
  const chosen = alerts.length - 1 - state.alert;
  const first = focused ? firstVisible(chosen, alerts.length, inner.height) : 0;
  for (let y = 0; y < inner.height && first + y < alerts.length; y++) {
    const at = alerts.length - 1 - (first + y);
    if (focused && at === state.alert) inner.put(0, y, GLYPHS.cursor, theme.accent);
    paintAlert(inner.region(1, y, inner.width - 2, 1), alerts[at]!, state, theme);
  }
}

/** One alert in one line: sign, step, run, what was seen. */
export function paintAlert(line: Region, alert: OutlineAlert, state: State, theme: Theme): void {
  const x = paintHead(line, alert, state, theme);
  line.write(x, 0, cut(alert.text, line.width - x));
}

/** Sign, step and run; returns where they end. */
function paintHead(line: Region, alert: OutlineAlert, state: State, theme: Theme): number {
  const style = alert.level === 'error' ? theme.bad : theme.warning;
  let x = line.write(0, 0, `${alert.level === 'error' ? GLYPHS.failed : GLYPHS.warning} `, style);
  x = line.write(x, 0, fit(compact(alert.step), 5, 'right'), theme.dim) + 1;
  const name = alertName(state, alert);
  return line.write(x, 0, `${cutMiddle(name, Math.max(8, line.width >> 1))} `, theme.dim);
}

/** The run of an alert in short: the variant where there are several, and the seed. */
export function alertName({ outline }: State, alert: OutlineAlert): string {
  const group = outline.groups.find((one) => one.id === alert.group);
  const seed = group?.runs.find((run) => run.id === alert.run)?.seed;
  const seeded = seed === undefined ? alert.run : `s${seed}`;
  return outline.groups.length > 1 && group !== undefined ? `${group.label} ${seeded}` : seeded;
}
