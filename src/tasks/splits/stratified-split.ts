import type { Stream } from '../../core/random.js';

export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits rows 0 .. groups.length-1 so that each group (a class) has the same part of its rows in the test set, rounded,
 * and at least one row on each side when it has two or more. Both parts are in a shuffled order.
 */
export function stratifiedSplit(groups: ArrayLike<number>, testPart: number, stream: Stream): Split {
  const sizes = new Map<number, number>();
  for (let row = 0; row < groups.length; row++) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  const order = [...sizes.keys()].sort((a, b) => a - b);
  // The rows of all groups, one group after another.
  const starts = new Map<number, number>();
  let begun = 0;
  for (const group of order) {
    starts.set(group, begun);
    begun += sizes.get(group)!;
  }
  const members = new Int32Array(groups.length);
  for (let row = 0; row < groups.length; row++) {
    const at = starts.get(groups[row]!)!;
    members[at] = row;
    starts.set(groups[row]!, at + 1);
  }
  const train = new Int32Array(groups.length);
  const test = new Int32Array(groups.length);
  let [trained, held] = [0, 0];
  for (const group of order) {
    const end = starts.get(group)!;
    const rows = stream.shuffle(members.subarray(end - sizes.get(group)!, end));
    const wanted = Math.round(rows.length * testPart);
    const tested = rows.length < 2 ? 0 : Math.min(rows.length - 1, Math.max(1, wanted));
    test.set(rows.subarray(0, tested), held);
    train.set(rows.subarray(tested), trained);
    held += tested;
    trained += rows.length - tested;
  }
  return { train: stream.shuffle(train.slice(0, trained)), test: stream.shuffle(test.slice(0, held)) };
}
