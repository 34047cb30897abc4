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
  const members = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const group = members.get(groups[row]!);
    if (group === undefined) members.set(groups[row]!, [row]);
    else group.push(row);
  }
  const train: number[] = [];
  const test: number[] = [];
  for (const group of [...members.keys()].sort((a, b) => a - b)) {
    const rows = stream.shuffle(members.get(group)!);
    const wanted = Math.round(rows.length * testPart);
    const tested = rows.length < 2 ? 0 : Math.min(rows.length - 1, Math.max(1, wanted));
    for (let i = 0; i < rows.length; i++) (i < tested ? test : train).push(rows[i]!);
  }
  return { train: stream.shuffle(Int32Array.from(train)), test: stream.shuffle(Int32Array.from(test)) };
}
