import { modalKind, paintModal } from './modals/modals.js';
import { paintFooter } from './panels/footer.js';
import { paintHeader } from './panels/header.js';
import { paintLogLine } from './panels/log-line.js';
import { paintTabs, tabAt } from './panels/tabs.js';
import type { Model } from './state/model.js';
import { jump } from './state/navigation.js';
import { arrangement, type State, still } from './state/state.js';
import type { Region } from './terminal/cell-buffer.js';
import type { Box, Panel } from './views/view.js';
import { VIEWS } from './views/views.js';

/** Everything on the screen in the order of painting: what lies over something comes after it. Pure and total. */
export function panelsOf(state: State): readonly Panel[] {
  const { columns, rows, modal } = state;
  const { header, tabs, log, footer } = arrangement(state);
  const strip = (id: string, y: number, height: number, rest: Omit<Panel, 'id' | 'box'>): Panel[] =>
    height === 0 ? [] : [{ id, box: { x: 0, y, width: columns, height }, ...rest }];
  const top = header + tabs;
  const body = { x: 0, y: top, width: columns, height: Math.max(0, rows - top - log - footer) };
  const covered = modal !== null && modalKind(modal).place === 'body';
  return [
    ...strip('header', 0, header, { pane: null, paint: paintHeader }),
    ...strip('tabs', header, tabs, {
      pane: null,
      paint: paintTabs,
      mouse: (now, { what, x }) => {
        const view = what === 'press' ? tabAt(x) : null;
        return still(view === null ? now : { ...now, view, modal: null });
      },
    }),
    ...(covered ? [] : VIEWS[state.view].panels(state, body)),
    ...strip('log', rows - footer - log, log, {
      pane: state.view === 'charts' && state.outline.alerts.length > 0 ? 'alerts' : null,
      paint: paintLogLine,
      mouse: (now, { what }) => (what === 'press' && now.outline.alerts.length > 0 ? jump(now) : still(now)),
    }),
    ...strip('footer', rows - footer, footer, { pane: null, paint: paintFooter }),
    ...overlay(state, body, log > 0 ? rows - footer - log : rows - 1),
  ];
}

/** The modal, in its place. It takes the clicks that hit it. */
function overlay(state: State, body: Box, promptRow: number): Panel[] {
  const { modal, columns } = state;
  if (modal === null) return [];
  const kind = modalKind(modal);
  const paint = (region: Region, model: Model): void => {
    region.fill(' ');
    paintModal(region, model.state.modal ?? modal, model);
  };
  const panel = (box: Box): Panel[] => [{ id: 'modal', box, pane: null, paint }];
  switch (kind.place) {
    case 'body':
      return panel(body);
    case 'prompt':
      return panel({ x: 0, y: promptRow, width: columns, height: 1 });
    case 'box': {
      const wanted = kind.size?.(modal, state) ?? { width: 60, height: 12 };
      const width = Math.min(columns, wanted.width);
      const height = Math.min(Math.max(1, body.height), wanted.height);
      const x = (columns - width) >> 1;
      const y = Math.min(body.y + Math.max(0, (body.height - height) >> 1), state.rows - 1);
      return panel({ x, y, width, height });
    }
  }
}
