import type { ClassesScope } from '../../core/scope.js';
import { compact, grouped } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { shortNames } from '../terminal/short-names.js';
import { displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { CALIBRATION, paintCalibration } from './calibration.js';
import { cellOf, pointMark } from './scatter.js';

const LONGEST_NAME = 12;
const WIDEST_CELL = 7;
/** Cells too narrow for a count have a shade alone. */
const COUNTED = 4;
const MAP = { width: 24, height: 6 } as const;
const GAP = 2;

/** What is drawn of the confusion matrix, and where. */
interface Matrix {
  /** Classes in it, by their numbers; all, or those with the most errors. */
  readonly classes: readonly number[];
  readonly names: number;
  readonly cell: number;
  readonly width: number;
  readonly height: number;
}

interface Places {
  readonly matrix: Matrix;
  readonly calibration: Region | null;
  readonly map: Region | null;
}

/** The matrix first; the calibration below or beside it; the map in what is left. */
function placesIn(region: Region, scope: ClassesScope): Places {
  const matrix = matrixIn(region, scope);
  const below = region.height - matrix.height - 1;
  const beside = region.width - matrix.width - GAP;
  const none = { matrix, calibration: null, map: null };
  const left = Math.max(matrix.width, CALIBRATION.width);
  if (below >= CALIBRATION.height && region.width >= CALIBRATION.width) {
    const rest = region.width - left - GAP;
    // Without a map beside them both have the whole width.
    const width = rest >= MAP.width ? left : region.width;
    const calibration = region.region(0, matrix.height + 1, Math.min(width, 60), below);
    return { matrix, calibration, map: width === left ? region.region(left + GAP, 0, rest, region.height) : null };
  }
  const right = (width: number): Region => region.region(region.width - width, 0, width, region.height);
  if (beside >= CALIBRATION.width && region.height >= CALIBRATION.height) {
    const both = beside >= CALIBRATION.width + MAP.width + GAP;
    const width = both ? Math.min(44, Math.floor(beside / 2)) : beside;
    const at = region.region(matrix.width + GAP, 0, width, region.height);
    return { matrix, calibration: at, map: both ? right(beside - width - GAP) : null };
  }
  if (below >= MAP.height) return { ...none, map: region.region(0, matrix.height + 1, region.width, below) };
  return beside >= MAP.width ? { ...none, map: right(beside) } : none;
}

function matrixIn({ width, height }: Region, { names, confusion }: ClassesScope): Matrix {
  const named = Math.min(LONGEST_NAME, Math.max(1, ...names.map(displayWidth)), Math.max(1, Math.floor(width / 4)));
  const room = Math.max(0, Math.min(height - 1, Math.floor((width - named - 1) / 2)));
  const all = names.map((_, k) => k);
  const shown = names.length <= room ? all : all.toSorted((a, b) => errorsOf(confusion, b) - errorsOf(confusion, a));
  // The last line tells how many are left out.
  const classes = names.length <= room ? shown : shown.slice(0, Math.max(0, room - 1)).sort((a, b) => a - b);
  const fits = Math.floor((width - named - 1) / Math.max(1, classes.length));
  // No cell is wider than what stands in it.
  const widest = Math.max(
    COUNTED,
    ...classes.flatMap((i) => classes.map((j) => 1 + displayWidth(grouped(confusion[i]?.[j] ?? 0)))),
    ...classes.map((k) => Math.min(WIDEST_CELL, 1 + displayWidth(names[k]!))),
  );
  const cell = Math.max(2, Math.min(WIDEST_CELL, fits, widest));
  const more = classes.length < names.length ? 1 : 0;
  return { classes, names: named, cell, width: named + 1 + cell * classes.length, height: 1 + classes.length + more };
}

/** Rows of a class that get another answer, and those of others that get this one. */
const errorsOf = (confusion: ClassesScope['confusion'], k: number): number =>
  confusion.reduce((sum, row, i) => {
    const own = i === k ? row.reduce((all, count, j) => all + (j === k ? 0 : count), 0) : (row[k] ?? 0);
    return sum + own;
  }, 0);

/** Which answers the classes get, how far the probabilities hold, and the map of the scores. */
export function paintClasses(region: Region, scope: ClassesScope, theme: Theme): void {
  const { matrix, calibration, map } = placesIn(region, scope);
  paintMatrix(region, scope, matrix, theme);
  if (calibration !== null) paintCalibration(calibration, scope.calibration, theme);
  if (map === null) return;
  for (const { x, y, group } of scope.points) {
    const [column, row] = cellOf(map, (x + 1) / 2, (y + 1) / 2);
    const { sign, mark } = pointMark(group, theme);
    map.put(column, row, sign, mark.color);
  }
}

function paintMatrix(region: Region, { names, confusion }: ClassesScope, matrix: Matrix, theme: Theme): void {
  const { classes, names: named, cell } = matrix;
  if (classes.length === 0) return;
  const heads = shortNames(
    classes.map((k) => names[k]!),
    Math.max(1, cell - 1),
  );
  const sides = shortNames(
    classes.map((k) => names[k]!),
    named,
  );
  if (named >= 4) region.write(0, 0, 'true', theme.dim);
  const hasHeads = cell >= COUNTED || heads.every((head) => !head.includes(GLYPHS.ellipsis));
  for (const [j, head] of hasHeads ? heads.entries() : [])
    region.write(named + 1 + j * cell, 0, fit(head, cell - 1, 'right'), theme.dim);
  for (const [i, k] of classes.entries()) {
    region.write(0, 1 + i, fit(sides[i]!, named), theme.dim);
    const all = (confusion[k] ?? []).reduce((sum, count) => sum + count, 0);
    for (const [j, answer] of classes.entries()) {
      const count = confusion[k]?.[answer] ?? 0;
      // Counts that are not finite have no share.
      const share = all > 0 && Number.isFinite(all) ? count / all : 0;
      paintCell(region.region(named + 1 + j * cell, 1 + i, cell - 1, 1), count, share, k === answer, theme);
    }
  }
  const more = names.length - classes.length;
  if (more > 0) region.write(0, 1 + classes.length, `+${more} classes with fewer errors`, theme.dim);
}

/** A count on the shade of its share of the true class; where there are no shades, the answers that are right stand out. */
function paintCell(cell: Region, count: number, share: number, isRight: boolean, theme: Theme): void {
  const heat = theme.heat(share);
  const style = heat !== '' ? heat : isRight ? theme.good : count > 0 ? theme.warning : theme.dim;
  const whole = grouped(count);
  const text = displayWidth(whole) <= cell.width ? whole : compact(count);
  if (cell.width + 1 >= COUNTED && displayWidth(text) <= cell.width) {
    cell.write(0, 0, fit(count === 0 && heat === '' ? '·' : text, cell.width, 'right'), style);
    return;
  }
  const shade = count === 0 ? '·' : GLYPHS.shades[Math.max(1, Math.min(3, Math.ceil(share * 3)))]!;
  cell.write(0, 0, (heat === '' ? shade : ' ').repeat(cell.width), style);
}

/** The place before a cell of the matrix, for a mark; null where its class is left out. */
export function matrixCell(region: Region, scope: ClassesScope, row: number, column: number): [number, number] | null {
  const { classes, names, cell } = matrixIn(region, scope);
  const [i, j] = [classes.indexOf(row), classes.indexOf(column)];
  return i < 0 || j < 0 ? null : [names + j * cell, 1 + i];
}
