import { overlaysOf } from '../state/chart.js';
import type { Model } from '../state/model.js';
import { type Group, metricsOf } from '../state/selectors.js';
import { AS_WRITTEN, Drawer, type Drawing, type Entry, MOST_LINES } from './chart-lines.js';

/** The overlays of a metric that the variant has. */
export function overlaysIn({ state }: Pick<Model, 'state'>, group: Group, metric: string): readonly string[] {
  const there = metricsOf(group);
  return overlaysOf(state.chart, metric).filter((one) => one !== metric && there.includes(one));
}

/**
 * The large chart of a metric and of those that are laid over it, on one value axis. Every line has a mark of its own; lines
 * past the most that can be told apart are counted as left out.
 */
export function drawLarge(model: Model, group: Group, metric: string): Drawing {
  const main = new Drawer(model, group, metric, true).draw();
  const overlays = overlaysIn(model, group, metric);
  if (overlays.length === 0) return main;
  const { state, marks } = model;
  const drawn = overlays.map((one) => {
    // The pinned one has one mark for all charts: here it needs another.
    const own = { ...model, marks: marks.inMetric(one), state: { ...state, list: { ...state.list, pinned: null } } };
    return { metric: one, drawing: new Drawer(own, group, one, true).draw() };
  });
  const entries = main.entries.map((entry) => namedIn(entry, metric, main));
  const lines = [...main.plot.lines];
  const broken = new Set(main.plot.broken);
  let { left } = main;
  for (const { metric: one, drawing } of drawn) {
    left += drawing.left;
    for (const step of drawing.plot.broken) broken.add(step);
    for (const entry of drawing.entries) {
      if (entries.length >= MOST_LINES) {
        left++;
        continue;
      }
      const line = { ...entry.line, layer: 'beside' as const };
      lines.push(line);
      entries.push({ ...namedIn(entry, one, drawing), line });
    }
  }
  return {
    ...main,
    ...{ entries, left, plot: { ...main.plot, lines, broken: [...broken] } },
    overlays: drawn.map(({ metric: one, drawing: { n, of } }) => ({ metric: one, n, of })),
  };
}

/** One line of a metric is called by it, several also by what they are of. */
function namedIn(entry: Entry, metric: string, { entries }: Drawing): Entry {
  if (entries.length === 1) return { ...entry, name: metric };
  return { ...entry, metric, name: entry.name === AS_WRITTEN ? '' : entry.name };
}
