import type { Experiment } from '../export/sources.js';
import { importanceOf, settingsIn } from '../sweep/axes.js';
import { parallelChart } from '../sweep/parallel.js';
import { table, wide } from './markup.js';

const CAPTION =
  'share of the variance of the mean that each setting explains alone (fANOVA under a forest of 64 trees); the rest is interactions';

/** What the varied settings of a sweep have to do with its metric; null where there is nothing to compare. */
export function variationOf({ plan, states }: Experiment) {
  const settings = settingsIn(plan, states);
  const chart = parallelChart(plan, settings);
  if (chart === null) return null;
  const note = `A line is a configuration, the best darkest; ${settings.means.length} have a result.`;
  const rows = importanceOf(settings).map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]);
  const columns = [{ title: 'setting' }, { title: 'importance', kind: 'number' }] as const;
  return { note, parts: rows.length === 0 ? [wide(chart)] : [wide(chart), table(CAPTION, columns, rows)] };
}
