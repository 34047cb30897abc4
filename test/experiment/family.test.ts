import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import type { Arm } from '../../src/experiment/arm.js';
import { type Comparison, compareArms } from '../../src/experiment/comparison.js';
import { adjustFamilies } from '../../src/experiment/family.js';
import { holm } from '../../src/experiment/statistics/holm.js';
import { overviewLines } from '../../src/report/compare/overview.js';
import { verdictSentence } from '../../src/report/compare/verdict-words.js';
import { textOf } from '../../src/report/lines.js';

const ALPHA = 0.05;
const rule = { metric: 'score', margin: 0, alpha: ALPHA };

function arm(variant: string, values: readonly number[]): Arm {
  return {
    ...{ label: `demo [${variant}]`, source: 'test', scenario: 'demo', variant, version: '0.1.0', hash: variant },
    ...{ decides: {}, regression: rule, better: { score: 'higher' } },
    seeds: values.map((score, seed) => ({ seed, status: 'done', digest: null, final: { score } })),
    curves: () => null,
  };
}

const stream = Stream.from(11, 'eval');
const normal = (shift = 0) => Array.from({ length: 10 }, () => shift + stream.normal(Math.log));
const compared = (reference: Arm, candidates: readonly Arm[]): readonly Comparison[] =>
  candidates.map((candidate) => compareArms(reference, candidate, rule));
const worseOf = ({ metrics }: Comparison) => metrics[0]!.decision!.worse.p;

describe('several variants against one reference', () => {
  it('have their p-values adjusted by Holm over all of them, and are judged by these', () => {
    const plain = compared(
      arm('a', normal()),
      [-1.6, -0.9, -0.4, 0].map((shift, i) => arm(`v${i}`, normal(shift))),
    );
    const adjusted = adjustFamilies(plain);
    expect(adjusted.map(worseOf)).toEqual(holm(plain.map(worseOf)));
    for (const [i, { verdict, family, metrics }] of adjusted.entries()) {
      expect(family).toBe(4);
      expect(verdict === 'regressed').toBe(worseOf(adjusted[i]!) <= ALPHA && metrics[0]!.decision!.drop > 0);
      expect(metrics[0]!.detectable).toBeGreaterThan(plain[i]!.metrics[0]!.detectable);
    }
    expect(verdictSentence(adjusted[0]!)).toContain('(Holm over 4 variants)');
    expect(overviewLines(adjusted).at(-2)!.map(textOf).join('')).toContain('for 4 variants');
  });

  it('raise a false alarm in no more families than alpha, where unadjusted ones do in half as many again', () => {
    const families = 400;
    let [plainAlarms, adjustedAlarms] = [0, 0];
    for (let i = 0; i < families; i++) {
      const plain = compared(
        arm('a', normal()),
        Array.from({ length: 5 }, (_, k) => arm(`v${k}`, normal())),
      );
      const alarm = (list: readonly Comparison[]) => list.some(({ verdict }) => verdict === 'regressed');
      if (alarm(plain)) plainAlarms++;
      if (alarm(adjustFamilies(plain))) adjustedAlarms++;
    }
    expect(adjustedAlarms).toBeLessThanOrEqual(families * ALPHA + 2 * Math.sqrt(families * ALPHA * (1 - ALPHA)));
    expect(plainAlarms).toBeGreaterThan(1.5 * families * ALPHA);
  });

  it('do not count identical ones, those with too few seeds, or those of another reference', () => {
    const reference = arm('a', normal());
    const few = arm('few', normal().slice(0, 3));
    const [alone, rest] = adjustFamilies(compared(reference, [arm('b', normal()), few]));
    expect([alone!.family, rest!.family, rest!.verdict]).toEqual([1, 1, 'inconclusive']);
    const other = compared(arm('other', normal()), [arm('c', normal())]);
    const [first, second] = adjustFamilies([...compared(reference, [arm('b', normal())]), ...other]);
    expect([first!.family, second!.family]).toEqual([1, 1]);
  });
});
