/** What is told of each class: how many rows it has, and how well it is found. */
export interface ClassFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows of the class. */
  readonly support: number;
}

/** Rows of each class (first index) by the answer given (second), [classes, classes], row-major. */
export function confusionMatrix(answers: ArrayLike<number>, labels: ArrayLike<number>, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) counts[labels[row]! * classes + answers[row]!]!++;
  return counts;
}

/** Precision, recall and F1 of each class; 0 where nothing was counted, as in scikit-learn. */
export function classFigures(matrix: Int32Array, classes: number): readonly ClassFigures[] {
  return Array.from({ length: classes }, (_, c) => {
    let [support, said] = [0, 0];
    for (let k = 0; k < classes; k++) {
      support += matrix[c * classes + k]!;
      said += matrix[k * classes + c]!;
    }
    const hits = matrix[c * classes + c]!;
    return {
      precision: said === 0 ? 0 : hits / said,
      recall: support === 0 ? 0 : hits / support,
      f1: said + support === 0 ? 0 : (2 * hits) / (said + support),
      support,
    };
  });
}

/** Mean recall of the classes that have rows: an absent class does not count, as in scikit-learn's balanced_accuracy_score. */
export function balancedAccuracy(figures: readonly ClassFigures[]): number {
  const present = figures.filter(({ support }) => support > 0);
  return present.reduce((sum, { recall }) => sum + recall, 0) / Math.max(1, present.length);
}

/** Mean F1 of the classes that have rows or were answered, as in scikit-learn's f1_score with average="macro". */
export function macroF1(matrix: Int32Array, figures: readonly ClassFigures[]): number {
  const classes = figures.length;
  const counted = figures.filter(({ support }, c) => {
    if (support > 0) return true;
    for (let k = 0; k < classes; k++) if (matrix[k * classes + c]! > 0) return true;
    return false;
  });
  return counted.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, counted.length);
}

/** For each row of scores [rows, classes] the class with the highest; the first of equals. */
export function answersOf(scores: ArrayLike<number>, classes: number): Int32Array {
  return Int32Array.from({ length: scores.length / classes }, (_, row) => {
    let answer = 0;
    for (let k = 1; k < classes; k++) if (scores[row * classes + k]! > scores[row * classes + answer]!) answer = k;
    return answer;
  });
}

/** A point of a calibration curve: rows of one bin of probabilities. */
export interface CalibrationPoint {
  readonly rows: number;
  readonly meanProbability: number;
  readonly part: number;
}

/** Over ten equal bins of the probabilities, their mean and the part of the rows that is so; bins without rows are left out. */
export function calibrationCurve(
  probabilities: ArrayLike<number>,
  hits: ArrayLike<number>,
): readonly CalibrationPoint[] {
  const bins = Array.from({ length: 10 }, () => ({ rows: 0, sum: 0, hits: 0 }));
  for (let i = 0; i < hits.length; i++) {
    const bin = bins[Math.min(9, Math.floor(probabilities[i]! * 10))]!;
    bin.rows++;
    bin.sum += probabilities[i]!;
    bin.hits += hits[i]!;
  }
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ rows, sum, hits: so }) => ({ rows, meanProbability: sum / rows, part: so / rows }));
}
