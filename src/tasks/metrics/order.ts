/** Orders positions by their score, the highest first; NaN last. */
export function byScore(scores: ArrayLike<number>): (a: number, b: number) => number {
  return (a, b) => {
    const apart = scores[b]! - scores[a]!;
    if (!Number.isNaN(apart)) return apart;
    // Two infinities of one sign are equal too.
    return Number(Number.isNaN(scores[a]!)) - Number(Number.isNaN(scores[b]!));
  };
}
