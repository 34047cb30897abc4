import type { Plan } from '../../experiment/sweep/plan.js';
import { text } from '../html/markup.js';
import { formatNumber } from '../numbers.js';
import { round } from '../svg/draw.js';
import type { Settings } from './axes.js';

const WIDTH = 1040;
const HEIGHT = 380;
const TOP = 34;
const BOTTOM = HEIGHT - 46;
const SIDE = 90;
/** Lines at most: the best of them. */
const MOST_LINES = 200;
const SHORTEST = 18;

/** From the worst to the best; lightness rises too, so that colour is not the only sign. */
const WORST = [205, 211, 219] as const;
const BEST = [0, 82, 147] as const;

/**
 * A line a configuration over an axis a setting, the metric last, in which better is up: the best are drawn last and darkest. Null
 * with fewer than two settings or configurations.
 */
export function parallelChart({ metric, goal }: Plan, { axes, means }: Settings): string | null {
  if (axes.length < 1 || means.length < 2) return null;
  const shown = means.slice(0, MOST_LINES);
  const sign = goal === 'max' ? 1 : -1;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const metricAt = (mean: number) =>
    high === low ? 0.5 : sign > 0 ? (mean - low) / (high - low) : (high - mean) / (high - low);
  const columns = axes.length + 1;
  const x = (column: number) => round(SIDE + (column * (WIDTH - 2 * SIDE)) / (columns - 1));
  const y = (at: number) => round(BOTTOM - at * (BOTTOM - TOP));
  const lines = shown.map((mean, i) => {
    const points = [...axes.map(({ at }) => at[i] ?? null), metricAt(mean)];
    const path = points.flatMap((at, column) => (at === null ? [] : [`${x(column)} ${y(at)}`])).join('L');
    const share = shown.length === 1 ? 1 : 1 - i / (shown.length - 1);
    return `<path d="M${path}" fill="none" stroke="${mix(share)}" stroke-width="${i === 0 ? 3 : 1.4}"/>`;
  });
  const label = (value: unknown) => {
    const plain =
      typeof value === 'number' ? formatNumber(value) : typeof value === 'string' ? value : JSON.stringify(value);
    return text(plain.length > SHORTEST ? `${plain.slice(0, SHORTEST - 1)}…` : plain);
  };
  const axis = (column: number, name: string, ticks: readonly { readonly at: number; readonly value: unknown }[]) => [
    `<line class="grid" x1="${x(column)}" x2="${x(column)}" y1="${TOP}" y2="${BOTTOM}"/>`,
    `<text class="tick" x="${x(column)}" y="${HEIGHT - 10}" text-anchor="middle">${text(name)}</text>`,
    ...ticks.map(({ at, value }) => {
      const end = at === 1 ? y(at) - 8 : at === 0 ? y(at) + 16 : y(at) + 4;
      return `<text class="tick" x="${x(column) + (at === 0 || at === 1 ? 0 : 6)}" y="${end}" text-anchor="${at === 0 || at === 1 ? 'middle' : 'start'}">${label(value)}</text>`;
    }),
  ];
  const [worst, best] = goal === 'max' ? [low, high] : [high, low];
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${text(`settings and ${metric} of ${shown.length} configurations`)}</title>`,
    ...axes.flatMap(({ name, ticks, isLog }, i) => axis(i, isLog ? `${name} (log)` : name, ticks)),
    ...axis(axes.length, `${metric}, better is up`, [
      { at: 0, value: worst },
      { at: 1, value: best },
    ]),
    ...lines.toReversed(),
    '</svg>',
  ].join('\n');
}

function mix(share: number): string {
  const part = (i: 0 | 1 | 2) => Math.round(WORST[i] + share * (BEST[i] - WORST[i]));
  return `rgb(${part(0)},${part(1)},${part(2)})`;
}
