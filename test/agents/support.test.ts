import { describe, expect, test } from 'vitest';
import { massOutside } from '../../src/agents/kit/judging/support-watch.js';
import { returnDistribution } from '../../src/agents/kit/value-loss.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

/** Atoms -1, 0, 1; two actions, of which the second is better: all of its mass is at 1, that of the first at 0. */
function share(reward: number, isEnd: boolean, extra: { discount?: number; masked?: boolean; factor?: number } = {}) {
  const engine = new Engine('f64');
  const distribution = returnDistribution(losses.get('categorical-td'), { vMin: -1, vMax: 1 }, 3)!;
  return massOutside(
    distribution,
    {
      next: engine.tensor([1, 6], [0, 50, 0, 0, 0, 50]),
      nextOnline: undefined,
      nextMasks: extra.masked === true ? engine.tensor([1, 2], [1, 0]) : null,
      rewards: engine.tensor([1], [reward]),
      terminated: engine.tensor([1], [isEnd ? 1 : 0]),
      discounts: extra.factor === undefined ? undefined : engine.tensor([1], [extra.factor]),
    },
    extra.discount ?? 0.5,
  );
}

describe('the mass outside the support of a distribution on atoms', () => {
  test('is what the reward moves beyond its ends', () => {
    expect(share(0, false)).toBeCloseTo(0, 12);
    expect(share(0.5, false)).toBeCloseTo(0, 12);
    expect(share(0.6, false)).toBeCloseTo(1, 12);
    expect(share(-0.6, false)).toBeCloseTo(0, 12);
    expect(share(-1.6, false)).toBeCloseTo(1, 12);
  });

  test('goes by the reward alone at the end of an episode', () => {
    expect(share(1, true)).toBe(0);
    expect(share(1.1, true)).toBe(1);
    expect(share(-1.1, true)).toBe(1);
  });

  test('looks at actions that exist, and at the discount of several steps', () => {
    expect(share(0.6, false, { masked: true })).toBeCloseTo(0, 12);
    expect(share(0.6, false, { factor: 0.5 })).toBeCloseTo(0, 12);
    expect(share(0.8, false, { factor: 0.5 })).toBeCloseTo(1, 12);
  });

  test('is nothing for quantiles', () => {
    const engine = new Engine('f64');
    const quantiles = returnDistribution(losses.get('quantile-td'), {}, 3)!;
    const row = engine.tensor([1], [1e9]);
    const next = engine.tensor([1, 6], [0, 0, 0, 0, 0, 0]);
    const batch = { next, nextOnline: undefined, nextMasks: null, rewards: row, terminated: row, discounts: undefined };
    expect(massOutside(quantiles, batch, 0.9)).toBe(0);
  });
});
