/** Some rows of values [.., width], row-major, one after another. */
export function rowsAt(values: ArrayLike<number>, width: number, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: rows.length * width }, (_, i) => {
    return values[rows[Math.floor(i / width)]! * width + (i % width)]!;
  });
}
