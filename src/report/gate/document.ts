import { UserError } from '../../core/errors.js';
import { programVersion } from '../../core/package.js';
import type { MeasureDecision } from '../../experiment/gate/decision.js';
import type { Claim, Gate } from '../../experiment/gate/gate.js';
import type { Look } from '../../experiment/gate/stages.js';
import type { Checked } from './junit.js';
import { suspicionText } from './words.js';

/** Of the document of `baseline check --json`. */
export const CHECK_FORMAT = 'losscope baseline check';
export const CHECK_VERSION = 2;

/** All checks of one call as plain data. */
export function checksDocument(checks: readonly Checked[]) {
  return {
    ...{ format: CHECK_FORMAT, version: CHECK_VERSION, losscope: programVersion() },
    checks: checks.map(({ name, file, code, outcome, text, notes, seconds, looks, error }) => ({
      ...{ name, baseline: file, code, outcome, text, notes, seconds },
      issues: error instanceof UserError ? error.issues : [],
      ...(looks.length === 0 ? {} : gatePart(looks)),
    })),
  };
}

/** A check as plain data with every value of every seed; NaN and the infinities become texts where it is written. */
export function gatePart(looks: readonly Look[]) {
  const gate = looks.at(-1)!.gate;
  const { reference, candidate, rule, verdict, decision, claims, leftOut, changes, equalDigests, otherBits } = gate;
  return {
    scenario: candidate.scenario,
    variant: candidate.variant,
    ...{ verdict, suspicious: suspicionText(gate) },
    regression: rule.regression,
    reference: armPart(reference),
    candidate: armPart(candidate),
    ...{ changes, equalDigests, otherBits },
    tests:
      decision === null
        ? null
        : {
            designs: decision.designs,
            pairs: decision.pairs,
            critical: decision.critical,
            adjustment: 'Westfall-Young',
          },
    measures: decision === null ? [] : decision.measures.map(measurePart),
    expectations: claims.map(claimPart),
    leftOut,
    looks: looks.map(({ seeds, gate: seen }) => ({ seeds, verdict: seen.verdict, doubts: seen.doubts })),
  };
}

function armPart({ label, source, version, hash, seeds }: Gate['reference']) {
  return { label, source, losscope: version, hash, n: seeds.length, seeds };
}

function measurePart({ measure, verdict, worse, better, drop, deviation, tooGood }: MeasureDecision) {
  const { kind, name, metric, better: direction, margin, best } = measure;
  const sign = direction === 'lower' ? -1 : 1;
  const values = (side: ReadonlyMap<number, number>) =>
    [...side].map(([seed, value]) => ({ seed, value: value === 0 ? 0 : sign * value }));
  return {
    ...{ name, kind, metric, better: direction, verdict, tooGood, margin, best },
    tests: { worse, better },
    ...{ drop, deviation },
    reference: values(measure.reference),
    candidate: values(measure.candidate),
  };
}

function claimPart({ candidate, reference }: Claim) {
  const { text, measured, pass } = candidate;
  const before = reference === null ? null : { measured: reference.measured, pass: reference.pass };
  return { text, measured, pass, baseline: before };
}
