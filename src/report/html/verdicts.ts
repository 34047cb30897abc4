import type { Arm } from '../../experiment/arm.js';
import { compareArms } from '../../experiment/comparison.js';
import { adjustFamilies } from '../../experiment/family.js';
import { decisive } from '../../scenario/canonical.js';
import { regressionOf } from '../../scenario/usual.js';
import { overviewsOf } from '../compare/overview.js';
import { VERDICT_TONES, verdictSentence } from '../compare/verdict-words.js';
import { text } from './markup.js';
import type { Chapter, Group } from './model.js';

/**
 * Each configuration held to the scenario as written (else to the one that stands last among those that were not pruned), as
 * `losscope compare` does, with the tests named. Empty where there is nothing to hold.
 */
export function verdictParts({ groups, metric, goal }: Chapter): readonly string[] {
  const judged = groups.filter(({ pruned, runs }) => !pruned && runs.some(({ result }) => result !== null));
  const reference = judged.find(isWritten) ?? judged.at(-1);
  if (reference === undefined || judged.length < 2 || goal === null) return [];
  const arms = new Map(judged.map((group) => [group, armOf(group, metric, goal)]));
  const own = regressionOf(reference.scenario);
  const regression = own.metric === metric ? own : { ...own, metric, margin: 0 };
  const others = judged.filter((group) => group !== reference);
  const comparisons = adjustFamilies(
    others.map((group) => compareArms(arms.get(reference)!, arms.get(group)!, regression)),
  );
  const items = comparisons.map((comparison) => {
    const tone = VERDICT_TONES[comparison.verdict];
    const mark = tone === 'good' || tone === 'bad' ? ` class="${tone}"` : '';
    return `<li><strong>${text(comparison.candidate.label)}</strong>: <span${mark}>${text(verdictSentence(comparison))}</span></li>`;
  });
  const note = overviewsOf(comparisons)[0]?.note ?? 'p: smaller of two tests, one-sided, adjusted by Holm for both';
  return [
    `<p>Held to <strong>${text(reference.label)}</strong> at alpha ${regression.alpha}:</p>`,
    `<ul class="verdicts">${items.join('')}</ul>`,
    `<p class="note">${text(note)}. Significant and beyond the margin of ${regression.margin} is a verdict; anything else is none.</p>`,
  ];
}

function isWritten({ scenario: { variant, family } }: Group): boolean {
  return family === undefined ? variant === '' : family.name === family.written && family.overrides === '';
}

function armOf({ label, hash, scenario, runs }: Group, metric: string, goal: 'max' | 'min'): Arm {
  return {
    ...{ label, hash, source: 'report', scenario: scenario.name, variant: scenario.variant, version: null },
    decides: decisive(scenario),
    regression: regressionOf(scenario),
    better: { [metric]: goal === 'max' ? 'higher' : 'lower' },
    seeds: runs.flatMap(({ result }) => {
      if (result === null) return [];
      const { seed, status, digest, final } = result;
      return [{ seed, status, digest, final: metric in final ? { [metric]: final[metric]! } : {} }];
    }),
    curves: () => null,
  };
}

const TERMS: readonly (readonly [string, string])[] = [
  ['seed', 'the number that all chance of a run comes from: first weights, order of the data, what is explored'],
  ['n', 'seeds that a figure is over; those that broke count as worse than every other'],
  ['iqm', 'interquartile mean: the mean of the middle half of the seeds, which a few odd ones do not move'],
  [
    '95 % interval',
    'where the mean of all possible seeds lies in 95 of 100 such reports, for values that are not too skewed',
  ],
  ['p', 'how probable a difference as large as this is between configurations that do not differ'],
  ['config hash', 'fingerprint of all settings that decide a run'],
  ['digest', 'fingerprint of a run: every recorded value and the final weights; equal digests are the same bits'],
];

/** What the words of a report mean, once for all chapters. */
export function termsCard(): string {
  const rows = TERMS.map(([term, meaning]) => `<dt>${text(term)}</dt><dd>${text(meaning)}</dd>`).join('');
  return `<section class="card"><h2>Terms</h2><dl class="lesson">${rows}</dl></section>`;
}

/** A text of the reader's own: empty lines part its paragraphs. */
export function noteCard(note: string): string {
  const paragraphs = note
    .split(/\r?\n\s*\r?\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => `<p>${one.split(/\r?\n/).map(text).join('<br>')}</p>`);
  return paragraphs.length === 0 ? '' : `<section class="card"><h2>Note</h2>${paragraphs.join('\n')}</section>`;
}
