import { displayWidth } from '../core/text-width.js';
import { HANG, type Line, type Span, textOf, tone } from './lines.js';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. @default 'left' */
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Rows of cells as lines in columns, below a line of titles. Widths are terminal columns, not characters. */
export function alignTable(heads: readonly Column[], rows: readonly (readonly Span[])[]): readonly Line[] {
  const titles = heads.map(({ title }) => tone('dim', title));
  const widths = titles.map(widthOf);
  for (const row of rows) for (const [i, width] of widths.entries()) widths[i] = Math.max(width, widthOf(row[i] ?? ''));
  return [titles, ...rows].map((row) => lineOf(heads, row, widths));
}

function lineOf(heads: readonly Column[], row: readonly Span[], widths: readonly number[]): Line {
  return heads.flatMap(({ align = 'left' }, i) => {
    const cell = row[i] ?? '';
    const space = ' '.repeat(widths[i]! - widthOf(cell));
    const last = i === heads.length - 1;
    if (align === 'right') return [space, cell, last ? '' : GAP];
    return last ? [HANG, cell] : [cell, space + GAP];
  });
}

/** Columns that a table takes. */
export function tableWidth(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map((line) => displayWidth(line.map(textOf).join('').trimEnd())));
}

function widthOf(cell: Span): number {
  return displayWidth(textOf(cell));
}
