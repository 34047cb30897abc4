import type { Doubt, MeasureDecision } from '../../experiment/gate/decision.js';
import type { Gate, GateVerdict } from '../../experiment/gate/gate.js';
import { type Measure, sharedSeeds } from '../../experiment/gate/measure.js';
import type { Look } from '../../experiment/gate/stages.js';
import { FEWEST_SEEDS } from '../../experiment/verdict.js';
import { mean, median } from '../../scenario/statistics.js';
import { pText } from '../compare/verdict-words.js';
import type { Tone } from '../lines.js';
import { formatNumber } from '../numbers.js';

export const GATE_TONES: Readonly<Record<GateVerdict, Tone | null>> = {
  identical: 'good',
  improved: 'good',
  'no evidence of regression': null,
  regressed: 'bad',
  inconclusive: 'strong',
};

/** More than so many measures in one sentence are counted. */
const MOST_NAMED = 4;

/** The verdict with the measures that it rests on, in one sentence. */
export function gateSentence(gate: Gate): string {
  const { verdict, decision, broken, candidate, reference, equalDigests } = gate;
  const claims =
    broken.length === 0 ? '' : `; no longer met: ${broken.map((claim) => claim.candidate.text).join('; ')}`;
  switch (verdict) {
    case 'identical':
      return `identical: same configuration, digests and results on ${equalDigests} ${equalDigests === 1 ? 'seed' : 'seeds'}, bit for bit`;
    case 'inconclusive':
      return `inconclusive: too few seeds (${candidate.seeds.length} against ${reference.seeds.length}; at least ${FEWEST_SEEDS} on each side)${claims}`;
    case 'regressed':
      return `regressed: ${changed(gate, 'regressed')}${claims}`;
    case 'improved':
      return `${broken.length === 0 ? 'improved' : 'not met'}: ${changed(gate, 'improved')}${claims}`;
    case 'no evidence of regression': {
      const { measures } = decision!;
      const [least] = measures.toSorted((a, b) => a.worse.adjusted - b.worse.adjusted);
      const p = least!.worse.adjusted;
      const said = `none of ${measures.length} measures fell (smallest adjusted p ${pText(p)}${p < 1 ? `, of ${least!.measure.name}` : ''})`;
      return broken.length === 0 ? `no evidence of regression: ${said}` : `not met: ${said}${claims}`;
    }
    default:
      return verdict satisfies never;
  }
}

function changed({ decision }: Gate, verdict: MeasureDecision['verdict']): string {
  const all = decision!.measures
    .filter((one) => one.verdict === verdict)
    .toSorted((a, b) => side(a, verdict) - side(b, verdict));
  const named = all.slice(0, MOST_NAMED).map((one) => changeText(one, verdict));
  return [...named, ...(all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [])].join('; ');
}

function side({ worse, better }: MeasureDecision, verdict: MeasureDecision['verdict']): number {
  return verdict === 'improved' ? better.adjusted : worse.adjusted;
}

function changeText(one: MeasureDecision, verdict: MeasureDecision['verdict']): string {
  const [before, now] = figuresOf(one.measure);
  return `${one.measure.name} ${before} -> ${now} (p ${pText(side(one, verdict))})`;
}

/** What each look saw, in the order of the looks. */
export function lookLines(looks: readonly Look[]): readonly string[] {
  return looks.map(({ seeds, gate }, i) => {
    const n = `${seeds.length} seeds`;
    if (gate.verdict === 'identical') return `${n}: identical`;
    if (i === looks.length - 1) return `${n}: decided`;
    return `${n}: ${doubtText(gate.doubts)}; more seeds`;
  });
}

/** The first reasons to doubt, in words. */
export function doubtText(doubts: Gate['doubts']): string {
  const [first, ...rest] = doubts;
  if (first === undefined) return 'no doubt';
  return `${oneDoubt(first)}${rest.length === 0 ? '' : `, and ${rest.length} more such`}`;
}

function oneDoubt(doubt: Doubt | { readonly kind: 'claim'; readonly text: string }): string {
  if (doubt.kind === 'claim') return `not met: ${doubt.text}`;
  if (doubt.kind === 'outlier') return `seed ${doubt.seed} is far below the baseline in ${doubt.measure}`;
  return `${doubt.measure} has p ${pText(doubt.p)}`;
}

const TOO_GOOD: Readonly<Record<NonNullable<MeasureDecision['tooGood']>, string>> = {
  'beyond the optimum': 'beyond the optimum that is known',
  'beyond five deviations': 'by more than 5 standard deviations of the baseline',
  'training is the same': 'while training is the same bit for bit: only the evaluation changed',
};

/** What is too good to be taken as it is; null where nothing is. */
export function suspicionText({ suspicious }: Pick<Gate, 'suspicious'>): string | null {
  const [first, ...rest] = suspicious;
  if (first === undefined) return null;
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return `suspicious: ${changeText(first, 'improved')} ${TOO_GOOD[first.tooGood]}${more}. Look for leaks: evaluation on training rows, the label among the features, an easier task`;
}

/** Both sides' figure of a measure on the seeds that they share, in its own unit: a count, a median of steps, a mean. */
export function figuresOf(measure: Measure): readonly [string, string] {
  const shared = sharedSeeds(measure);
  const of = (values: ReadonlyMap<number, number>): readonly number[] =>
    shared.length >= FEWEST_SEEDS ? shared.map((seed) => values.get(seed)!) : [...values.values()];
  return [sideText(measure, of(measure.reference)), sideText(measure, of(measure.candidate))];
}

function sideText({ kind, better }: Measure, values: readonly number[]): string {
  const sign = better === 'lower' ? -1 : 1;
  const broken = values.filter((value) => !Number.isFinite(value)).length;
  switch (kind) {
    case 'expect':
    case 'fails':
      return `${sign * values.reduce((sum, value) => sum + value, 0)} of ${values.length}`;
    case 'time': {
      const middle = sign * median(values);
      const text = Number.isFinite(middle) ? formatNumber(Math.round(middle)) : 'never';
      return broken === 0 || !Number.isFinite(middle) ? text : `${text} (${broken} never)`;
    }
    case 'final':
    case 'area': {
      const finite = values.filter(Number.isFinite);
      const text = finite.length === 0 ? 'broke' : formatNumber(sign * mean(finite));
      return broken === 0 || finite.length === 0 ? text : `${text} (${broken} broke)`;
    }
    default:
      return kind satisfies never;
  }
}

/** `met`, `not met`, `not judged`. */
export function claimWord(pass: boolean | null): string {
  return pass === null ? 'not judged' : pass ? 'met' : 'not met';
}
