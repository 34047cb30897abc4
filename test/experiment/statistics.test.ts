import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { bootstrap, percentileInterval } from '../../src/experiment/statistics/bootstrap.js';
import { performanceProfile, sampleEfficiency } from '../../src/experiment/statistics/curves.js';
import { detectableDrop, hedgesG, probabilityOfImprovement } from '../../src/experiment/statistics/effect.js';
import { holm } from '../../src/experiment/statistics/holm.js';
import { mannWhitney } from '../../src/experiment/statistics/mann-whitney.js';
import {
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from '../../src/experiment/statistics/special.js';
import { welch } from '../../src/experiment/statistics/welch.js';
import { iqm, mean } from '../../src/scenario/statistics.js';

/** Written by test/golden/statistics.py. */
const golden = JSON.parse(readFileSync(new URL('../golden/statistics.json', import.meta.url), 'utf8'));
type Pair = { readonly x: readonly number[]; readonly y: readonly number[] };

const functions: Readonly<Record<string, (...given: number[]) => number>> = {
  incompleteBeta: incompleteBeta,
  logGamma: logGamma,
  normalCdf: normalCdf,
  normalQuantile: normalQuantile,
  studentCdf: studentCdf,
  studentQuantile: studentQuantile,
};

function close(measured: number, expected: number, relative = 1e-10): void {
  expect(Math.abs(measured - expected)).toBeLessThanOrEqual(relative * Math.max(1e-12, Math.abs(expected)));
}

describe('special functions agree with scipy to 1e-10 of their value', () => {
  it.each(Object.keys(golden.special))('%s', (name) => {
    const rows = golden.special[name] as readonly number[][];
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows) {
      const measured = functions[name]!(...row.slice(0, -1));
      close(measured, row.at(-1)!);
    }
  });
});

describe('the Mann-Whitney test', () => {
  it('is exact without ties as scipy, with ties as counting every split, and near normal as scipy', () => {
    const methods = new Set<string>();
    for (const { x, y, method, u, less, greater } of golden.mannWhitney) {
      const found = mannWhitney(x, y, method);
      methods.add(found.method);
      expect(found.u).toBe(u);
      close(found.less, less);
      close(found.greater, greater);
    }
    expect([...methods].sort()).toEqual(['exact', 'normal']);
  });

  it('ranks infinite values and refuses NaN', () => {
    const infinite = mannWhitney([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 1], [2, 3, 4, 5]);
    expect(infinite.less).toBeCloseTo(1 / 35, 12);
    expect(() => mannWhitney([Number.NaN], [1])).toThrow('NaN');
  });

  it('counts exactly up to 60 values and keeps both tails within 1', () => {
    const values = Array.from({ length: 30 }, (_, i) => i % 7);
    const { less, greater, method } = mannWhitney(values, values);
    expect(method).toBe('exact');
    expect(less).toBeCloseTo(greater, 12);
    expect(less).toBeGreaterThan(0.5);
    expect(mannWhitney([...values, 1], values).method).toBe('normal');
  });
});

describe('Welch, Holm and the effect sizes', () => {
  it("agree with scipy's t-test", () => {
    for (const { x, y, t, df, less, greater } of golden.welch) {
      const found = welch(x, y);
      close(found.t, t);
      close(found.df, df);
      close(found.less, less);
      close(found.greater, greater);
    }
  });

  it('are sure where neither side has any spread, and silent where a value is infinite', () => {
    expect(welch([1, 1, 1], [2, 2, 2])).toMatchObject({ less: 0, greater: 1 });
    expect(welch([0.1, 0.1, 0.1], [0.1, 0.1, 0.1])).toMatchObject({ t: 0, less: 1, greater: 1 });
    expect(welch([Number.NEGATIVE_INFINITY, 1, 2], [1, 2, 3])).toMatchObject({ less: 1, greater: 1 });
  });

  it('agree with their definitions in numpy', () => {
    for (const [given, adjusted] of golden.holm) holm(given).forEach((value, i) => void close(value, adjusted[i]));
    for (const { x, y, g } of golden.hedges) close(hedgesG(x, y), g);
    for (const [values, value] of golden.iqm) close(iqm(values), value);
    for (const { x, y, value } of golden.improvement) close(probabilityOfImprovement(x, y), value);
    for (const { x, y, alpha, power, drop } of golden.detectable) close(detectableDrop(x, y, alpha, power), drop);
  });

  it('find the detectable drop with the power that it names', () => {
    const normal = normals();
    let found = 0;
    const trials = 2000;
    const spread = { x: Array.from({ length: 10 }, normal), y: Array.from({ length: 20 }, normal) };
    const unit = ({ x, y }: Pair) => detectableDrop(scaled(x), scaled(y), 0.05, 0.8);
    const drop = unit(spread);
    for (let i = 0; i < trials; i++) {
      const x = Array.from({ length: 10 }, () => normal() - drop);
      const y = Array.from({ length: 20 }, normal);
      if (welch(x, y).less <= 0.05) found++;
    }
    expect(found / trials).toBeGreaterThan(0.76);
    expect(found / trials).toBeLessThan(0.84);
  });
});

describe('the bootstrap', () => {
  const figures: Readonly<Record<string, (samples: readonly (readonly number[])[]) => number>> = {
    mean: ([x]) => mean(x!),
    iqm: ([x]) => iqm(x!),
    difference: ([x, y]) => mean(x!) - mean(y!),
    improvement: ([x, y]) => probabilityOfImprovement(x!, y!),
  };

  it("has numpy's percentile interval of the same resamples", () => {
    for (const { name, samples, observed, values, percentile } of golden.intervals) {
      close(figures[name]!(samples), observed);
      percentileInterval(values).forEach((end, i) => void close(end, percentile[i]));
    }
  });

  it('draws the same from the same seed, from each stratum its own values, to its own size', () => {
    const strata = [
      [1, 2, 3],
      [10, 20],
    ];
    const seen: number[][] = [];
    const keep = (drawn: readonly (readonly number[])[]) => {
      seen.push(drawn.map(({ length }) => length));
      expect(drawn[0]!.every((value) => value < 10) && drawn[1]!.every((value) => value >= 10)).toBe(true);
      return [mean(drawn[0]!) + mean(drawn[1]!)];
    };
    const first = bootstrap(strata, keep, { resamples: 50, seed: 3 });
    expect(bootstrap(strata, keep, { resamples: 50, seed: 3 })).toEqual(first);
    expect(bootstrap(strata, keep, { resamples: 50, seed: 4 })).not.toEqual(first);
    expect(new Set(seen.map(String))).toEqual(new Set(['3,2']));
  });
});

describe('profiles and curves', () => {
  it('count the share of seeds at or above each threshold, broken ones below all', () => {
    expect(performanceProfile([1, 2, 3, Number.NEGATIVE_INFINITY], [-1e9, 2, 3, 3.5])).toEqual([0.75, 0.5, 0.25, 0]);
  });

  it('follow mean, extremes and IQM along the steps and leave steps without values empty', () => {
    const along = sampleEfficiency([
      [Number.NaN, 1, 2],
      [Number.NaN, 3, 2],
    ]);
    expect(along.mean).toEqual([Number.NaN, 2, 2]);
    expect([along.low, along.high]).toEqual([
      [Number.NaN, 1, 2],
      [Number.NaN, 3, 2],
    ]);
    expect([along.iqmLow[1], along.iqmHigh[2]]).toEqual([Number.NaN, Number.NaN]);
  });
});

function normals() {
  const stream = Stream.from(11, 'eval');
  return () => stream.normal(Math.log);
}

/** With variance exactly 1, the spread that the trials have. */
function scaled(values: readonly number[]): readonly number[] {
  const middle = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (values.length - 1));
  return values.map((value) => value / deviation);
}
