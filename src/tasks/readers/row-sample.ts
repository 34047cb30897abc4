import { Stream } from '../../core/random.js';

/** No task draws from this one. */
const OWN_STREAM = 1_000_003;

/**
 * Which of `rows` rows, from 1, are taken: at most `most`, each row as likely as any other (Vitter 1985, algorithm R), in
 * ascending order. The draw is the same for every seed of a run: it belongs to the data.
 */
export function drawnRows(rows: number, most: number, random = Stream.from(0, 'data', OWN_STREAM)): Int32Array {
  const kept = new Int32Array(Math.min(rows, most));
  for (let seen = 1; seen <= rows; seen++) {
    const place = seen <= most ? seen - 1 : random.below(seen);
    if (place < most) kept[place] = seen;
  }
  return kept.sort();
}
