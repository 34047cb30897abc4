import { paintFrame } from '../panels/frame.js';
import { overlaysOf, toggleOverlay } from '../state/chart.js';
import { firstVisible } from '../state/list.js';
import { type State, selectedGroup, shownMetric } from '../state/state.js';
import { shortNames } from '../terminal/short-names.js';
import { GLYPHS } from '../terminal/theme.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';

const MOST_ROWS = 16;

const othersIn = (state: State, metric: string): readonly string[] =>
  selectedGroup(state)?.metrics.filter((one) => one !== metric) ?? [];

/** Opens on the first metric that is laid over the shown one, or on the one behind it in the list. */
export function openOverlay(state: State): ModalStep {
  const metric = shownMetric(state);
  const all = selectedGroup(state)?.metrics ?? [];
  const others = othersIn(state, metric);
  const first = others.findIndex((one) => overlaysOf(state.chart, metric).includes(one));
  const chosen = first >= 0 ? first : Math.min(all.indexOf(metric), others.length - 1);
  return withModal(state, { kind: 'overlay', metric, chosen: Math.max(0, chosen) });
}

/** The metrics that can be laid over the one in the large chart. */
export const overlay: ModalKind<ModalOf<'overlay'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Space', 'add or remove'],
    ['↑↓', 'move'],
    ['x', 'remove all'],
    ['Enter', 'close'],
  ],
  size: ({ metric }, state) => ({
    width: 44,
    height: 2 + Math.min(MOST_ROWS, Math.max(1, othersIn(state, metric).length)),
  }),
  reduce(modal, key, state) {
    const others = othersIn(state, modal.metric);
    const to = (at: number): ModalStep =>
      withModal(state, { ...modal, chosen: Math.max(0, Math.min(at, others.length - 1)) });
    switch (key) {
      case 'escape':
      case 'enter':
      case 'q':
      case 'c':
        return withModal(state, null);
      case 'up':
      case 'k':
        return to(modal.chosen - 1);
      case 'down':
      case 'j':
        return to(modal.chosen + 1);
      case 'pageup':
        return to(modal.chosen - MOST_ROWS);
      case 'pagedown':
        return to(modal.chosen + MOST_ROWS);
      case 'home':
        return to(0);
      case 'end':
        return to(others.length - 1);
      case 'x':
        return withModal(
          { ...state, chart: { ...state.chart, overlays: { ...state.chart.overlays, [modal.metric]: [] } } },
          modal,
        );
      case ' ': {
        const other = others[modal.chosen];
        if (other === undefined) return { state, effects: [] };
        return withModal({ ...state, chart: toggleOverlay(state.chart, modal.metric, other) }, modal);
      }
    }
    return { state, effects: [] };
  },
  paint(region, { metric, chosen }, { theme, state }) {
    const others = othersIn(state, metric);
    const inner = paintFrame(region, { title: 'Overlay', note: `in the chart of ${metric}`, focused: true }, theme);
    if (others.length === 0) inner.write(1, 0, 'there is no other metric', theme.dim);
    const first = firstVisible(chosen, others.length, inner.height);
    const names = shortNames(others, inner.width - 6);
    const shown = overlaysOf(state.chart, metric);
    for (const [y, name] of others.slice(first, first + inner.height).entries()) {
      const here = first + y === chosen;
      if (here) inner.put(0, y, GLYPHS.cursor, theme.accent);
      inner.write(1, y, shown.includes(name) ? '[x]' : '[ ]', shown.includes(name) ? theme.strong : theme.dim);
      inner.write(5, y, names[first + y]!, here ? theme.accent : '');
    }
  },
};
