/** P-values adjusted for their number by Holm's step-down procedure (1979), in the order given. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let before = 0;
  order.forEach((index, rank) => {
    before = Math.min(1, Math.max(before, (values.length - rank) * values[index]!));
    adjusted[index] = before;
  });
  return adjusted;
}
