import { once } from './axis-names.js';

/** What tells runs apart in one table, the one that says all first. */
const RUN_COLUMNS = ['run', 'run_id', 'run_name', 'variant', 'seed', 'fold', 'client', 'client_id', 'cid'];
/** Whether a column tells runs apart. */
export const isRunColumn = once((name: string) => RUN_COLUMNS.includes(name.toLowerCase()));

function anyRun(numbers: ReadonlyMap<string, number>): boolean {
  for (const name of numbers.keys()) if (isRunColumn(name)) return true;
  return false;
}

/** What a row says of its run: empty where it says nothing. */
export function runOf(
  words: ReadonlyMap<string, string>,
  numbers: ReadonlyMap<string, number>,
  rank: string | undefined,
): string {
  const parts: string[] = [];
  if (words.size > 0 || anyRun(numbers)) {
    for (const column of RUN_COLUMNS) {
      for (const [name, word] of words) if (name.toLowerCase() === column) parts.push(word);
      for (const [name, number] of numbers) if (name.toLowerCase() === column) parts.push(`${column} ${number}`);
    }
  }
  // An id says all that variant and seed say.
  const isId = [...words.keys()].some((name) => /^run(?:_id|_name)?$/i.test(name));
  const named = isId ? parts[0]! : parts.join(' ');
  if (rank === undefined) return named;
  return named === '' ? `rank ${rank}` : `${named} rank ${rank}`;
}
