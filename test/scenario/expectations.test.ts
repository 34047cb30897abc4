import { describe, expect, it } from 'vitest';
import { type Judged, judge, type Outcome } from '../../src/scenario/expectations.js';
import type { Expectation } from '../../src/scenario/scenario.js';
import { iqm, mean, median } from '../../src/scenario/statistics.js';

const claim = (part: Partial<Expectation>): Expectation => ({
  text: 'claim',
  metric: 'score',
  op: '>=',
  value: null,
  than: null,
  stat: null,
  hold: null,
  seeds: 3,
  ...part,
});

const done = (seed: number, score: number, other = 0): Outcome => ({ seed, status: 'done', final: { score, other } });
const ended = (seed: number, status: string): Outcome => ({ seed, status, final: { score: 1e9 } });

const verdict = (part: Partial<Expectation>, outcomes: readonly Outcome[], tunedOn: readonly number[] = []) =>
  judge({ expectations: [claim(part)], tunedOn }, outcomes)[0];

describe('an expectation with hold', () => {
  const nine = { value: 475, hold: 2 };

  it('passes when so many seeds hold', () => {
    expect(verdict(nine, [done(0, 500), done(1, 475), done(2, 10)])).toEqual({
      text: 'claim',
      measured: '2 of 3 seeds',
      pass: true,
    });
  });

  it('fails when too few seeds hold', () => {
    expect(verdict(nine, [done(0, 500), done(1, 474.9), done(2, 10)])?.pass).toBe(false);
  });

  it('counts a failed and a diverged seed as not holding', () => {
    expect(verdict(nine, [done(0, 500), ended(1, 'failed'), ended(2, 'diverged')])).toMatchObject({
      measured: '1 of 3 seeds',
      pass: false,
    });
  });

  it('asks for the same share when more seeds have run', () => {
    const outcomes = (good: number) => Array.from({ length: 6 }, (_, seed) => done(seed, seed < good ? 500 : 0));
    expect(verdict(nine, outcomes(3))?.pass).toBe(false);
    expect(verdict(nine, outcomes(4))?.pass).toBe(true);
  });

  it('compares with another metric of the same run', () => {
    expect(verdict({ op: '<', than: 'other', hold: 2 }, [done(0, 1, 2), done(1, 5, 6), done(2, 3, 3)])).toMatchObject({
      measured: '2 of 3 seeds',
      pass: true,
    });
  });
});

describe('an expectation with a statistic', () => {
  it('is judged on the statistic over all seeds', () => {
    expect(verdict({ value: 2, stat: 'mean' }, [done(0, 1), done(1, 2), done(2, 3)])).toEqual({
      text: 'claim',
      measured: 2,
      pass: true,
    });
    expect(verdict({ value: 2, op: '>', stat: 'mean' }, [done(0, 1), done(1, 2), done(2, 3)])?.pass).toBe(false);
  });

  it('takes a failed or diverged seed as the worst value', () => {
    expect(verdict({ value: 2, stat: 'mean' }, [done(0, 9), done(1, 9), ended(2, 'diverged')])).toMatchObject({
      measured: Number.NEGATIVE_INFINITY,
      pass: false,
    });
    expect(verdict({ value: 2, op: '<', stat: 'max' }, [done(0, 1), done(1, 1), ended(2, 'failed')])).toMatchObject({
      measured: Number.POSITIVE_INFINITY,
      pass: false,
    });
  });

  it('takes a metric that is NaN or was not recorded as the worst value', () => {
    expect(verdict({ value: 0, stat: 'min' }, [done(0, 1), done(1, 1), done(2, Number.NaN)])?.pass).toBe(false);
    expect(verdict({ metric: 'nothing', value: 0, stat: 'median' }, [done(0, 1), done(1, 1), done(2, 1)])?.pass).toBe(
      false,
    );
  });

  it('is judged on the differences when it compares two metrics', () => {
    expect(
      verdict({ op: '<', than: 'other', stat: 'mean' }, [done(0, 1, 2), done(1, 1, 3), done(2, 4, 4)]),
    ).toMatchObject({ measured: -1, pass: true });
  });
});

describe('an expectation with too few seeds', () => {
  it('is not judged and says what is missing', () => {
    expect(verdict({ value: 1, stat: 'mean' }, [done(0, 1), done(1, 3), ended(2, 'stopped')])).toEqual({
      text: 'claim (not judged: 2 of 3 seeds have run)',
      measured: 2,
      pass: null,
    });
    expect(verdict({ value: 1, hold: 1 }, [])).toMatchObject({ measured: null, pass: null });
  });

  it('does not count the seeds that the settings were tuned on', () => {
    expect(verdict({ value: 1, stat: 'mean' }, [done(0, 1), done(1, 1), done(2, 1)], [1])?.text).toBe(
      'claim (not judged: 2 of 3 seeds have run, 1 that it was tuned on aside)',
    );
  });
});

describe('an expectation over variants', () => {
  const variantOf = (name: string, part: Partial<Expectation>, tunedOn: readonly number[] = []): Judged => ({
    expectations: [claim({ op: '>', ...part })],
    tunedOn,
    family: { name, written: 'focal', variants: [{ name: 'bce', set: { loss: 'bce' } }], overrides: '' },
  });

  /** What is said with each variant, the scenario as written first. */
  function verdicts(
    part: Partial<Expectation>,
    outcomes: Readonly<Record<string, readonly Outcome[]>>,
    tunedOn: readonly number[] = [],
  ) {
    const ran = Object.entries(outcomes).map(([name, ended]) => ({
      scenario: variantOf(name, part, tunedOn),
      outcomes: ended,
    }));
    return ran.map(({ scenario, outcomes }) => judge(scenario, outcomes, ran));
  }

  const focal = [done(0, 5), done(1, 7), done(2, 3)];
  const bce = [done(2, 4), done(1, 4), done(0, 4)];

  it('is judged once, on the variant that it speaks of', () => {
    expect(verdicts({ value: 4, hold: 2 }, { focal, bce })).toEqual([
      [{ text: 'claim', measured: '2 of 3 seeds', pass: true }],
      [],
    ]);
    expect(verdicts({ value: 4, hold: 1, variant: 'bce' }, { focal, bce })).toEqual([
      [],
      [{ text: 'claim', measured: '0 of 3 seeds', pass: false }],
    ]);
  });

  it('pairs the seeds of both variants', () => {
    expect(verdicts({ versus: 'bce', hold: 2 }, { focal, bce })[0]).toEqual([
      { text: 'claim', measured: '2 of 3 seeds', pass: true },
    ]);
    expect(verdicts({ versus: 'bce', hold: 3 }, { focal, bce })[0]?.[0]?.pass).toBe(false);
    expect(verdicts({ op: '<', variant: 'bce', versus: 'focal', hold: 2 }, { focal, bce })[1]?.[0]?.pass).toBe(true);
  });

  it('is judged on the differences, seed by seed, with a statistic', () => {
    expect(verdicts({ versus: 'bce', stat: 'median' }, { focal, bce })[0]).toMatchObject([{ measured: 1, pass: true }]);
    expect(verdicts({ versus: 'bce', stat: 'min' }, { focal, bce })[0]).toMatchObject([{ measured: -1, pass: false }]);
  });

  it('asks for the least difference in the direction of the comparison', () => {
    const pass = (part: Partial<Expectation>) => verdicts(part, { focal, bce }).flat()[0]?.pass;
    expect(pass({ versus: 'bce', stat: 'max', value: 2.5 })).toBe(true);
    expect(pass({ versus: 'bce', stat: 'max', value: 3 })).toBe(false);
    expect(pass({ versus: 'bce', hold: 3, value: -1.5 })).toBe(true);
    const below = { op: '<', variant: 'bce', versus: 'focal' } as const;
    expect(pass({ ...below, stat: 'min', value: 2.5 })).toBe(true);
    expect(pass({ ...below, stat: 'min', value: 3 })).toBe(false);
    expect(pass({ ...below, hold: 1, value: 2.5 })).toBe(true);
    expect(pass({ ...below, hold: 2, value: 2.5 })).toBe(false);
  });

  it('compares with so many times the other', () => {
    expect(verdicts({ versus: 'bce', factor: 1.5, hold: 1 }, { focal, bce })[0]).toMatchObject([
      { measured: '1 of 3 seeds', pass: true },
    ]);
    expect(verdicts({ versus: 'bce', factor: 1.5, stat: 'max' }, { focal, bce })[0]).toMatchObject([{ measured: 1 }]);
  });

  it('counts a seed that failed or diverged in either variant against the claim', () => {
    const broken = [done(0, 4), ended(1, 'diverged'), done(2, 2)];
    expect(verdicts({ versus: 'bce', hold: 3 }, { focal, bce: broken })[0]).toMatchObject([
      { measured: '2 of 3 seeds', pass: false },
    ]);
    expect(verdicts({ versus: 'bce', stat: 'mean' }, { focal, bce: broken })[0]).toMatchObject([
      { measured: Number.NEGATIVE_INFINITY, pass: false },
    ]);
  });

  it('is not judged on seeds that only one variant ran, nor on tuned ones', () => {
    expect(verdicts({ versus: 'bce', stat: 'mean' }, { focal, bce: bce.slice(1) })[0]).toEqual([
      { text: 'claim (not judged: 2 of 3 seeds have run in both variants)', measured: 2, pass: null },
    ]);
    expect(verdicts({ versus: 'bce', hold: 1 }, { focal, bce }, [0])[0]?.[0]?.text).toBe(
      'claim (not judged: 2 of 3 seeds have run in both variants, 1 that it was tuned on aside)',
    );
  });

  it('is not judged when a variant that it needs did not run, and says which', () => {
    const unjudged = (missing: string) => ({
      text: `claim (not judged: ${missing} did not run)`,
      measured: null,
      pass: null,
      isAbsent: true,
    });
    expect(verdicts({ versus: 'bce', hold: 1 }, { focal })).toEqual([[unjudged('bce')]]);
    expect(verdicts({ versus: 'bce', hold: 1 }, { poly: focal, bce })).toEqual([[unjudged('focal')], []]);
    expect(verdicts({ variant: 'poly', versus: 'bce', hold: 1 }, { focal })).toEqual([[unjudged('poly and bce')]]);
    const alone = variantOf('bce', { hold: 1, value: 0 });
    expect(judge(alone, bce)).toEqual([unjudged('focal')]);
  });
});

describe('statistics', () => {
  it('cut a quarter of the weight at either end for the interquartile mean', () => {
    expect(iqm([4, 1, 3, 2])).toBe(2.5);
    expect(iqm([1, 2, 3, 4, 5, 6, 7, 100])).toBe(4.5);
    // 10 values: half of the 3rd and of the 8th, all between.
    expect(iqm([0, 0, 2, 3, 3, 3, 3, 8, 90, 90])).toBe((1 + 3 + 3 + 3 + 3 + 4) / 5);
    expect(iqm([7])).toBe(7);
    expect(iqm([1, 3])).toBe(2);
    expect(iqm([Number.NEGATIVE_INFINITY, 1, 1, 1])).toBe(1);
  });

  it('have the usual mean and median', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(median([9, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
