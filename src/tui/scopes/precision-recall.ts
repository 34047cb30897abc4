import type { CurveScope } from '../../core/scope.js';
import { Canvas } from '../charts/canvas.js';
import { compact } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintCalibration } from './calibration.js';

/** Columns from which the calibration stands beside the curve, and rows from which it stands below everything. */
const BESIDE = 64;
const BELOW = 26;

/** What is left for the curve and what is below it, and the place of the calibration. */
function placesIn(room: { width: number; height: number }, { calibration }: CurveScope) {
  const { width, height } = room;
  if (calibration === undefined || (width < BESIDE && height < BELOW)) return { width, height, calibration: null };
  if (width >= BESIDE) {
    const part = Math.min(62, Math.floor(width * 0.45));
    return { width: width - part - 2, height, calibration: { x: width - part, y: 0, width: part, height } };
  }
  const rows = Math.min(12, Math.floor(height * 0.4));
  return { width, height: height - rows - 1, calibration: { x: 0, y: height - rows, width, height: rows } };
}

/** The precision-recall curve over the base rate, the confusion matrix, the scores of both classes, and the calibration. */
export function paintPrecisionRecall(room: Region, scope: CurveScope, theme: Theme): void {
  const { width, height, calibration: at } = placesIn(room, scope);
  const region = room.region(0, 0, width, height);
  if (at !== null) paintCalibration(room.region(at.x, at.y, at.width, at.height), scope.calibration ?? [], theme);
  const lower = lowerRows(region.height);
  paintCurve(region.region(0, 0, region.width, region.height - lower), scope, theme);
  const below = region.region(0, region.height - lower, region.width, lower);
  if (lower >= 6) paintHistogram(below.region(0, 0, region.width, 3), scope, theme);
  if (lower >= 3) paintConfusion(below.region(0, lower - 3, region.width, 3), scope, theme);
}

/** The cell of a point of the curve, for a mark on it. */
export function curveCell(
  room: { width: number; height: number },
  scope: CurveScope,
  recall: number,
  precision: number,
): [number, number] {
  const region = placesIn(room, scope);
  const lower = lowerRows(region.height);
  const [columns, rows] = [region.width - GUTTER, region.height - lower - 1];
  return [GUTTER + Math.round(recall * (columns - 1)), Math.round((1 - precision) * (rows - 1))];
}

const GUTTER = 4;
const lowerRows = (height: number): number => (height >= 12 ? 6 : height >= 9 ? 3 : 0);

function paintCurve(region: Region, scope: CurveScope, theme: Theme): void {
  const inner = region.region(GUTTER, 0, region.width - GUTTER, region.height - 1);
  for (let y = 0; y < inner.height; y++) region.put(GUTTER - 1, y, GLYPHS.axisY, theme.border);
  region.write(0, 0, '1.0', theme.dim);
  region.write(0, inner.height - 1, '0.0', theme.dim);
  const canvas = new Canvas(inner.width, inner.height);
  const x = (recall: number): number => recall * (canvas.width - 1);
  const y = (precision: number): number => (1 - precision) * (canvas.height - 1);
  for (let dot = 0; dot < canvas.width; dot += 3) canvas.dot(dot, Math.round(y(scope.baseRate)), theme.band, 1);
  for (let i = 1; i < scope.recall.length; i++) {
    canvas.line(
      x(scope.recall[i - 1]!),
      y(scope.precision[i - 1]!),
      x(scope.recall[i]!),
      y(scope.precision[i]!),
      theme.lines[0]!.color,
      2,
    );
  }
  canvas.paint(inner);
  const at = region.write(GUTTER, region.height - 1, 'recall ', theme.dim);
  region.writeEnd(region.width, region.height - 1, `AP ${scope.averagePrecision.toFixed(3)}`, theme.strong);
  const base = `base ${scope.baseRate.toFixed(3)}`;
  if (at + base.length + 9 < region.width) region.write(at, region.height - 1, base, theme.dim);
}

/** Scores from 0 to 1, a row a class, each on its own scale: the classes differ in size by far. */
function paintHistogram(region: Region, { histogram }: CurveScope, theme: Theme): void {
  region.write(0, 0, 'score', theme.dim);
  for (const [row, [name, counts, mark]] of (
    [
      ['pos', histogram.positives, theme.lines[1]!],
      ['neg', histogram.negatives, theme.lines[0]!],
    ] as const
  ).entries()) {
    region.write(0, 1 + row, name, theme.dim);
    const width = region.width - 4;
    const most = Math.max(1, ...counts);
    for (let x = 0; x < width; x++) {
      const count = counts[Math.floor((x * counts.length) / width)] ?? 0;
      const level = count === 0 ? 0 : 1 + Math.floor(Math.sqrt(count / most) * 0.999 * (GLYPHS.blocks.length - 1));
      region.put(4 + x, 1 + row, GLYPHS.blocks[level] ?? ' ', mark.color);
    }
  }
  region.write(6, 0, '0', theme.dim);
  region.writeEnd(region.width, 0, '1', theme.dim);
}

function paintConfusion(region: Region, { confusion }: CurveScope, theme: Theme): void {
  const column = Math.min(9, Math.floor((region.width - 9) / 2));
  const cell = (count: number): string => fit(compact(count), column, 'right');
  region.write(9, 0, `${fit('said +', column, 'right')}${fit('said -', column, 'right')}`, theme.dim);
  region.write(0, 1, 'truth +', theme.dim);
  region.write(0, 2, 'truth -', theme.dim);
  region.write(region.write(9, 1, cell(confusion.tp), theme.good), 1, cell(confusion.fn), theme.warning);
  region.write(region.write(9, 2, cell(confusion.fp), theme.warning), 2, cell(confusion.tn), theme.good);
}
