import { Stream } from '../../core/random.js';

/** No task draws from this one. */
const OWN_STREAM = 1_000_004;
const RESAMPLES = 200;
/** Rows that all resamples together may have. */
const MOST_ROWS = 4_000_000;

/**
 * A 95 % percentile interval of a statistic over rows drawn with replacement (Efron 1979): how far it may stand from that of
 * other rows of the same kind, whatever the seed. `of` gets the positions of the drawn rows.
 */
export function rowInterval(rows: number, of: (drawn: Int32Array) => number): readonly [low: number, high: number] {
  const random = Stream.from(0, 'data', OWN_STREAM);
  const resamples = Math.max(20, Math.min(RESAMPLES, Math.floor(MOST_ROWS / Math.max(1, rows))));
  const drawn = new Int32Array(rows);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < rows; i++) drawn[i] = random.below(rows);
    values[r] = of(drawn);
  }
  values.sort();
  const at = (part: number) => values[Math.min(resamples - 1, Math.max(0, Math.round(part * (resamples - 1))))]!;
  return [at(0.025), at(0.975)];
}
