/**
 * Of rows of `width` numbers, row-major: the mean over columns of their deviation (population), and the mean over pairs of
 * columns of the size of their correlation; a column that does not vary correlates with none.
 */
export function momentsOfColumns(rows: ArrayLike<number>, width: number) {
  const count = rows.length / width;
  const centred = Float64Array.from(rows);
  const deviations = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    let [mean, squares] = [0, 0];
    for (let i = k; i < centred.length; i += width) mean += centred[i]! / count;
    for (let i = k; i < centred.length; i += width) {
      centred[i]! -= mean;
      squares += centred[i]! * centred[i]!;
    }
    deviations[k] = Math.sqrt(squares / count);
  }
  let [deviation, correlation] = [0, 0];
  for (let a = 0; a < width; a++) {
    deviation += deviations[a]! / width;
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let i = 0; i < centred.length; i += width) sum += centred[i + a]! * centred[i + b]!;
      const product = deviations[a]! * deviations[b]!;
      if (product > 0) correlation += Math.abs(sum / count / product) / ((width * (width - 1)) / 2);
    }
  }
  return { deviation, correlation };
}
