import type { Comparison, MetricComparison, Side } from '../../experiment/comparison.js';
import { hasTooFewSeeds } from '../../experiment/comparison.js';
import type { Interval } from '../../experiment/statistics/bootstrap.js';
import { FEWEST_SEEDS, type Verdict } from '../../experiment/verdict.js';
import type { Tone } from '../lines.js';
import { formatNumber } from '../numbers.js';

export const VERDICT_TONES: Readonly<Record<Verdict, Tone | null>> = {
  identical: 'good',
  improved: 'good',
  'no evidence of regression': null,
  regressed: 'bad',
  inconclusive: 'strong',
};

/** The verdict with what it rests on, in one sentence. A verdict without significance tells what would have shown. */
export function verdictSentence(comparison: Comparison): string {
  const [decisive] = comparison.metrics;
  const { verdict, regression, candidate, reference, equalDigests, family } = comparison;
  const pSaid = (p: number) => `p ${pText(p)}${family > 1 ? ` (Holm over ${family} variants)` : ''}`;
  const { decision, better, meanDifference } = decisive!;
  switch (verdict) {
    case 'identical':
      return `identical: same configuration and same digests on ${equalDigests} ${equalDigests === 1 ? 'seed' : 'seeds'}, bit for bit`;
    case 'inconclusive':
      return hasTooFewSeeds(comparison)
        ? `inconclusive: too few seeds (${candidate.seeds.length} against ${reference.seeds.length}; at least ${FEWEST_SEEDS} on each side)`
        : decisive!.incomparable !== null
          ? `inconclusive: ${regression.metric} cannot be compared: ${decisive!.incomparable}`
          : `inconclusive: of ${regression.metric} no direction is known to be better`;
    case 'regressed':
      return `regressed: ${changeText(decisive!)}, ${pSaid(decision!.worse.p)}, beyond the margin of ${formatNumber(regression.margin)}`;
    case 'improved':
      return `improved: ${changeText(decisive!)}, ${pSaid(decision!.better.p)}`;
    case 'no evidence of regression': {
      const { worse, drop } = decision!;
      const found = drop > 0 && worse.p <= regression.alpha;
      const said = found
        ? `${changeText(decisive!)}, significant, ${pSaid(worse.p)}, but within the margin of ${formatNumber(regression.margin)}`
        : `${meanDifference === 0 ? `${decisive!.metric} has the same mean` : changeText(decisive!)}, ${pSaid(worse.p)}`;
      const level = regression.alpha / decision!.tests / family;
      return `no evidence of regression: ${said}; ${detectableText(decisive!, better === 'lower', level)}`;
    }
    default:
      return verdict satisfies never;
  }
}

function changeText({ metric, meanDifference, meanDifferenceInterval, ...sides }: MetricComparison): string {
  const { candidate, reference } = sides;
  if (candidate.broken + reference.broken > 0) {
    return `${candidate.broken} of ${candidate.n} seeds broke, before ${reference.broken} of ${reference.n}, which count as worst for ${metric}`;
  }
  const size = formatNumber(Math.abs(meanDifference));
  const said = `${metric} is ${meanDifference < 0 ? 'lower' : 'higher'} by ${size}`;
  if (meanDifferenceInterval === null) return said;
  const [low, high] = meanDifferenceInterval;
  return `${said} (${intervalText(meanDifference < 0 ? [-high, -low] : [low, high])})`;
}

function detectableText({ detectable, reference, candidate }: MetricComparison, lower: boolean, level: number): string {
  const change = lower ? 'rise' : 'drop';
  const hasSpread = reference.values.some((value) => value !== reference.values[0]);
  if (!hasSpread) {
    const needed = fallsNeeded(candidate.n, reference.n, level);
    const most = needed === null ? 'not even all' : `${needed} of ${candidate.n}`;
    return `all seeds of the reference have one value, so seeds that fall are counted: ${most} seeds with a ${change} would have shown`;
  }
  if (!Number.isFinite(detectable)) return 'too few seeds ended well to tell what would have shown';
  return `a ${change} of ${formatNumber(detectable)} is the smallest that these seeds would have shown (at 80 % power)`;
}

/** `= 0.012`, `< 1e-6`. */
export function pText(p: number): string {
  return p < 1e-6 ? '< 1e-6' : `= ${pCell(p)}`;
}

/** A figure over seeds; one that broken seeds make infinite says so. */
export function figure(value: number): string {
  return Number.isFinite(value) ? formatNumber(value) : 'broke';
}

export function intervalText(interval: Interval | null): string {
  if (interval === null) return '-';
  const [low, high] = interval;
  if (!Number.isFinite(low) && !Number.isFinite(high)) return '-';
  return `${short(low)} to ${short(high)}`;
}

/** The interval of a mean; of fewer than five seeds, of which none is 95 %, the values themselves. */
export function spreadText({ meanInterval, values }: Side): string {
  if (meanInterval !== null) return intervalText(meanInterval);
  return `values ${values.map((value) => figure(Number(value.toPrecision(3)))).join(', ')}`;
}

/** Three digits tell enough of an end of an interval. */
function short(value: number): string {
  return figure(Number(value.toPrecision(3)));
}

/** `0.02`, `< 1e-6`: for tables whose heading says p. */
export function pCell(p: number): string {
  if (p < 1e-6) return '< 1e-6';
  return p < 1e-3 ? p.toExponential(0) : formatNumber(Number(p.toPrecision(2)));
}

/** The adjusted p-value of the direction that was found; of worse where nothing was. */
export function pOf({ decision, verdict }: MetricComparison): number | null {
  if (decision === null) return null;
  return verdict === 'improved' ? decision.better.p : decision.worse.p;
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** How many of n seeds must fall below a reference of one value before an exact count test finds it; null where none does. */
function fallsNeeded(n: number, references: number, level: number): number | null {
  let p = 1;
  for (let count = 1; count <= n; count++) {
    p *= (n - count + 1) / (n + references - count + 1);
    if (p <= level) return count;
  }
  return null;
}
