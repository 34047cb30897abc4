import { BUCKETS } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import type { AxisKind } from '../state/chart.js';
import type { Curves } from './curves.js';

/** The metric of which every episode has one point. */
const PER_EPISODE = 'episode_return';

export const hasEpisodes = (runs: readonly RunView[]): boolean =>
  runs.some((run) => (run.series.get(PER_EPISODE)?.points ?? 0) > 0);

export const hasEpochs = (runs: readonly RunView[]): boolean => runs.some((run) => run.epochAt != null);

/** The axis that these runs can be drawn over: of steps where there are no episodes or epochs, or nobody kept the seconds. */
export function axisFor(runs: readonly RunView[], axis: AxisKind): AxisKind {
  if (axis === 'episodes' && !hasEpisodes(runs)) return 'reached';
  if (axis === 'epochs' && !hasEpochs(runs)) return 'reached';
  return axis === 'seconds' && !runs.some((run) => run.pace !== undefined) ? 'reached' : axis;
}

/**
 * Where each bucket ends on an axis of episodes, epochs or seconds: the mean over the runs that reached it. null on an axis of
 * steps.
 */
export function placesOf(key: string, runs: readonly RunView[], axis: AxisKind, curves: Curves): Float64Array | null {
  if (axis === 'budget' || axis === 'reached') return placesFrom(key, runs, curves);
  const { signatureOf, of } = PLACES[axis];
  const signature = runs.map(signatureOf).join();
  return curves.array(`${key}\n${axis}`, signature, () => meanOf(runs.flatMap((run) => of(run) ?? [])));
}

/** Where each bucket ends on an axis of steps that does not begin at 0; null on one that does. */
function placesFrom(key: string, runs: readonly RunView[], curves: Curves): Float64Array | null {
  const origin = originOf(runs);
  if (origin === 0) return null;
  const width = (runs[0]?.steps ?? 1) - origin;
  const signature = `${origin}/${width}`;
  return curves.array(`${key}\nfrom`, signature, () =>
    Float64Array.from({ length: BUCKETS }, (_, i) => origin + ((i + 1) * width) / BUCKETS),
  );
}

/** Where the axis of steps begins. */
export const originOf = (runs: readonly RunView[]): number => runs[0]?.origin ?? 0;

/** What each axis but that of steps is made of, and what changes whenever it does. */
const PLACES: Readonly<
  Record<
    Exclude<AxisKind, 'budget' | 'reached'>,
    {
      readonly signatureOf: (run: RunView) => number | string | undefined;
      readonly of: (run: RunView) => Float64Array | undefined;
    }
  >
> = {
  seconds: { signatureOf: (run) => run.seconds, of: (run) => run.pace },
  episodes: { signatureOf: (run) => run.series.get(PER_EPISODE)?.points, of: episodesOf },
  epochs: { signatureOf: (run) => `${run.step}/${run.steps}`, of: epochsOf },
};

/** Epochs done at the end of each bucket; NaN for those not reached. */
function epochsOf({ step, steps, origin = 0, epochAt }: RunView): Float64Array | undefined {
  if (epochAt == null) return undefined;
  const width = steps - origin;
  return Float64Array.from({ length: BUCKETS }, (_, i) => {
    const begin = origin + (i * width) / BUCKETS;
    return begin >= step ? Number.NaN : epochAt(Math.min(step, begin + width / BUCKETS));
  });
}

/** Episodes ended up to the end of each bucket; NaN for those not reached. */
function episodesOf(run: RunView): Float64Array {
  const ended = new Float64Array(BUCKETS).fill(Number.NaN);
  const series = run.series.get(PER_EPISODE);
  const reached = Math.min(BUCKETS, Math.ceil((run.step / run.steps) * BUCKETS));
  let count = 0;
  for (let i = 0; i < reached; i++) {
    count += series?.count[i] ?? 0;
    ended[i] = count;
  }
  return ended;
}

/** The mean of the arrays, bucket by bucket, which never falls although slower runs end earlier. */
function meanOf(all: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(BUCKETS).fill(Number.NaN);
  let before = 0;
  for (let i = 0; i < BUCKETS; i++) {
    let n = 0;
    let sum = 0;
    for (const values of all) {
      if (Number.isNaN(values[i]!)) continue;
      n++;
      sum += values[i]!;
    }
    if (n === 0) break;
    before = Math.max(before, sum / n);
    mean[i] = before;
  }
  return mean;
}

/** The largest place, or 0 when there is none. */
export function furthest(places: Float64Array): number {
  for (let i = BUCKETS - 1; i >= 0; i--) if (!Number.isNaN(places[i]!)) return places[i]!;
  return 0;
}

/** How far a step is between the ends of the axis. */
export const shareOf = (step: number, origin: number, steps: number): number => (step - origin) / (steps - origin);

/** The place of a share of the budget, between the ends of its bucket; the furthest for those not reached. */
export function placeOfShare(places: Float64Array, share: number, origin = 0): number {
  const at = Math.max(0, Math.min(share * BUCKETS, BUCKETS));
  const bucket = Math.min(BUCKETS - 1, Math.floor(at));
  const end = places[bucket]!;
  if (Number.isNaN(end)) return furthest(places);
  const start = bucket === 0 ? origin : places[bucket - 1]!;
  return start + (end - start) * (at - bucket);
}
