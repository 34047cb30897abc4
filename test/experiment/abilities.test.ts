import { describe, expect, test } from 'vitest';
import { type AbilityRun, abilityScores, experimentScores } from '../../src/experiment/abilities.js';

const run = (env: string, params: AbilityRun['params'], ...returns: number[]): AbilityRun => ({ env, params, returns });
const times = (count: number, value: number): number[] => new Array(count).fill(value);
const scoreOf = (...runs: AbilityRun[]) => experimentScores(runs).map(({ name, score }) => [name, score]);

describe("bsuite's scores", () => {
  test('catch: the mean regret over that of acting at random', () => {
    expect(scoreOf(run('catch', {}, 1, 1, 1, -1))).toEqual([['catch', 0.6875]]);
    expect(scoreOf(run('catch', {}, -1, -1))).toEqual([['catch', 0]]);
    expect(scoreOf(run('catch', {}, 1), run('catch', {}, -1))[0]![1]).toBeCloseTo(0.375, 12);
  });

  test('deep sea: the share of sizes at which one dive in ten found the treasure before 2^size + 100 dives', () => {
    const sea = (size: number, ...returns: number[]) => run('deep-sea', { size, stochastic: false }, ...returns);
    expect(scoreOf(sea(3, ...times(9, -0.01), 0.99))).toEqual([['deep sea', 0]]);
    expect(scoreOf(sea(3, ...times(8, -0.01), 0.99))).toEqual([['deep sea', 1]]);
    // 2^2 + 100: the 94th and later dives find it, which is one in ten from the 104th on only.
    expect(scoreOf(sea(2, ...times(93, 0), ...times(10, 0.99)))).toEqual([['deep sea', 0]]);
    expect(scoreOf(sea(2, ...times(92, 0), ...times(11, 0.99)))).toEqual([['deep sea', 1]]);
    expect(scoreOf(sea(3, 0.99), sea(10, 0), sea(12, 0), sea(14, 0))).toEqual([['deep sea', 0.25]]);
    expect(scoreOf(run('deep-sea', { size: 3, stochastic: true }, 1))).toEqual([]);
  });

  test('memory: the share of lengths, and of numbers of bits, with less than three quarters of the misses of chance', () => {
    const memory = (length: number, bits: number, right: number, wrong: number) =>
      run('memory', { length, bits }, ...times(right, 1), ...times(wrong, -1));
    expect(scoreOf(memory(2, 1, 63, 37), memory(9, 1, 62, 38), memory(2, 3, 5, 5))).toEqual([
      ['memory length', 0.5],
      ['memory size', 0],
    ]);
  });

  test('umbrella and discounting: shares of lengths, and ten times the regret', () => {
    expect(scoreOf(run('umbrella', { length: 3 }, 1, 0.02), run('umbrella', { length: 9 }, 1, 0))).toEqual([
      ['umbrella length', 0.5],
    ]);
    const [, score] = scoreOf(run('discounting', {}, 1.1, 1.08))[0]!;
    expect(score).toBeCloseTo(0.9, 12);
  });

  test('abilities are means over the experiments that call for them', () => {
    const scores = experimentScores([
      run('catch', {}, 1),
      run('umbrella', { length: 3 }, -1),
      run('discounting', {}, 1.1),
      run('cartpole', {}, 500),
      run('catch', {}),
    ]);
    const abilities = abilityScores(scores);
    expect(abilities.get('credit assignment')).toBeCloseTo(2 / 3, 12);
    expect(abilities.get('basic')).toBe(1);
    expect(abilities.get('noise')).toBe(0);
    expect(abilities.get('exploration')).toBeNull();
    expect(scores.map(({ runs, episodes, full }) => [runs, episodes, full])).toEqual([
      [1, 1, 10_000],
      [1, 1, 10_000],
      [1, 1, 1000],
    ]);
  });
});
