import { show } from '../core/errors.js';
import { isRecord } from '../scenario/record.js';
import type { Regression } from '../scenario/scenario.js';
import { iqm, mean } from '../scenario/statistics.js';
import { changedPlugins } from '../store/run-code.js';
import { whyNotComparable } from '../train/metric-definition.js';
import { type Arm, type Better, metricsOf, orientedValues } from './arm.js';
import type { Interval } from './statistics/bootstrap.js';
import { detectableDrop, detectablePairedDrop, hedgesG, probabilityOfImprovement } from './statistics/effect.js';
import {
  differenceInterval,
  improvementInterval,
  iqmDifferenceInterval,
  iqmInterval,
  meanInterval,
} from './statistics/intervals.js';
import { type Decision, decide, FEWEST_PAIRS, FEWEST_SEEDS, testsOf, type Verdict } from './verdict.js';

/** Figures of one side; a seed that broke makes a mean infinite in the bad direction. */
export interface Side {
  readonly n: number;
  /** Seeds that did not end well or have no number: they count as worse than every value. */
  readonly broken: number;
  /** In the unit of the metric; infinite in the bad direction for seeds that broke. */
  readonly values: readonly number[];
  readonly mean: number;
  /** null under five seeds, as all intervals here. */
  readonly meanInterval: Interval | null;
  readonly iqm: number;
  readonly iqmInterval: Interval | null;
}

/** A metric of two arms. Differences are candidate minus reference; intervals are 95 % ones, by the methods of `INTERVAL_METHODS`. */
export interface MetricComparison {
  readonly metric: string;
  readonly better: Better;
  readonly reference: Side;
  readonly candidate: Side;
  readonly meanDifference: number;
  /** Of the differences seed by seed where both sides have the same seeds. */
  readonly meanDifferenceInterval: Interval | null;
  /** Seeds that both sides have, and which the paired test is over; 0 where these are too few. */
  readonly pairs: number;
  readonly iqmDifference: number;
  readonly iqmDifferenceInterval: Interval | null;
  readonly hedgesG: number;
  /** Probability that a seed of the candidate is better than one of the reference. */
  readonly improvement: number;
  readonly improvementInterval: Interval | null;
  /** null for a metric of which neither direction is better. */
  readonly decision: Decision | null;
  /** The smallest drop that these seeds would have shown with a probability of 80 %; NaN where the reference has no spread to tell. */
  readonly detectable: number;
  /** Why the two sides' values are not the same quantity, such as `loss differs`; null where they are. */
  readonly incomparable: string | null;
  readonly verdict: Verdict;
}

/** A setting that differs. */
export interface Change {
  readonly path: string;
  readonly reference: string;
  readonly candidate: string;
}

export interface Comparison {
  readonly reference: Arm;
  readonly candidate: Arm;
  readonly regression: Regression;
  readonly verdict: Verdict;
  /** The metric that decides first, then the others that both have. */
  readonly metrics: readonly MetricComparison[];
  /** null where a side does not tell its settings. */
  readonly changes: readonly Change[] | null;
  /** Seeds whose digests were compared and are equal; null where a side has none. */
  readonly equalDigests: number | null;
  /**
   * Seeds of both sides whose digests differ although settings, losscope and plug-ins are the same: the machine or the build
   * differs.
   */
  readonly otherBits: number;
  /** Variants that were tested against this reference, this one among them: the p-values are adjusted for so many. */
  readonly family: number;
}

/**
 * Compares two arms. Where the configuration and the digests of all seeds of the candidate are the same as the
 * reference's, they are `identical` and statistics say nothing more. Else the metric of `regression` decides. Throws when
 * the arms do not have it.
 */
export function compareArms(reference: Arm, candidate: Arm, regression: Regression, draws = 1999): Comparison {
  const equalDigests = equalSeeds(reference, candidate);
  const isIdentical =
    reference.hash !== null && reference.hash === candidate.hash && equalDigests === candidate.seeds.length;
  const others = metricsOf(candidate).filter((name) => name !== regression.metric);
  const shared = [regression.metric, ...others.filter((name) => metricsOf(reference).includes(name))];
  const metrics = shared.map((metric) =>
    compareMetric(
      reference,
      candidate,
      metric === regression.metric ? regression : { ...regression, metric, margin: 0 },
      { isIdentical, draws },
    ),
  );
  const changes =
    reference.decides === null || candidate.decides === null ? null : changesBetween(reference, candidate);
  const { verdict } = metrics[0]!;
  const otherBits = countOtherBits(reference, candidate);
  return { reference, candidate, regression, verdict, metrics, changes, equalDigests, otherBits, family: 1 };
}

/** {@link Comparison.otherBits} of two arms. */
export function countOtherBits(reference: Arm, candidate: Arm): number {
  const sameCode = reference.version !== null && reference.version === candidate.version;
  if (!sameCode || reference.hash === null || reference.hash !== candidate.hash) return 0;
  const { plugins: was = null } = reference;
  const { plugins: is = null } = candidate;
  if (was === null || is === null || changedPlugins({ plugins: was }, { plugins: is }).length > 0) return 0;
  const digests = new Map(reference.seeds.map(({ seed, digest }) => [seed, digest]));
  return candidate.seeds.filter(({ seed, digest, status }) => {
    const before = digests.get(seed) ?? null;
    return status === 'done' && before !== null && digest !== null && before !== digest;
  }).length;
}

/** How many seeds have equal digests, when every seed of the candidate has its counterpart; else null. */
export function equalSeeds(reference: Arm, candidate: Arm): number | null {
  const digests = new Map(reference.seeds.map(({ seed, digest }) => [seed, digest]));
  if (candidate.seeds.some(({ seed, digest }) => digest === null || (digests.get(seed) ?? null) === null)) return null;
  return candidate.seeds.filter(({ seed, digest }) => digests.get(seed) === digest).length;
}

function compareMetric(
  reference: Arm,
  candidate: Arm,
  { metric, alpha, margin }: Regression,
  { isIdentical, draws }: { readonly isIdentical: boolean; readonly draws: number },
): MetricComparison {
  const better = candidate.better[metric] ?? reference.better[metric] ?? 'neither';
  const sign = better === 'lower' ? -1 : 1;
  const [before, now] = [orientedValues(reference, metric, better), orientedValues(candidate, metric, better)];
  const pairs = pairsOf(reference, candidate, before, now);
  const incomparable = incomparableIn(reference, candidate, metric);
  const decision =
    better === 'neither' || incomparable !== null ? null : decide(before, now, { alpha, margin }, { pairs, draws });
  const oriented = (interval: Interval | null): Interval | null =>
    interval === null || sign === 1 ? interval : [-interval[1], -interval[0]];
  const side = (values: readonly number[]): Side => ({
    n: values.length,
    broken: values.filter((value) => value === Number.NEGATIVE_INFINITY).length,
    values: values.map((value) => sign * value),
    mean: sign * mean(values),
    meanInterval: oriented(meanInterval(values)),
    iqm: sign * iqm(values),
    iqmInterval: oriented(iqmInterval(values)),
  });
  const isWhole = pairs.length === before.length && pairs.length === now.length;
  const paired = isWhole ? meanInterval(pairs.map(([a, b]) => minus(b, a))) : null;
  return {
    metric,
    better,
    reference: side(before),
    candidate: side(now),
    meanDifference: sign * minus(mean(now), mean(before)),
    meanDifferenceInterval: oriented(paired ?? differenceInterval(now, before)),
    pairs: pairs.length < FEWEST_PAIRS ? 0 : pairs.length,
    iqmDifference: sign * minus(iqm(now), iqm(before)),
    iqmDifferenceInterval: oriented(iqmDifferenceInterval(now, before)),
    hedgesG: sign * hedgesG(now, before),
    improvement: probabilityOfImprovement(now, before),
    improvementInterval: improvementInterval(now, before),
    decision,
    detectable: detectableIn(before, now, pairs, alpha / testsOf(before, pairs)),
    incomparable,
    verdict: isIdentical ? 'identical' : (decision?.verdict ?? 'inconclusive'),
  };
}

/** The values of the seeds that both sides have. */
export function pairsOf(
  reference: Pick<Arm, 'seeds'>,
  candidate: Pick<Arm, 'seeds'>,
  before: readonly number[],
  now: readonly number[],
): readonly (readonly [number, number])[] {
  const places = new Map(reference.seeds.map(({ seed }, i) => [seed, i]));
  return candidate.seeds.flatMap(({ seed }, i) => {
    const at = places.get(seed);
    return at === undefined ? [] : [[before[at]!, now[i]!] as const];
  });
}

/** By the test that would find it first: the paired one, where it enters, or that of the groups. */
export function detectableIn(
  before: readonly number[],
  now: readonly number[],
  pairs: readonly (readonly [number, number])[],
  level: number,
): number {
  const grouped = detectableDrop(now, before, level);
  if (pairs.length < FEWEST_PAIRS || Number.isNaN(grouped)) return grouped;
  const paired = detectablePairedDrop(
    pairs.map(([a, b]) => b - a),
    level,
  );
  return Number.isNaN(paired) ? grouped : Math.min(grouped, paired);
}

/** Why a metric is another quantity on the other side, as far as both tell their settings. */
export function incomparableIn(reference: Arm, candidate: Arm, metric: string): string | null {
  const dependsOn = [...(reference.dependsOn?.[metric] ?? []), ...(candidate.dependsOn?.[metric] ?? [])];
  return whyNotComparable({ dependsOn: [...new Set(dependsOn)] }, reference.decides, candidate.decides);
}

/** Two groups that broke alike do not differ. */
function minus(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** The settings that differ, by the paths that `--set` takes. */
export function changesBetween(reference: Arm, candidate: Arm): readonly Change[] {
  const before = new Map(leaves(reference.decides, ''));
  const now = new Map(leaves(candidate.decides, ''));
  const settings = [...new Set([...before.keys(), ...now.keys()])]
    .map((path) => ({ path, reference: shown(before.get(path)), candidate: shown(now.get(path)) }))
    .filter((change) => change.reference !== change.candidate);
  return [...settings, ...codeChanges(reference, candidate)];
}

/** What decides beside the settings. */
function codeChanges(reference: Arm, candidate: Arm): readonly Change[] {
  const [was, is] = [reference.version, candidate.version];
  const version =
    was === null || is === null || was === is ? [] : [{ path: 'losscope', reference: was, candidate: is }];
  const sides = [{ plugins: reference.plugins ?? null }, { plugins: candidate.plugins ?? null }] as const;
  const plugins = changedPlugins(...sides).map(({ name, was: before, is: now }) => ({
    ...{ path: `plug-in ${name}`, reference: hashShown(before), candidate: hashShown(now) },
  }));
  return [...version, ...plugins];
}

const hashShown = (hash: string | null): string => (hash === null ? 'not there' : `sha256 ${hash.slice(0, 12)}`);

/** Settings by the paths that `--set` takes. */
function* leaves(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (!isRecord(value)) yield [path, value];
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, next(path, key));
}

function next(path: string, key: string): string {
  if (key === 'learner' || key === 'params') return path;
  return path === '' ? key : `${path}.${key}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : show(value);
}

/** 1: regressed; 4: inconclusive; 3: the candidate has broken seeds where the reference has none. 3 before 1 before 4. */
export function comparisonExitCode(comparisons: readonly Pick<Comparison, 'reference' | 'candidate' | 'verdict'>[]) {
  const broke = ({ seeds }: Arm) => seeds.some(({ status }) => status === 'failed' || status === 'diverged');
  if (comparisons.some(({ reference, candidate }) => broke(candidate) && !broke(reference))) return 3;
  if (comparisons.some(({ verdict }) => verdict === 'regressed')) return 1;
  return comparisons.some(({ verdict }) => verdict === 'inconclusive') ? 4 : 0;
}

/** Whether a verdict is out of reach because a side has too few seeds. */
export function hasTooFewSeeds({ reference, candidate }: Pick<Comparison, 'reference' | 'candidate'>): boolean {
  return reference.seeds.length < FEWEST_SEEDS || candidate.seeds.length < FEWEST_SEEDS;
}
