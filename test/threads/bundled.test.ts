import { expect, it } from 'vitest';
import { bundledNames } from '../../src/scenario/bundled.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';
import { lineSession, until } from './helpers.js';

const STEPS = 400;

function digestHere(scenario: Scenario, seed: number): string {
  const run = train(scenario, seed, { registries, sink: () => {} });
  for (let next = run.next(0); !next.done; next = run.next(37)) {
    if (next.value.kind === 'done') return next.value.digest;
  }
  throw new Error('not done');
}

it.each(bundledNames())('%s: a watched and drained run in a thread has the digest of the plain loop', async (name) => {
  const [loaded] = loadScenarios([name], { catalogues: registries });
  const scenario = { ...loaded!.scenario, steps: STEPS, evaluateEvery: 150 };
  const session = lineSession([{ scenario, seeds: [1, 2] }], { plugins: [] });
  session.watch(session.runs[0]!.id);
  await until(session, () => session.runs.every(({ status }) => status !== 'queued' && status !== 'running'));
  expect(session.runs.map(({ status, reason }) => ({ status, reason }))).toEqual(
    Array(2).fill({ status: 'done', reason: null }),
  );
  expect(session.runs[0]!.scope).not.toBe(null);
  expect(session.runs.map(({ digest }) => digest)).toEqual([1, 2].map((seed) => digestHere(scenario, seed)));
});
