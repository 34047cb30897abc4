import { Stream } from '../../core/random.js';
import type { CsvRow } from './csv.js';

/** No task draws from this one. */
const OWN_STREAM = 1_000_003;

/**
 * The header and at most `most` rows, each of them as likely as any other (Vitter 1985, algorithm R), in the order of the
 * file. Reads to the end and holds no more than those rows. The draw is the same for every seed of a run: it belongs to the
 * data.
 */
export function* thinned(
  rows: Generator<CsvRow, void, undefined>,
  most: number,
  random = Stream.from(0, 'data', OWN_STREAM),
): Generator<CsvRow, void, undefined> {
  const header = rows.next();
  if (header.done === true) return;
  yield header.value;
  const kept: CsvRow[] = [];
  let seen = 0;
  for (const row of rows) {
    seen++;
    const place = seen <= most ? seen - 1 : random.below(seen);
    if (place < most) kept[place] = copied(row);
  }
  yield* kept.sort((a, b) => a.row - b.row);
}

/** A slice would keep the whole piece of the file alive that it was cut from. */
function copied(row: CsvRow): CsvRow {
  return { ...row, fields: row.fields.map((field) => Buffer.from(field, 'utf8').toString('utf8')) };
}
