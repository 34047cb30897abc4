import { describe, expect, it } from 'vitest';
import { loadScenarios } from '../../../src/scenario/loader.js';
import { AlertWatch } from '../../../src/train/alerts/alert-watch.js';
import { registries } from '../../../src/train/registries.js';
import { train } from '../../../src/train/training.js';

/** Bundled scenarios that learn well, with a budget that is enough to see it and for a test. */
const healthy: readonly {
  readonly name: string;
  readonly steps: number;
  readonly variant?: string;
  readonly seed?: number;
}[] = [
  { name: 'gridworld-dqn', steps: 8000 },
  // Rewards below 0 throughout: a fresh network, around 0, is above the largest Q*.
  { name: 'gridworld-windy', steps: 20_000 },
  // Regret is measured within a time limit that the values, which become right, know nothing of.
  { name: 'time-limit', steps: 20_000 },
  // Its values need the second half of the budget.
  { name: 'gridworld-maze', steps: 5000, variant: 'five-step' },
  // The loss of the hardest triplets stands at the margin while they teach well.
  { name: 'triplet-mining', steps: 400, variant: 'hard', seed: 1 },
  { name: 'cartpole-reinforce', steps: 60_000 },
  { name: 'imbalanced-focal', steps: 600 },
  { name: 'retrieval-mnr', steps: 120 },
  { name: 'identities-triplet', steps: 400 },
  // Pairs with noise, and the divergence in the reward.
  { name: 'preferences-dpo', steps: 400 },
  { name: 'preferences-online', steps: 10_000 },
  { name: 'multi-label-bce', steps: 300 },
  // A loss that hardly falls while what it is for gets much better.
  { name: 'speakers-ge2e', steps: 300, variant: 'contrast' },
];

describe('a training that goes well', () => {
  it.each(healthy)('gives no alert: $name over $steps steps', ({ name, steps, variant, seed = 0 }) => {
    const variants = variant === undefined ? 'written' : [variant];
    const [loaded] = loadScenarios([name], { catalogues: registries, set: [`steps=${steps}`], variants });
    const { scenario } = loaded!;
    const watch = new AlertWatch(scenario);
    let points = 0;
    const sink = (id: number, step: number, value: number) => {
      points++;
      watch.point(id, step, value);
    };
    const run = train(scenario, seed, { registries, sink });
    let end = '';
    for (let next = run.next(0); next.done !== true; next = run.next(1000)) {
      if (next.value.kind === 'metric') watch.define(next.value.id, next.value.spec.name);
      end = next.value.kind;
    }
    expect(watch.take()).toEqual([]);
    expect([end, points > 100]).toEqual(['done', true]);
  });
});
