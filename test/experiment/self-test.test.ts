import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { decide } from '../../src/experiment/verdict.js';

/** Final values of 40 seeds a metric, written by test/golden/per-seed.mjs. */
const golden = JSON.parse(readFileSync(new URL('../golden/per-seed.json', import.meta.url), 'utf8'));
type Metric = { readonly better: 'lower' | 'higher'; readonly values: readonly number[] };

const ALPHA = 0.01;
const COMPARISONS = 1000;

/** Nominal rate plus two standard errors. */
const MOST_ALARMS = COMPARISONS * ALPHA + 2 * Math.sqrt(COMPARISONS * ALPHA * (1 - ALPHA));

/** How many of so many comparisons of a population with itself call the candidate regressed. */
function falseAlarms(draw: () => number, sizes: readonly [number, number], comparisons = COMPARISONS): number {
  let alarms = 0;
  for (let i = 0; i < comparisons; i++) {
    const [reference, candidate] = sizes.map((size) => Array.from({ length: size }, draw));
    if (decide(reference!, candidate!, { alpha: ALPHA, margin: 0 }).verdict === 'regressed') alarms++;
  }
  return alarms;
}

const populations = Object.entries(golden.scenarios as Record<string, Record<string, Metric>>).flatMap(
  ([scenario, metrics]) =>
    Object.entries(metrics).map(([metric, { better, values }]) => {
      const oriented = values.map((value) => (better === 'lower' ? -value : value));
      return [`${metric} of ${scenario}`, oriented] as const;
    }),
);

const stream = Stream.from(5, 'eval');
const normal = () => stream.normal(Math.log);
const shapes: Readonly<Record<string, () => number>> = {
  'normal values': normal,
  'values with a long lower tail': () => -Math.exp(1.5 * normal()),
  'values with a long upper tail': () => Math.exp(1.5 * normal()),
  'one value in five, the others perfect': () => (stream.uniform() < 0.2 ? stream.uniform() : 1),
  'values of only three levels': () => Math.floor(3 * stream.uniform()),
  'values of which one in ten broke': () => (stream.uniform() < 0.1 ? Number.NEGATIVE_INFINITY : normal()),
};

describe(`the same against the same, ${COMPARISONS} times`, () => {
  it.each(populations)('raises no more false alarms than alpha with real results: %s', (_, values) => {
    expect(new Set(values).size).toBeGreaterThan(1);
    const draw = () => values[stream.below(values.length)]!;
    expect(falseAlarms(draw, [20, 10])).toBeLessThanOrEqual(MOST_ALARMS);
    expect(falseAlarms(draw, [20, 5])).toBeLessThanOrEqual(MOST_ALARMS);
  });

  it.each(Object.entries(shapes))('raises no more false alarms than alpha with %s', (_, draw) => {
    expect(falseAlarms(draw, [20, 10])).toBeLessThanOrEqual(MOST_ALARMS);
    expect(falseAlarms(draw, [20, 20])).toBeLessThanOrEqual(MOST_ALARMS);
  });

  it('raises up to three times as many with a very long upper tail and only five seeds, as Welch does', () => {
    const alarms = falseAlarms(shapes['values with a long upper tail']!, [20, 5]);
    expect(alarms).toBeLessThanOrEqual(3 * COMPARISONS * ALPHA);
  });
});

describe('the other way round', () => {
  it('sees a drop of two deviations on ten seeds in at least 95 of 100 comparisons', () => {
    let seen = 0;
    for (let i = 0; i < 100; i++) {
      const reference = Array.from({ length: 20 }, normal);
      const candidate = Array.from({ length: 10 }, () => normal() - 2);
      if (decide(reference, candidate, { alpha: ALPHA, margin: 0 }).verdict === 'regressed') seen++;
    }
    expect(seen).toBeGreaterThanOrEqual(95);
  });
});
