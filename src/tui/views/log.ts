import type { SessionEvent } from '../../run/view.js';
import { formatSeconds } from '../format.js';
import type { Model } from '../model.js';
import { paintAlerts } from '../panels/alerts.js';
import { paintFrame } from '../panels/frame.js';
import type { Region } from '../sheet.js';
import { jump } from '../state/moving.js';
import { still } from '../state.js';
import { GLYPHS, type Theme } from '../theme.js';
import { cut } from '../widths.js';
import { type Box, type Panel, scrolled, type View } from './view.js';

const PAGE = 10;

/** What happened, the newest last, and what looks wrong. */
export const log: View = {
  panes: ({ outline }) => (outline.alerts.length > 0 ? ['page', 'alerts'] : ['page']),
  move: (state, action) => {
    // `scroll` counts lines back from the newest, so that new ones show unless the user has gone back.
    const turned = { up: 'down', down: 'up', pageUp: 'pageDown', pageDown: 'pageUp', first: 'last', last: 'first' };
    return scrolled(state, (turned[action as 'up'] ?? action) as typeof action, state.outline.events, PAGE);
  },
  panels(state, { x, y, width, height }) {
    const alerts = height >= 16 && state.outline.alerts.length > 0 ? Math.min(10, state.outline.alerts.length + 2) : 0;
    const events: Box = { x, y, width, height: height - alerts };
    const all: Panel[] = [
      {
        id: 'events',
        box: events,
        pane: 'page',
        paint: paintEvents,
        mouse: (now, { what }) => still(what === 'press' ? now : log.move(now, what === 'wheelUp' ? 'up' : 'down')),
      },
      {
        id: 'alerts',
        box: { x, y: y + height - alerts, width, height: alerts },
        pane: 'alerts',
        paint: paintAlerts,
        mouse: (now, { what, y: line }) => {
          const at = now.outline.alerts.length - line;
          return what === 'press' && line > 0 && at >= 0 ? jump({ ...now, alert: at }) : still(now);
        },
      },
    ];
    return all.filter(({ box }) => box.height > 0);
  },
};

function paintEvents(region: Region, { state, session, theme }: Model): void {
  const { events } = session;
  const note = `${events.length}`;
  const inner = paintFrame(region, { title: 'Log', note, focused: state.pane === 'page' }, theme);
  const back = Math.min(state.scroll.log ?? 0, Math.max(0, events.length - inner.height));
  const from = Math.max(0, events.length - inner.height - back);
  for (const [y, event] of events.slice(from, from + inner.height).entries()) {
    paintEvent(inner.region(1, y, inner.width - 2, 1), event, theme);
  }
}

function paintEvent(line: Region, event: SessionEvent, theme: Theme): void {
  const style = event.level === 'error' ? theme.bad : event.level === 'warning' ? theme.warning : theme.dim;
  line.writeEnd(7, 0, formatSeconds(event.seconds), theme.dim);
  if (event.level !== 'info') line.write(8, 0, event.level === 'error' ? GLYPHS.failed : GLYPHS.warning, style);
  const text = event.run === null ? event.text : `${event.run}  ${event.text}`;
  line.write(10, 0, cut(text, line.width - 10), event.level === 'info' ? '' : style);
}
