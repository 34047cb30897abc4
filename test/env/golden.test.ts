import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkGolden, type GoldenDocument } from '../../src/env/golden/golden-check.js';

const document = JSON.parse(readFileSync(new URL('../golden/envs.json', import.meta.url), 'utf8')) as GoldenDocument;

describe('checkGolden', () => {
  it("meets every one of Gymnasium's trajectories and tables within the stated tolerances", () => {
    const { checked, failed } = checkGolden(document);
    expect(failed.slice(0, 10)).toEqual([]);
    expect(checked).toBeGreaterThan(8000);
  });

  it('notices a state that is off by 2e-12 in a single step', () => {
    const planted = structuredClone(document) as unknown as { trajectories: { states: number[][] }[] };
    planted.trajectories[0]!.states[4]![1]! += 2e-12;
    const { failed } = checkGolden(planted as unknown as GoldenDocument);
    expect(failed.map(({ name, where }) => `${name} ${where}`)).toContain('cartpole-right step 4, x_dot');
  });

  it("understands Gymnasium's arguments: a map as rows, the chance of success, the rewards, ids with settings", () => {
    const golden = structuredClone(document) as unknown as { tables: Record<string, unknown>[] };
    const [, slippery, large] = golden.tables as [unknown, Record<string, unknown>, Record<string, unknown>];
    const replayed = (table: Record<string, unknown>) =>
      checkGolden({ ...document, trajectories: [], tables: [table] } as unknown as GoldenDocument);
    const desc = ['SFFF', 'FHFH', 'FFFH', 'HFFG'];
    const custom = { is_slippery: true, desc, success_rate: 1 / 3, reward_schedule: [1, 0, 0] };
    expect(replayed({ ...slippery, kwargs: custom }).failed).toEqual([]);
    expect(replayed({ ...slippery, kwargs: { ...custom, desc: desc.map((row) => [...row]) } }).failed).toEqual([]);
    expect(replayed({ ...slippery, kwargs: { ...custom, success_rate: 0.5 } }).failed.length).toBeGreaterThan(0);
    expect(replayed({ ...large, env: 'FrozenLake8x8-v1', kwargs: { is_slippery: false } }).failed).toEqual([]);
    expect(() => replayed({ ...slippery, kwargs: { slip: 1 } })).toThrow(/env.slip: unknown setting/);
  });

  it('notices a wrong probability, reward, value and optimal action', () => {
    const planted = structuredClone(document) as unknown as {
      tables: { P: [number, number, number, boolean][][][]; gamma_099: { V: number[]; optimal_actions: number[][] } }[];
    };
    planted.tables[1]!.P[0]![0]![0]![0] = 0.3;
    planted.tables[3]!.P[36]![1]![0]![2] = -99;
    planted.tables[2]!.gamma_099.V[7]! += 2e-9;
    planted.tables[0]!.gamma_099.optimal_actions[0] = [1];
    const { failed } = checkGolden(planted as unknown as GoldenDocument);
    expect(failed.map(({ name, where }) => `${name} ${where}`)).toEqual([
      'frozenlake-4x4 optimal actions at gamma 0.99, state 0',
      'frozenlake-4x4-slippery P[0][0]',
      'frozenlake-8x8 V* at gamma 0.99, state[7]',
      'cliffwalking P[36][1]',
    ]);
  });
});
