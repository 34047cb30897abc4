import type { Scope } from '../core/scope.js';

/** A learner's picture and the step that it was taken at. */
export interface Picture {
  readonly step: number;
  readonly scope: Scope;
}

/** So many pictures of a run are kept. */
export const MOST_PICTURES = 32;

/** The pictures with one more; of too many, the one that leaves the smallest gap goes, and the first and newest stay. */
export function withPicture(pictures: readonly Picture[], next: Picture): readonly Picture[] {
  const before = pictures.filter(({ step }) => step < next.step);
  const all = [...before, next];
  if (all.length <= MOST_PICTURES) return all;
  let at = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < all.length - 1; i++) {
    const gap = all[i + 1]!.step - all[i - 1]!.step;
    if (gap < smallest) [at, smallest] = [i, gap];
  }
  return all.toSpliced(at, 1);
}
