import { basename } from 'node:path';
import type { Watched } from './open.js';
import type { WatchedFile } from './runs/watched-file.js';

/** Metrics whose guessed direction a line names. */
const MOST_NAMED = 6;

/**
 * What was read and what was not: `axis: global_step; 12 metrics; 3 lines not understood (first: line 41 "...")`. One line for
 * one log; for several, the same figures together, and the first place of what was not understood.
 */
export function summaryOf({ files, folders, book }: Watched): readonly string[] {
  const own = new Set(folders.map(({ file }) => file));
  const foreign = files.filter((file) => !own.has(file));
  if (foreign.length === 0) return [];
  const runs = book.runs.filter(({ openEnded }) => openEnded);
  const axes = [
    ...new Set(foreign.flatMap((file) => (file.runs.length > 0 ? [file.reader.axis ?? 'number of the row'] : []))),
  ];
  const metrics = new Set(runs.flatMap(({ series }) => [...series.keys()]));
  const parts = [
    ...(axes.length === 0 ? [] : [`${axes.length > 1 ? 'axes' : 'axis'}: ${axes.join(', ')}`]),
    counted(metrics.size, 'metric'),
    ...(runs.length > 1 ? [counted(runs.length, 'run')] : []),
    ...unreadIn(foreign),
    ...leftOutIn(foreign),
    ...tornIn(foreign),
  ];
  return [parts.join('; '), ...directionsIn(book.guessed), ...resumedIn(runs)];
}

function unreadIn(files: readonly WatchedFile[]): readonly string[] {
  const count = files.reduce((sum, { reader }) => sum + reader.unread, 0);
  const first = files.find(({ reader }) => reader.firstUnread !== null);
  if (count === 0 || first === undefined) return [];
  const { line, text } = first.reader.firstUnread!;
  const place = files.length > 1 ? `${basename(first.source.path)} line ${line}` : `line ${line}`;
  return [`${counted(count, 'line')} not understood (first: ${place} "${text}")`];
}

function leftOutIn(files: readonly WatchedFile[]): readonly string[] {
  const all = new Map<string, number>();
  for (const { reader } of files) {
    for (const [kind, count] of reader.leftOut) all.set(kind, (all.get(kind) ?? 0) + count);
  }
  return [...all].map(([kind, count]) => (kind.includes(' is damaged') ? `${kind}` : `left out: ${count} ${kind}`));
}

function tornIn(files: readonly WatchedFile[]): readonly string[] {
  const first = files.find(({ reader }) => reader.tornOff !== null);
  return first === undefined ? [] : [`the last line has no end and is left out: "${first.reader.tornOff}"`];
}

function directionsIn(guessed: Watched['book']['guessed']): readonly string[] {
  if (guessed.length === 0) return [];
  const named = guessed.slice(0, MOST_NAMED).map(({ name, better }) => `${name} ${better}`);
  const more = guessed.length > MOST_NAMED ? ` and ${guessed.length - MOST_NAMED} more` : '';
  return [`better, guessed by name: ${named.join(', ')}${more}; set it with --better`];
}

function resumedIn(runs: Watched['book']['runs']): readonly string[] {
  return runs.flatMap(({ id, resumed }) =>
    resumed.length === 0 ? [] : [`${id}: resumed at ${resumed.join(', ')}: the later values hold`],
  );
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
