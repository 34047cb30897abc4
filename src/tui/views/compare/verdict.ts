import { verdictSentence } from '../../../report/compare/verdict-words.js';
import { nameOf } from '../../charts/chart-lines.js';
import type { Paragraph } from '../../panels/texts.js';
import { apartText, type Compared } from '../../state/comparison.js';
import type { Theme } from '../../terminal/theme.js';
import type { Subject } from './subject.js';

/**
 * The selected variant against the reference in words, those of `losscope compare`; of the reference, the first other.
 * `method` tells how the figures are made.
 */
export function verdictTexts(
  { kin, selected, comparing, model: { theme, state } }: Subject,
  method: boolean,
): readonly Paragraph[] {
  const other = selected.id === comparing.reference.id ? kin.find((group) => group !== selected) : selected;
  if (other === undefined) {
    if (state.outline.watching) return [['Only one variant: there is nothing to compare it with.', theme.dim]];
    return [['Only one variant: * pins a reference, t forks a run with another setting, n starts another.', theme.dim]];
  }
  const one = comparing.of(other);
  const names = `${nameOf(other)} against ${nameOf(comparing.reference)}`;
  if (one.apart !== null) return [[`${names}: ${apartText(comparing, one.apart)}`, theme.warning]];
  if (one.comparison === null) return [[`${names}: ${one.pending ? 'being worked out' : 'no values yet'}`, theme.dim]];
  return [
    [`${names}: ${verdictSentence(one.comparison)}`, toneOf(one, theme)],
    ...(comparing.live
      ? [['Not final: runs are still under way, and their values will change.', theme.warning] as const]
      : []),
    ...(one.stopped > 0
      ? [[`${one.stopped} ${one.stopped === 1 ? 'seed was' : 'seeds were'} stopped and left out.`, theme.dim] as const]
      : []),
    ...(method ? [[METHOD, theme.dim] as const] : []),
  ];
}

function toneOf({ comparison }: Compared, theme: Theme): string {
  switch (comparison?.verdict) {
    case 'regressed':
      return theme.bad;
    case 'improved':
    case 'identical':
      return theme.good;
    default:
      return '';
  }
}

const METHOD =
  "Intervals: Student's t of the mean. g: Hedges. better: probability that a seed is better. p: Mann-Whitney, and pairs of seeds or Welch; Holm.";
