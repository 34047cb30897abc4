import { type Issue, show } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { KINDS, type LogReader } from './log-reader.js';

/** Columns that a message names. */
const MOST_NAMED = 40;

/** What was asked for by name and none of these files has so far, as problems. */
export function missingIn(readers: readonly Pick<LogReader, 'names' | 'missing'>[]): readonly Issue[] {
  const names = [...new Set(readers.flatMap((reader) => [...reader.names]))];
  if (names.length === 0) return [];
  const all = readers.map(({ missing }) => missing);
  const everywhere = (name: string) => all.every(({ metrics }) => metrics.includes(name));
  const x = all.every((one) => one.x !== null) ? all[0]!.x : null;
  const issue = (path: string, name: string): Issue => {
    const hint = didYouMean(name, names);
    const why = KINDS.includes(name) ? 'no row tells it' : 'no such column or key';
    const told = { path, message: why, given: show(name) };
    const found = { allowed: names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ' ...' : '') };
    return { ...told, ...found, ...(hint === undefined ? {} : { hint }) };
  };
  const gone = (all[0]?.metrics ?? []).filter(everywhere);
  return [...(x === null ? [] : [issue('--x', x)]), ...gone.map((name) => issue('--metrics', name))];
}
