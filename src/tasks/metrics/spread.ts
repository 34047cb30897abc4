/** Mean Euclidean distance of `count` rows of `width` numbers from their mean. */
export function spreadOf(rows: ArrayLike<number>, count: number, width: number): number {
  const mean = new Float64Array(width);
  for (let i = 0; i < count * width; i++) mean[i % width]! += rows[i]! / count;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const apart = rows[row * width + i]! - mean[i]!;
      squares += apart * apart;
    }
    sum += Math.sqrt(squares);
  }
  return sum / count;
}
