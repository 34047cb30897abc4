import { show } from '../../core/errors.js';

/** What a column was taken for. */
export interface ColumnReport {
  readonly name: string;
  /** number, category, text, date; of columns left out: index, id, empty, constant, ignored. */
  readonly type: string;
  /** input, label, target, query, group, split, time, dropped. */
  readonly role: string;
  /** How that was decided. */
  readonly how: string;
  readonly missing: number;
  /** Row of the first missing value; null for none. */
  readonly firstMissing: number | null;
}

/** Rows that were left out for one reason. */
export interface DroppedRows {
  readonly reason: string;
  readonly count: number;
  /** The first of them, from 1. */
  readonly firstRow: number;
}

/** What was understood of a file: its form, its rows, its columns. */
export interface ReadingReport {
  readonly file: string;
  readonly format: string;
  readonly notes: readonly string[];
  readonly rowsRead: number;
  readonly rows: number;
  readonly dropped: readonly DroppedRows[];
  readonly columns: readonly ColumnReport[];
  /** Words that stand for a missing value in each column. */
  readonly missingWords: readonly string[];
  readonly warnings: readonly string[];
  /** Columns that training had and the file has not. */
  readonly absent?: readonly string[];
}

/** What was understood of the target. */
export interface TargetReport {
  readonly column: string;
  readonly kind: string;
  /** The class that counts as positive, of two. */
  readonly positive?: string;
  readonly positiveHow?: string;
  /** Rows of each class, of the file's order; the first ones where there are many. */
  readonly classes?: readonly { readonly name: string; readonly rows: number }[];
  readonly classCount?: number;
  readonly range?: readonly [number, number];
  readonly mean?: number;
  readonly deviation?: number;
  readonly note?: string;
}

/** Everything that a run understood of a user's data, as `data.json` keeps it. */
export interface DataReport extends ReadingReport {
  readonly task: string;
  readonly target: TargetReport | null;
  readonly split: { readonly how: string; readonly train: number; readonly test: number; readonly unit: string };
  /** Numbers that the model takes. */
  readonly inputs: number;
  readonly scaling: string;
}

const count = (n: number) => n.toLocaleString('en-US');

/** How many columns there are of each type, the inputs: "4 numbers, 1 category". */
export function inputTypes(columns: readonly ColumnReport[]): string {
  const counts = new Map<string, number>();
  for (const { role, type } of columns) if (role === 'input') counts.set(type, (counts.get(type) ?? 0) + 1);
  const plural: Readonly<Record<string, string>> = { category: 'categories' };
  return [...counts].map(([type, n]) => `${n} ${n === 1 ? type : (plural[type] ?? `${type}s`)}`).join(', ');
}

/** What was understood, in one line. */
export function reportLine(report: DataReport): string {
  const { rows, rowsRead, columns, target, split, warnings } = report;
  const left = columns.filter(({ role }) => role === 'dropped').length;
  const parts = [
    `${count(rows)} rows${rowsRead === rows ? '' : ` of ${count(rowsRead)}`}`,
    `${inputTypes(columns)}${left === 0 ? '' : ` (${left} left out)`}`,
    target === null ? '' : targetLine(target),
    `${count(split.train)} ${split.unit} train, ${count(split.test)} test`,
    warnings.length === 0 ? '' : `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function targetLine({ column, positive, classes, classCount, range, kind }: TargetReport): string {
  if (positive !== undefined) return `positive ${column} = ${show(positive)}`;
  if (range !== undefined) return `${column} ${shortNumber(range[0])} to ${shortNumber(range[1])}`;
  if (classes !== undefined) return `${classCount ?? classes.length} classes of ${column}`;
  return kind;
}

export function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return `${value}`;
  return Math.abs(value) >= 1e15 ? value.toExponential(3) : `${Number(value.toPrecision(4))}`;
}

/** What was understood, as lines of text for a person. */
export function reportLines(report: DataReport): readonly string[] {
  const { file, format, notes, rowsRead, rows, dropped, columns, target, split, inputs, scaling, warnings } = report;
  const width = Math.min(32, Math.max(6, ...columns.map(({ name }) => name.length)));
  const lines = [
    `file      ${file}`,
    `format    ${[format, ...notes].join('; ')}`,
    `rows      ${count(rowsRead)} read, ${count(rows)} used`,
    ...dropped.map((one) => `          ${count(one.count)} left out: ${one.reason}, the first in row ${one.firstRow}`),
    `columns   ${columns.length}: ${inputTypes(columns) || 'no inputs'}`,
    ...columns.map(({ name, role, type, how, missing, firstMissing }) => {
      const gone = missing === 0 ? '' : `; ${count(missing)} missing, the first in row ${firstMissing}`;
      return `  ${cut(name, width).padEnd(width)}  ${(role === 'dropped' ? 'left out' : role).padEnd(8)}  ${type.padEnd(8)}  ${how}${gone}`;
    }),
  ];
  if (target !== null) lines.push(...targetLines(target));
  lines.push(
    `split     ${split.how}: ${count(split.train)} ${split.unit} to train, ${count(split.test)} to test`,
    `inputs    ${inputs}; ${scaling}`,
    ...warnings.map((warning) => `warning   ${warning}`),
  );
  return lines;
}

function targetLines(target: TargetReport): readonly string[] {
  const { column, kind, classes = [], classCount, positive, positiveHow, range, mean, deviation, note } = target;
  const lines = [`target    ${column}: ${kind}`];
  if (positive !== undefined) lines.push(`          positive ${show(positive)}: ${positiveHow ?? ''}`);
  if (classes.length > 0) {
    const more = (classCount ?? classes.length) - classes.length;
    const shown = classes.map(({ name, rows }) => `${show(name)} ${count(rows)}`).join(', ');
    lines.push(`          classes: ${shown}${more > 0 ? ` and ${more} more` : ''}`);
  }
  if (range !== undefined)
    lines.push(
      `          from ${shortNumber(range[0])} to ${shortNumber(range[1])}, mean ${shortNumber(mean ?? 0)}, deviation ${shortNumber(deviation ?? 0)}`,
    );
  if (note !== undefined) lines.push(`          ${note}`);
  return lines;
}

const cut = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 3)}...` : text);
