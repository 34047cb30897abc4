import type { MeasureDecision } from '../../experiment/gate/decision.js';
import type { Gate } from '../../experiment/gate/gate.js';
import { sharedSeeds } from '../../experiment/gate/measure.js';
import { FEWEST_SEEDS } from '../../experiment/verdict.js';
import { pCell } from '../compare/verdict-words.js';
import type { Tone } from '../lines.js';
import { claimWord, figuresOf } from './words.js';

/** A measure as cells: the same for terminal and Markdown. */
export interface GateRow {
  readonly cells: readonly string[];
  readonly tone: Tone | null;
}

export const GATE_HEADS = ['measure', 'n', 'baseline', 'candidate', 'p', 'adjusted', 'verdict'] as const;

const ORDER: Readonly<Record<MeasureDecision['verdict'], number>> = {
  regressed: 0,
  improved: 1,
  'no evidence of regression': 2,
  same: 3,
};
const WORDS: Readonly<Record<MeasureDecision['verdict'], string>> = {
  regressed: 'regressed',
  improved: 'improved',
  'no evidence of regression': 'no evidence',
  same: 'same values',
};
const TONES: Readonly<Record<MeasureDecision['verdict'], Tone | null>> = {
  regressed: 'bad',
  improved: 'good',
  'no evidence of regression': null,
  same: 'dim',
};

/** What fell first, then what rose, then the rest in the order in which it was measured. */
export function gateRows({ decision }: Gate): readonly GateRow[] {
  if (decision === null) return [];
  return decision.measures
    .toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
    .map((one): GateRow => {
      const { measure, verdict, worse, better, tooGood } = one;
      const { raw, adjusted } = verdict === 'improved' ? better : worse;
      const shared = sharedSeeds(measure).length;
      const n = shared >= FEWEST_SEEDS ? `${shared}` : `${measure.reference.size} / ${measure.candidate.size}`;
      const word = tooGood === null ? WORDS[verdict] : 'suspicious';
      const ps = verdict === 'same' ? ['-', '-'] : [pCell(raw), pCell(adjusted)];
      return {
        cells: [measure.name, n, ...figuresOf(measure), ...ps, word],
        tone: tooGood === null ? TONES[verdict] : 'strong',
      };
    });
}

/** How the p-values came about. */
export function gateNote({ decision, rule }: Gate): string {
  const designs = decision!.designs.map((design) =>
    design === 'paired' ? `paired over ${decision!.pairs} seeds` : 'grouped over all seeds',
  );
  const halves = designs.length > 1 ? ', each at half the level' : '';
  return `randomisation tests, one-sided, ${designs.join(' and ')}${halves}; adjusted over all measures (Westfall-Young); alpha ${rule.regression.alpha}`;
}

/** Every claim of the scenario, as the candidate's seeds meet it. */
export function claimLines({ claims }: Gate): readonly string[] {
  return claims.map(({ candidate, reference }) => {
    const of = (measured: number | string | null | undefined) =>
      typeof measured === 'number' ? String(Number(measured.toPrecision(4))) : (measured ?? '-');
    return `${claimWord(candidate.pass)}: ${candidate.text}: ${of(candidate.measured)}; baseline ${of(reference?.measured)}`;
  });
}
