import { describe, expect, it } from 'vitest';
import { bundledNames } from '../../src/scenario/bundled.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { createSession } from '../../src/session/session.js';
import { registries } from '../../src/train/registries.js';

const set = ['steps=8', 'evaluateEvery=4'];
const scenarios = bundledNames()
  .filter((_, i) => i % 2 === 0)
  .map((name) => loadScenarios([name], { catalogues: registries, set })[0]!.scenario);

async function digestsOf(all: readonly Scenario[], workers: number): Promise<ReadonlyMap<string, string | null>> {
  const plan = all.map((scenario) => ({ scenario, seeds: [0] }));
  const session = createSession(plan, { workers, out: null });
  try {
    await session.done;
    for (const { reason, status, id } of session.runs) expect([id, status, reason]).toEqual([id, 'done', null]);
    return new Map(session.runs.map(({ scenario, digest }) => [scenario.name, digest]));
  } finally {
    await session.close();
  }
}

describe('a thread that takes one run after another', () => {
  it('gives each the digest that a new thread gives, whatever ran there before', { timeout: 120_000 }, async () => {
    expect(scenarios.length).toBeGreaterThan(8);
    const forward = await digestsOf(scenarios, 1);
    const backward = await digestsOf(scenarios.toReversed(), 1);
    expect(backward).toEqual(new Map([...forward].reverse()));
    // A third of them in threads of their own: all three orders cannot agree by a state that is carried over.
    const alone = scenarios.filter((_, i) => i % 3 === 0);
    for (const scenario of alone) {
      const [[name, digest]] = [...(await digestsOf([scenario], 1))] as [[string, string]];
      expect([name, digest]).toEqual([name, forward.get(name)]);
    }
  });

  it('ends a run that is stopped, and the next run in it begins', { timeout: 60_000 }, async () => {
    const [long] = loadScenarios(['gridworld-dqn'], { catalogues: registries, set: ['steps=50000000'] });
    const [short] = loadScenarios(['gridworld-dqn'], { catalogues: registries, set });
    const session = createSession([{ scenario: long!.scenario, seeds: [0] }], { workers: 1, out: null });
    try {
      session.add([{ scenario: short!.scenario, seeds: [1] }]);
      // What is added goes first; the long run is at work already.
      session.stop(session.runs[0]!.id);
      await session.done;
      expect(session.runs.map(({ status }) => status)).toEqual(['stopped', 'done']);
    } finally {
      await session.close();
    }
  });
});
