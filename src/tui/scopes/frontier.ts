import type { AnswerRow, FrontierPoint, FrontierScope } from '../../core/scope.js';
import { Canvas } from '../charts/canvas.js';
import { formatPercent, formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { cellOf } from './scatter.js';

/** Rows of the plot below which only figures and the table are shown, and the least width of a plot. */
const LEAST_ROWS = 6;
const LEAST_COLUMNS = 30;
/** Columns of the table: answer, reward, and the three shares. */
const TABLE = 44;

/**
 * The frontier of reward and divergence with the policy's way along it, and the likeliest answers to the first prompt. Beside
 * each other in a wide region, else the table below; where there is no room for a plot, figures and table.
 */
export function paintFrontier(region: Region, scope: FrontierScope, theme: Theme): void {
  const { width, height } = region;
  const rows = (scope.prompts[0]?.length ?? 0) + 1;
  if (width >= LEAST_COLUMNS + TABLE + 2) {
    paintPlot(region.region(0, 0, width - TABLE - 2, height), scope, theme);
    paintAnswers(region.region(width - TABLE, 0, TABLE, height), scope, 0, theme);
    return;
  }
  const below = height >= LEAST_ROWS + 5 ? Math.min(rows, Math.floor(height / 2)) : 0;
  paintPlot(region.region(0, 0, width, height - below), scope, theme);
  if (below > 0) paintAnswers(region.region(0, height - below, width, below), scope, 0, theme);
}

/** The plot with its figures, without the answers; without room for a plot the figures alone. */
export function paintPlot(region: Region, scope: FrontierScope, theme: Theme): void {
  const lines = figuresOf(scope, region.width);
  const rows = region.height - lines.length;
  if (rows >= LEAST_ROWS) paintCurves(region.region(0, 0, region.width, rows), scope, theme);
  const top = rows >= LEAST_ROWS ? rows : 0;
  lines.forEach((line, i) => {
    region.write(0, top + i, fit(line, region.width), i === 0 ? theme.strong : theme.dim);
  });
}

/** What the newest point says, in as few lines as the width allows. */
function figuresOf({ path, optimum, belowFrontier, klOptimum }: FrontierScope, width: number): string[] {
  const { kl, reward } = path.at(-1)!;
  const parts = [
    `reward ${formatValue(reward)} of ${formatValue(optimum.reward)}`,
    `KL ${formatValue(kl)} of ${formatValue(optimum.kl)}`,
    `below the frontier ${formatValue(belowFrontier)}`,
    `KL to optimum ${formatValue(klOptimum)}`,
  ];
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last}   ${part}`;
    else lines.push(part);
  }
  return lines;
}

interface Extent {
  readonly far: number;
  readonly low: number;
  readonly high: number;
}

/** As far as the path and the optimum go, with some room. */
function extentOf({ path, proxy, optimum, bestOf, frontier }: FrontierScope): Extent {
  const far = Math.max(...[...path, optimum, ...bestOf].map(({ kl }) => kl).filter(Number.isFinite)) * 1.1 || 1;
  const near = frontier.filter(({ kl }) => kl <= far);
  const rewards = [...near, ...path, ...(proxy ?? []), optimum].map(({ reward }) => reward).filter(Number.isFinite);
  const [low, high] = [Math.min(...rewards), Math.max(...rewards)];
  const room = (high - low || 1) * 0.05;
  return { far, low: low - room, high: high + room };
}

function paintCurves(region: Region, scope: FrontierScope, theme: Theme): void {
  const { far, low, high } = extentOf(scope);
  const plot = region.region(0, 0, region.width, region.height - 1);
  const canvas = new Canvas(plot.width, plot.height);
  const at = ({ kl, reward }: FrontierPoint) =>
    [(kl / far) * (canvas.width - 1), (1 - (reward - low) / (high - low)) * (canvas.height - 1)] as const;
  const trace = (points: readonly FrontierPoint[], style: string, layer: number) => {
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [at(points[i - 1]!), at(points[i]!)];
      if ([...a, ...b].every(Number.isFinite)) canvas.line(a[0], a[1], b[0], b[1], style, layer);
    }
  };
  trace(scope.frontier, theme.dim, 1);
  if (scope.proxy !== null) trace(scope.proxy, theme.lines[1]!.color, 2);
  trace(scope.path, theme.lines[0]!.color, 3);
  canvas.paint(plot);
  const mark = (point: FrontierPoint, sign: string, style: string) => {
    const x = point.kl / far;
    const y = (point.reward - low) / (high - low);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return;
    const [column, row] = cellOf(plot, x, y);
    plot.put(column, row, sign, style);
  };
  for (const point of scope.bestOf) mark(point, '×', theme.dim);
  mark(scope.optimum, GLYPHS.queued, theme.good);
  mark(scope.path.at(-1)!, GLYPHS.points[0]!, `${theme.lines[0]!.color}${theme.strong}`);
  const last = region.height - 1;
  const reward = `reward ${formatValue(low)}..${formatValue(high)}`;
  const room = region.width - reward.length - 2;
  const kl = ['KL to the reference', 'KL'].map((name) => `${name} 0..${formatValue(far)}`);
  region.write(0, last, reward, theme.dim);
  region.writeEnd(region.width, last, kl.find(({ length }) => length <= room) ?? '', theme.dim);
}

/** The answers to a prompt, with their shares under the policy, the reference and the optimum. */
function paintAnswers(region: Region, scope: FrontierScope, prompt: number, theme: Theme): void {
  answerLines(scope, prompt, theme)
    .slice(0, region.height)
    .forEach(([text, style], i) => {
      region.write(0, i, fit(text, region.width), style);
    });
}

/** A table of answers, line by line with its style. */
export function answerLines(
  scope: FrontierScope,
  prompt: number,
  theme: Theme,
): readonly (readonly [text: string, style: string])[] {
  const rows = scope.prompts[prompt] ?? [];
  const width = Math.max(8, ...rows.map(({ text }) => text.length));
  const head = `${`prompt ${prompt}`.padEnd(width + 1)}${['r', 'policy', 'ref', 'best'].map((name) => name.padStart(7)).join('')}`;
  const line = ({ text, reward, policy, reference, optimum, seen }: AnswerRow) => {
    const shares = [policy, reference, optimum].map((share) => formatPercent(share).padStart(7)).join('');
    return `${(text || '(end)').padEnd(width)}${seen ? ' ' : '?'}${formatValue(reward).padStart(7)}${shares}`;
  };
  return [[head, theme.dim], ...rows.map((row) => [line(row), row.policy > row.optimum ? theme.warning : ''] as const)];
}
