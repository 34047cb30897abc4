import { formatSpread, formatValue } from '../format.js';
import type { Model } from '../model.js';
import { paintFrame } from '../panels/frame.js';
import { lastValues, metricsOf, selectionOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { still } from '../state.js';
import { GLYPHS } from '../theme.js';
import { cut, displayWidth } from '../widths.js';
import { scrolled, type View } from './view.js';

/** The variants of the selected scenario beside each other: the last value of every metric, mean and 95 % interval. */
export const compare: View = {
  panes: () => ['page'],
  move: (state, action) => {
    const metrics = Math.max(0, ...state.outline.groups.map((group) => group.metrics.length));
    return scrolled(state, action, metrics, 10);
  },
  panels: (_state, box) => [
    {
      id: 'compare',
      box,
      pane: 'page',
      paint: paintCompare,
      mouse: (now, { what }) => still(what === 'press' ? now : compare.move(now, what === 'wheelUp' ? 'up' : 'down')),
    },
  ],
};

const CELL = 17;

function paintCompare(region: Region, { groups, state, theme }: Model): void {
  const selection = selectionOf(groups, state);
  const note = selection === null ? '' : `${selection.group.scenario.name}, last values`;
  const inner = paintFrame(region, { title: 'Compare', note, focused: state.pane === 'page' }, theme);
  if (selection === null) return;
  const { group } = selection;
  const all = groups.filter((one) => one.scenario.name === group.scenario.name);
  const metrics = metricsOf(group);
  const names = Math.min(24, Math.max(6, ...metrics.map(displayWidth)));
  const fits = Math.max(1, Math.floor((inner.width - names - 3) / CELL));
  const at = all.indexOf(group);
  const from = Math.max(0, Math.min(at - fits + 1, all.length - fits));
  const shown = all.slice(from, from + fits);
  for (const [i, one] of shown.entries()) {
    const name = one.scenario.variant === '' ? 'as written' : one.scenario.variant;
    const style = one === group ? theme.accent : theme.strong;
    inner.writeEnd(names + 2 + (i + 1) * CELL, 0, cut(name, CELL - 1), style);
  }
  if (from + fits < all.length) inner.writeEnd(inner.width, 0, GLYPHS.ellipsis, theme.dim);
  const room = Math.max(1, inner.height - 1);
  const first = Math.max(0, Math.min(state.scroll.compare ?? 0, metrics.length - room));
  for (const [y, metric] of metrics.slice(first, first + room).entries()) {
    inner.write(1, 1 + y, cut(metric, names), theme.dim);
    for (const [i, one] of shown.entries()) {
      const { n, mean, half } = lastValues(one.runs, metric);
      const spread = Number.isNaN(half) ? '' : ` ${GLYPHS.plusMinus}${formatSpread(half)}`;
      const text = n === 0 ? GLYPHS.none : formatValue(mean) + spread;
      inner.writeEnd(names + 2 + (i + 1) * CELL, 1 + y, text, n > 0 && !Number.isFinite(mean) ? theme.bad : '');
    }
  }
}
