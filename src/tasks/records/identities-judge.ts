import type { Recorder } from '../../core/learner.js';
import { degreesOf, unitRows } from '../metrics/angle.js';
import { averagePrecision } from '../metrics/binary.js';
import { equalErrorRate, neighbourhoods } from '../metrics/verification.js';
import type { IdentityData } from '../splits/identities-data.js';
import { rowsAt } from '../splits/rows.js';

export interface Judge {
  /** The rows of the classes that training never saw, and the class of each. */
  readonly tested: Int32Array;
  readonly testedClass: Int32Array;
  /** Records how well vectors [tested, width] tell the classes apart. */
  evaluate(vectors: ArrayLike<number>, width: number): void;
}

/** The yardstick of nearest neighbours, on a user's data. */
export const RAW_RECALL = {
  name: 'raw_recall_at_1',
  help: 'recall_at_1 when the rows as measured are compared: the nearest neighbour',
  better: 'neither',
} as const;

type Compare = 'euclidean' | 'cosine';

/** Compares all pairs of the rows of unseen classes; the yardsticks are the rows as measured and, where known, their truth. */
export function createJudge(data: IdentityData, compare: Compare, recorder: Recorder, isOwn = false): Judge {
  const tested = Int32Array.from(data.test.flatMap((rows) => [...rows]));
  const testedClass = Int32Array.from(data.test.flatMap((rows, c) => Array.from(rows, () => c)));
  const count = tested.length;
  const pairsOf = (rows: ArrayLike<number>, width: number, how: Compare) =>
    neighbourhoods(how === 'cosine' ? unitRows(rows, count, width) : rows, count, width, testedClass);
  const measured = pairsOf(rowsAt(data.values, data.width, tested), data.width, compare);
  const raw = {
    error: equalErrorRate(measured.scores, measured.same),
    precision: averagePrecision(measured.scores, measured.same),
    recallAt1: measured.recallAt1,
  };
  const byTruth =
    data.truth && pairsOf(rowsAt(data.truth.values, data.truth.width, tested), data.truth.width, 'euclidean');
  const truth = byTruth === null ? null : equalErrorRate(byTruth.scores, byTruth.same);

  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  const distance = (name: string, help: string) =>
    recorder.define({ name, help, better: 'neither', dependsOn: ['task.compare', 'task.unit'] });
  const record = {
    error: lower('equal_error_rate', 'wrong part of "same or not" on pairs of unseen classes, errors balanced'),
    recallAt1: higher('recall_at_1', 'part of the rows of unseen classes whose nearest other row is of their class'),
    precision: higher('average_precision', 'how far pairs of one unseen class come before pairs of two, 1 is all'),
    within: distance('mean_distance_within', 'mean distance of two rows of one unseen class'),
    between: distance('mean_distance_between', 'mean distance of two rows of different unseen classes; 0 is collapse'),
    angles:
      compare === 'euclidean'
        ? null
        : {
            within: neither('angle_within', 'degrees: angle of the mean cosine of two rows of one unseen class'),
            between: neither('angle_between', 'degrees: angle of the mean cosine of rows of different unseen classes'),
          },
    raw: neither('raw_equal_error_rate', 'equal error rate when the rows as measured are compared'),
    rawPrecision: neither('raw_average_precision', 'average precision when the rows as measured are compared'),
    rawRecallAt1: isOwn ? neither(RAW_RECALL.name, RAW_RECALL.help) : null,
    truth:
      truth === null
        ? null
        : neither('true_equal_error_rate', 'equal error rate of distances between the true traits of the rows'),
  };
  return {
    tested,
    testedClass,
    evaluate(vectors, width) {
      const pairs = pairsOf(vectors, width, compare);
      record.error(equalErrorRate(pairs.scores, pairs.same));
      record.recallAt1(pairs.recallAt1);
      record.precision(averagePrecision(pairs.scores, pairs.same));
      record.within(pairs.within);
      record.between(pairs.between);
      // Of unit vectors, the cosine is 1 minus half the squared distance.
      record.angles?.within(degreesOf(1 - pairs.withinSquared / 2));
      record.angles?.between(degreesOf(1 - pairs.betweenSquared / 2));
      record.raw(raw.error);
      record.rawPrecision(raw.precision);
      record.rawRecallAt1?.(raw.recallAt1);
      if (truth !== null) record.truth?.(truth);
    },
  };
}
