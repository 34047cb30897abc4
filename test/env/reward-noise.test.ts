import { describe, expect, it } from 'vitest';
import { createEnv, randomTrace, stream } from './cases.js';

const layout = 'S..\n...\n..G';

/** Rewards of so many steps to the left from the start, where every one is the step reward and its noise. */
function rewards(params: Readonly<Record<string, unknown>>, count: number): number[] {
  const env = createEnv('gridworld', { layout, stepReward: -0.5, maxSteps: count, ...params });
  env.reset(stream(4));
  return Array.from({ length: count }, () => {
    env.step(0);
    return env.reward;
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('noise on the rewards of a gridworld', () => {
  it('has the expectation 0 and the deviation that is set', () => {
    const drawn = rewards({ rewardNoise: 2 }, 20_000).map((reward) => reward + 0.5);
    expect(Math.abs(mean(drawn))).toBeLessThan(0.06);
    expect(Math.abs(Math.sqrt(mean(drawn.map((x) => x * x))) - 2)).toBeLessThan(0.05);
  });

  it('throws outliers up and down alike, as often as is set, and leaves other rewards alone', () => {
    const drawn = rewards({ outlierRate: 0.1, outlier: 20 }, 20_000);
    const count = (reward: number) => drawn.filter((one) => one === reward).length;
    expect(count(-0.5) + count(19.5) + count(-20.5)).toBe(20_000);
    for (const reward of [19.5, -20.5]) expect(Math.abs(count(reward) - 1000)).toBeLessThan(150);
  });

  it('comes on the last step too', () => {
    const env = createEnv('gridworld', { layout: 'S.G', rewardNoise: 1 });
    env.reset(stream(1));
    env.step(2);
    env.step(2);
    expect([env.terminated, env.reward === 1]).toEqual([true, false]);
  });

  it('leaves the table of expectations as it is', () => {
    const table = (params: Readonly<Record<string, unknown>>) =>
      createEnv('gridworld', { layout, ...params }).transitions?.();
    expect(table({ rewardNoise: 1, outlierRate: 0.5 })).toEqual(table({}));
  });

  it('takes no draw where it is off: slips stay those of a grid without it', () => {
    const trace = (params: Readonly<Record<string, unknown>>) =>
      randomTrace(createEnv('gridworld', { layout, slip: 0.3, ...params }), stream(2), stream(2, 1), 300);
    expect(trace({ outlier: 50 })).toEqual(trace({}));
    expect(trace({ rewardNoise: 1 })).not.toEqual(trace({}));
  });
});
