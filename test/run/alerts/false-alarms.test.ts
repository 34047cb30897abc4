import { describe, expect, it } from 'vitest';
import { AlertWatch } from '../../../src/run/alerts/watch.js';
import { registries } from '../../../src/run/registries.js';
import { train } from '../../../src/run/train.js';
import { loadScenarios } from '../../../src/scenario/load.js';

/** Bundled scenarios that learn well, with a budget that is enough to see it and for a test. */
const healthy: readonly { readonly name: string; readonly steps: number; readonly variant?: string }[] = [
  { name: 'gridworld-dqn', steps: 8000 },
  { name: 'cartpole-reinforce', steps: 60_000 },
  { name: 'imbalanced-focal', steps: 600 },
  { name: 'retrieval-mnr', steps: 120 },
  { name: 'identities-triplet', steps: 400 },
  { name: 'multi-label-bce', steps: 300 },
  // A loss that hardly falls while what it is for gets much better.
  { name: 'speakers-ge2e', steps: 300, variant: 'contrast' },
];

describe('a training that goes well', () => {
  it.each(healthy)('gives no alert: $name over $steps steps', ({ name, steps, variant }) => {
    const variants = variant === undefined ? 'written' : [variant];
    const [loaded] = loadScenarios([name], { catalogues: registries, set: [`steps=${steps}`], variants });
    const { scenario } = loaded!;
    const watch = new AlertWatch(scenario);
    let points = 0;
    const sink = (id: number, step: number, value: number) => {
      points++;
      watch.point(id, step, value);
    };
    const run = train(scenario, 0, { registries, sink });
    let end = '';
    for (let next = run.next(0); next.done !== true; next = run.next(1000)) {
      if (next.value.kind === 'metric') watch.define(next.value.id, next.value.spec.name);
      end = next.value.kind;
    }
    expect(watch.take()).toEqual([]);
    expect([end, points > 100]).toEqual(['done', true]);
  });
});
