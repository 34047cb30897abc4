import { UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { type Judgement, judge } from '../../scenario/expectations.js';
import { type Scenario, WRITTEN } from '../../scenario/scenario.js';
import { regressionOf } from '../../scenario/usual.js';
import { type Arm, metricsOf } from '../arm.js';
import { type Change, changesBetween, countOtherBits, equalSeeds, incomparableIn } from '../comparison.js';
import { type Doubt, decideMeasures, type GateDecision, type MeasureDecision } from './decision.js';
import { type LeftOut, measuresOf, type Rule } from './measures.js';

export type GateVerdict = 'identical' | GateDecision['verdict'];

/** A claim of the scenario on the seeds of the candidate, and on the same seeds of the baseline. */
export interface Claim {
  readonly candidate: Judgement;
  readonly reference: Judgement | null;
}

/** What a candidate came to, held to a baseline. */
export interface Gate {
  readonly reference: Arm;
  readonly candidate: Arm;
  readonly rule: Rule;
  readonly verdict: GateVerdict;
  /** null where the sides are identical. */
  readonly decision: GateDecision | null;
  /** Improvements that are too good to be taken as they are. */
  readonly suspicious: readonly Suspicious[];
  readonly claims: readonly Claim[];
  /** Claims that the candidate does not meet and the baseline, on the same seeds, did. */
  readonly broken: readonly Claim[];
  readonly leftOut: readonly LeftOut[];
  /** null where a side does not tell its settings. */
  readonly changes: readonly Change[] | null;
  /** Seeds whose digests were compared and are equal; null where a side has none. */
  readonly equalDigests: number | null;
  /** As in a `Comparison`. */
  readonly otherBits: number;
  /** Why this look asks for more seeds; empty where it does not. */
  readonly doubts: readonly (Doubt | { readonly kind: 'claim'; readonly text: string })[];
}

export interface Suspicious extends MeasureDecision {
  readonly tooGood: NonNullable<MeasureDecision['tooGood']>;
}

/** How a scenario is held: its declared rule and those of its claims that speak of this variant alone. */
export function ruleOf(scenario: Scenario): Rule {
  const written = scenario.family?.written ?? WRITTEN;
  const name = scenario.family?.name ?? WRITTEN;
  const expectations = scenario.expectations.filter(({ variant = written }) => variant === name);
  return { regression: regressionOf(scenario), expectations };
}

/**
 * Holds a candidate to a baseline on the seeds that it has. Throws a {@link UserError} when a metric of the baseline is gone: always for
 * the one that decides, for the others where the settings are the same and only the code can have dropped them.
 */
export function gateOf(
  reference: Arm,
  candidate: Arm,
  rule: Rule,
  judged: Pick<Scenario, 'expectations' | 'tunedOn'>,
  draws?: number,
): Gate {
  const { regression } = rule;
  const equalDigests = equalSeeds(reference, candidate);
  const sameSettings = reference.hash !== null && reference.hash === candidate.hash;
  const isIdentical = sameSettings && equalDigests === candidate.seeds.length && sameFinals(reference, candidate);
  const measured = measuresOf(reference, candidate, rule);
  const gone = measured.gone.filter((name) => sameSettings || name === regression.metric);
  if (gone.length > 0) throw goneError(gone, reference, candidate);
  const changed = measured.gone.map((name) => ({
    name,
    reason: 'no seed of the candidate has it under its changed settings',
  }));
  // Of another loss the metric that decides may be another quantity: then it is left out with its reason, and the rest decides.
  const isKnown =
    measured.measures.some(({ metric }) => metric === regression.metric) ||
    incomparableIn(reference, candidate, regression.metric) !== null;
  if (!isKnown || measured.measures.length === 0) throw unknownError(rule, reference);
  const claims = claimsOf(reference, candidate, { ...judged, expectations: rule.expectations });
  const told = {
    ...{ reference, candidate, rule, claims, equalDigests },
    otherBits: countOtherBits(reference, candidate),
    leftOut: [...measured.leftOut, ...changed],
    changes: reference.decides === null || candidate.decides === null ? null : changesBetween(reference, candidate),
  };
  if (isIdentical) return { ...told, verdict: 'identical', decision: null, suspicious: [], broken: [], doubts: [] };
  const { alpha } = regression;
  const decision = decideMeasures(measured.measures, draws === undefined ? { alpha } : { alpha, draws });
  const broken = claims.filter((claim) => claim.candidate.pass === false && claim.reference?.pass === true);
  return {
    ...told,
    verdict: decision.verdict,
    decision,
    suspicious: decision.measures.filter((one): one is Suspicious => one.tooGood !== null),
    broken,
    doubts: [...broken.map(({ candidate: { text } }) => ({ kind: 'claim', text }) as const), ...decision.doubts],
  };
}

function claimsOf(
  reference: Arm,
  candidate: Arm,
  { expectations, tunedOn }: Pick<Scenario, 'expectations' | 'tunedOn'>,
): readonly Claim[] {
  // One by one, without the others of the family: a claim about two variants is judged where both run.
  const of = ({ seeds }: Pick<Arm, 'seeds'>, expectation: Scenario['expectations'][number]) =>
    judge({ expectations: [{ ...expectation, variant: WRITTEN }], tunedOn }, seeds)[0] ?? null;
  const seeds = new Set(candidate.seeds.map(({ seed }) => seed));
  const same = { seeds: reference.seeds.filter(({ seed }) => seeds.has(seed)) };
  return expectations
    .filter(({ versus }) => versus === undefined)
    .flatMap((expectation) => {
      const judgement = of(candidate, expectation);
      return judgement === null ? [] : [{ candidate: judgement, reference: of(same, expectation) }];
    });
}

/** Digests cover training and curves; the last values are compared too, so that "identical" stands on what is shown. */
function sameFinals(reference: Arm, candidate: Arm): boolean {
  const before = new Map(reference.seeds.map((one) => [one.seed, one]));
  return candidate.seeds.every(({ seed, status, final }) => {
    const old = before.get(seed);
    if (old?.status !== status) return false;
    const names = [...new Set([...Object.keys(final), ...Object.keys(old.final)])];
    return names.every((name) => Object.is(final[name], old.final[name]) || final[name] === old.final[name]);
  });
}

function goneError(gone: readonly string[], reference: Arm, candidate: Arm): UserError {
  const known = metricsOf(candidate);
  const fresh = known.filter((name) => !metricsOf(reference).includes(name));
  return new UserError(
    gone.map((name) => {
      const hint = didYouMean(name, fresh) ?? (fresh.length === 1 ? `Is it ${fresh[0]} now?` : undefined);
      return {
        path: name,
        message: `is a metric of the baseline (${reference.source}) that no seed records any more`,
        allowed: known.join(', '),
        hint: `${hint === undefined ? '' : `${hint} `}Accept a renamed metric with losscope baseline update`,
      };
    }),
  );
}

function unknownError({ regression: { metric } }: Rule, reference: Arm): UserError {
  const known = metricsOf(reference).filter((name) => reference.better[name] !== 'neither');
  const hint = didYouMean(metric, known);
  return new UserError({
    path: 'regression.metric',
    message: 'is no metric of the baseline with a direction',
    given: metric,
    allowed: known.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** 3: seeds broke that did not in the baseline; 1: something fell, or a claim is no longer met; 4: too few seeds to tell. */
export function gateExitCode(gate: Gate, { strict = false } = {}): 0 | 1 | 3 | 4 {
  const broke = ({ seeds }: Arm) => seeds.some(({ status }) => status !== 'done');
  if (broke(gate.candidate) && !broke(gate.reference)) return 3;
  if (gate.verdict === 'regressed' || gate.broken.length > 0) return 1;
  if (strict && gate.suspicious.length > 0) return 1;
  return gate.verdict === 'inconclusive' ? 4 : 0;
}
