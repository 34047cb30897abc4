import { describe, expect, it } from 'vitest';
import { BestOf } from '../../src/session/thread/best-evaluation.js';

const scenario = { focus: 'greedy_return', evaluateEvery: 10, steps: 45 };

function bestOf(better: 'higher' | 'lower' | 'neither', points: readonly (readonly [step: number, value: number])[]) {
  const best = new BestOf(scenario);
  best.define(0, { name: 'loss', better: 'lower' });
  best.define(3, { name: 'greedy_return', better });
  const found: number[] = [];
  for (let step = 1; step <= scenario.steps; step++) {
    best.point(0, step, -step);
    for (const [at, value] of points) if (at === step) best.point(3, step, value);
    if ((step % 10 === 0 || step === 45) && best.evaluated(step)) found.push(step);
  }
  return { best: best.best, found };
}

describe('the best evaluation', () => {
  it('is the first with the best value of the focus, whichever way that is', () => {
    const points = [
      [10, 3],
      [20, 5],
      [30, 5],
      [40, 1],
      [45, 4],
    ] as const;
    expect(bestOf('higher', points)).toEqual({
      best: { metric: 'greedy_return', value: 5, step: 20 },
      found: [10, 20],
    });
    expect(bestOf('lower', points).best).toEqual({ metric: 'greedy_return', value: 1, step: 40 });
    expect(bestOf('neither', points).best).toBeNull();
  });

  it('goes by the last point before an evaluation, and by none that belongs to another', () => {
    expect(
      bestOf('higher', [
        [3, 9],
        [7, 2],
        [12, 1],
      ]).best,
    ).toEqual({ metric: 'greedy_return', value: 2, step: 10 });
    expect(
      bestOf('higher', [
        [10, Number.NaN],
        [20, 1],
      ]).best,
    ).toEqual({ metric: 'greedy_return', value: 1, step: 20 });
  });

  it('is found again from the recorded points', () => {
    const best = new BestOf(scenario);
    best.define(3, { name: 'greedy_return', better: 'higher' });
    for (const [step, value] of [
      [10, 3],
      [20, 5],
      [30, 6],
    ] as const)
      best.recall(3, step, value);
    best.recalled(29);
    expect(best.best?.step).toBe(20);
    best.recalled(33);
    expect(best.best?.step).toBe(30);
    best.point(3, 40, 6);
    best.evaluated(40);
    expect(best.best).toEqual({ metric: 'greedy_return', value: 6, step: 30 });
  });
});
