import { describe, expect, it } from 'vitest';
import { type Arm, orientedValues } from '../../src/experiment/arm.js';
import { compareArms, comparisonExitCode } from '../../src/experiment/comparison.js';
import { summariseCurves } from '../../src/experiment/curve-summary.js';
import { seedCurves } from '../../src/experiment/seed-curves.js';
import { decide } from '../../src/experiment/verdict.js';
import { Series } from '../../src/session/curve.js';

const range = (n: number, of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i));

interface Given {
  readonly values: readonly number[];
  readonly hash?: string;
  readonly digest?: (seed: number) => string | null;
  readonly broken?: readonly number[];
  readonly lr?: number;
  readonly better?: 'lower' | 'higher' | 'neither';
}

function arm({ values, hash = 'a', digest = () => null, broken = [], lr = 1, better = 'higher' }: Given): Arm {
  return {
    label: `arm ${hash}`,
    source: 'test',
    scenario: 'demo',
    variant: '',
    version: '0.1.0',
    hash,
    decides: { learner: { kind: 'task', task: { name: 'regression', params: { lr } } }, steps: 5 },
    regression: null,
    better: { score: better },
    seeds: values.map((score, seed) => ({
      seed,
      status: broken.includes(seed) ? 'diverged' : 'done',
      digest: digest(seed),
      final: { score },
    })),
    curves: () => null,
  };
}

const rule = { metric: 'score', margin: 0, alpha: 0.01 };
const verdict = (reference: Given, candidate: Given, more = {}) =>
  compareArms(arm(reference), arm(candidate), { ...rule, ...more }).verdict;

const sound = range(20, (i) => 10 + (i % 5));
const lower = range(10, (i) => 7 + (i % 5));

describe('a comparison', () => {
  it('is identical only when configuration and all digests are equal', () => {
    const digest = (seed: number) => `d${seed}`;
    const values = sound.slice(0, 10);
    expect(verdict({ values: sound, digest }, { values, digest })).toBe('identical');
    expect(verdict({ values: sound, digest }, { values, digest, hash: 'b' })).toBe('no evidence of regression');
    const one = (seed: number) => (seed === 3 ? 'other' : `d${seed}`);
    expect(verdict({ values: sound, digest }, { values, digest: one })).toBe('no evidence of regression');
    expect(verdict({ values: sound.slice(0, 5), digest }, { values, digest })).toBe('no evidence of regression');
    expect(verdict({ values: sound }, { values })).toBe('no evidence of regression');
  });

  it('is regressed or improved by the direction of the metric', () => {
    expect(verdict({ values: sound }, { values: lower })).toBe('regressed');
    expect(verdict({ values: sound, better: 'lower' }, { values: lower, better: 'lower' })).toBe('improved');
    expect(verdict({ values: sound, better: 'neither' }, { values: lower, better: 'neither' })).toBe('inconclusive');
  });

  it('needs both: significance and a drop beyond the margin', () => {
    expect(verdict({ values: sound }, { values: lower }, { margin: 3.5 })).toBe('no evidence of regression');
    expect(verdict({ values: sound }, { values: lower }, { margin: 2.9 })).toBe('regressed');
    expect(verdict({ values: sound }, { values: [10, 10, 11, 12, 13] })).toBe('no evidence of regression');
  });

  it('decides nothing with fewer than five seeds on a side', () => {
    expect(verdict({ values: sound }, { values: [0, 0, 0, 0] })).toBe('inconclusive');
    expect(verdict({ values: sound.slice(0, 4) }, { values: lower })).toBe('inconclusive');
    expect(verdict({ values: sound }, { values: [0, 0, 0, 0, 0.1] })).toBe('regressed');
  });

  it('gives seeds that broke the worst rank in place of dropping them', () => {
    const values = sound.slice(0, 10);
    expect(verdict({ values: sound }, { values, broken: [0, 1, 2, 3, 4, 5, 6] })).toBe('regressed');
    expect(verdict({ values: sound, better: 'lower' }, { values, better: 'lower', broken: range(7, (i) => i) })).toBe(
      'regressed',
    );
    expect(verdict({ values: sound }, { values, broken: [0] })).toBe('no evidence of regression');
    const oriented = orientedValues(arm({ values: [1, Number.NaN, 3], broken: [2] }), 'score', 'lower');
    expect(oriented).toEqual([-1, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  it('takes the IQM for the margin where a mean is not finite', () => {
    const few = [Number.NEGATIVE_INFINITY, 8, 8, 8, 8, 8, 8, 8, 8, 8];
    const { drop } = decide(
      range(20, () => 10),
      few,
      { alpha: 0.01, margin: 3 },
    );
    expect(drop).toBe(2);
    expect(
      decide(
        range(20, () => 10),
        few,
        { alpha: 0.01, margin: 3 },
      ).verdict,
    ).toBe('no evidence of regression');
    expect(
      decide(
        range(20, () => 10),
        few,
        { alpha: 0.01, margin: 1 },
      ).verdict,
    ).toBe('regressed');
  });

  it('names the settings that differ by the paths that --set takes', () => {
    const { changes } = compareArms(arm({ values: sound }), arm({ values: lower, lr: 2, hash: 'b' }), rule);
    expect(changes).toEqual([{ path: 'task.lr', reference: '1', candidate: '2' }]);
  });

  it('gives differences in the units and the sign of the metric', () => {
    const { metrics } = compareArms(
      arm({ values: [1, 2, 3, 4, 5], better: 'lower' }),
      arm({ values: [3, 4, 5, 6, 7], better: 'lower' }),
      rule,
    );
    const [{ meanDifference, meanDifferenceInterval, improvement, reference, hedgesG }] = metrics as never as [
      (typeof metrics)[number],
    ];
    expect([meanDifference, reference.mean, hedgesG > 0]).toEqual([2, 3, true]);
    expect(meanDifferenceInterval![0]).toBeLessThanOrEqual(2);
    expect(meanDifferenceInterval![1]).toBeGreaterThanOrEqual(2);
    expect(improvement).toBeCloseTo(0.18, 10);
  });
});

describe('the exit code of comparisons', () => {
  const of = (reference: Given, candidate: Given) => compareArms(arm(reference), arm(candidate), rule);
  const good = of({ values: sound }, { values: sound.slice(0, 10) });
  const bad = of({ values: sound }, { values: lower });
  const few = of({ values: sound }, { values: [1, 2] });
  const broke = of({ values: sound }, { values: sound.slice(0, 10), broken: [4] });
  const bothBroke = of({ values: sound, broken: [4] }, { values: sound.slice(0, 10), broken: [4] });

  it('is 3 for seeds that broke anew, then 1 for a regression, then 4 for too few seeds, else 0', () => {
    expect([[good], [bad], [few], [broke]].map(comparisonExitCode)).toEqual([0, 1, 4, 3]);
    expect([[good, few], [few, bad], [bad, broke], [bothBroke]].map(comparisonExitCode)).toEqual([4, 1, 3, 0]);
  });
});

describe('the summary of curves', () => {
  it('has an evaluation at the step where it stands, and lines between', () => {
    const spec = { name: 'score', help: '', better: 'higher' } as const;
    const series = [0, 1].map((seed) => {
      const one = new Series(spec, 1000);
      for (let step = 100; step <= 1000; step += 100) one.add(step, step + seed);
      return { seed, series: one };
    });
    const curve = summariseCurves(seedCurves('score', series, 1000)!);
    expect([curve.steps[0], curve.steps.at(-1), curve.seeds]).toEqual([100, 1000, 2]);
    curve.steps.forEach((step, i) => {
      expect(curve.mean[i]).toBeCloseTo(step + 0.5, 2);
      expect([curve.low[i], curve.high[i]]).toEqual([step, step + 1]);
    });
    expect(seedCurves('score', [], 10)).toBeNull();
  });
});
