import { pCell, percent, pOf } from '../../../report/compare/verdict-words.js';
import { nameOf } from '../../charts/chart-lines.js';
import { formatValue } from '../../format.js';
import type { Compared } from '../../state/comparison.js';
import { firstVisible } from '../../state/list.js';
import type { Region } from '../../terminal/cell-buffer.js';
import { shortNames } from '../../terminal/short-names.js';
import { displayWidth, fit } from '../../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../../terminal/theme.js';
import type { Subject } from './subject.js';

interface Column {
  readonly title: string;
  readonly width: number;
  /** A lower one stays longer where there is no room. */
  readonly rank: number;
  readonly text: (one: Compared) => string;
}

/** A figure; broken seeds make it infinite. */
export const figure = (value: number): string => (Number.isFinite(value) ? formatValue(value) : 'broke');

/** Both ends of an interval. */
export const intervalText = ([low, high]: readonly [number, number]): string =>
  low === high ? '—' : `${figure(low)} – ${figure(high)}`;

const VERDICTS: Readonly<Record<string, string>> = { 'no evidence of regression': 'no evidence' };

const first = ({ comparison }: Compared) => comparison?.metrics[0] ?? null;

const COLUMNS: readonly Column[] = [
  { title: 'n', width: 3, rank: 0, text: ({ side }) => (side === null ? '0' : String(side.n)) },
  { title: 'mean', width: 8, rank: 1, text: ({ side }) => (side === null ? GLYPHS.none : figure(side.mean)) },
  { title: 'IQM', width: 8, rank: 5, text: ({ side }) => (side === null ? GLYPHS.none : figure(side.iqm)) },
  {
    ...{ title: '95 % interval', width: 17, rank: 2 },
    text: ({ side }) => (side === null || side.meanInterval === null ? GLYPHS.none : intervalText(side.meanInterval)),
  },
  { title: 'difference', width: 10, rank: 3, text: (one) => differenceText(one) },
  { title: 'g', width: 6, rank: 8, text: (one) => effectText(one) },
  {
    ...{ title: 'better', width: 6, rank: 7 },
    text: (one) => {
      const metric = first(one);
      return metric === null || metric.better === 'neither' ? '' : percent(metric.improvement);
    },
  },
  {
    ...{ title: 'p', width: 7, rank: 4 },
    text: (one) => {
      const metric = first(one);
      const p = metric === null ? null : pOf(metric);
      return p === null ? '' : pCell(p);
    },
  },
  {
    ...{ title: 'verdict', width: 14, rank: 6 },
    text: ({ comparison, apart }) =>
      apart !== null
        ? 'not comparable'
        : comparison === null
          ? ''
          : (VERDICTS[comparison.verdict] ?? comparison.verdict),
  },
];

function differenceText(one: Compared): string {
  const metric = first(one);
  if (metric === null) return '';
  const { meanDifference } = metric;
  if (!Number.isFinite(meanDifference)) return 'broke';
  return `${meanDifference > 0 ? '+' : ''}${formatValue(meanDifference)}`;
}

function effectText(one: Compared): string {
  const g = first(one)?.hedgesG ?? Number.NaN;
  return Number.isFinite(g) ? g.toFixed(2) : '';
}

/** Lines that the table wants: its head and the variants. */
export const tableHeight = ({ kin }: Subject): number => kin.length + 1;

/** Columns for the names of variants, the cursor's among them. */
export function namesWidth({ kin }: Pick<Subject, 'kin'>, room: number): number {
  return Math.min(Math.max(10, ...kin.map((group) => displayWidth(nameOf(group)))) + 4, room);
}

/** Which of the variants are shown where not all have room. */
export const partText = (from: number, count: number, of: number): string =>
  count >= of || count < 1 ? '' : `${from + 1}-${Math.min(of, from + count)} of ${of}`;

/** A line a variant: n, mean, IQM, interval, and how it differs from the reference. */
export function paintTable(region: Region, subject: Subject): void {
  const { kin, selected, comparing, model } = subject;
  const { theme } = model;
  const names = namesWidth(subject, Math.max(12, Math.floor(region.width * 0.28)));
  const columns = columnsFor(region.width - names);
  let x = names;
  for (const { title, width } of columns) {
    region.writeEnd(x + width + 1, 0, title, theme.dim);
    x += width + 1;
  }
  const room = Math.max(0, region.height - 1);
  const from = firstVisible(kin.indexOf(selected), kin.length, room);
  region.write(2, 0, partText(from, room, kin.length), theme.dim);
  const short = shortNames(kin.map(nameOf), names - 3);
  for (const [i, group] of kin.slice(from, from + room).entries()) {
    const one = comparing.of(group);
    const y = 1 + i;
    if (group === selected) region.put(0, y, GLYPHS.cursor, theme.accent);
    const isReference = group.id === comparing.reference.id;
    if (isReference) region.put(1, y, GLYPHS.pinned, theme.dim);
    region.write(2, y, fit(short[from + i]!, names - 3), group === selected ? theme.strong : '');
    let at = names;
    for (const column of columns) {
      const text = isReference && column.title === 'difference' ? 'reference' : column.text(one);
      region.writeEnd(at + column.width + 1, y, text, styleOf(column, one, isReference, theme));
      at += column.width + 1;
    }
  }
}

/** Those that fit by rank, in the order of the table. */
function columnsFor(room: number): readonly Column[] {
  const chosen = new Set<Column>();
  let free = room;
  for (const column of COLUMNS.toSorted((a, b) => a.rank - b.rank)) {
    if (column.width + 1 > free) break;
    chosen.add(column);
    free -= column.width + 1;
  }
  return COLUMNS.filter((column) => chosen.has(column));
}

function styleOf({ title }: Column, { comparison, broken }: Compared, isReference: boolean, theme: Theme): string {
  if (title === 'n') return broken > 0 ? theme.bad : theme.dim;
  if (isReference && title === 'difference') return theme.dim;
  if (title !== 'verdict' && title !== 'difference') return '';
  if (comparison?.verdict === 'regressed') return theme.bad;
  return comparison?.verdict === 'improved' || comparison?.verdict === 'identical' ? theme.good : '';
}
