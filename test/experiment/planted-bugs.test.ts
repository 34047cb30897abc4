import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import { applied, buildWith } from './planted/build.js';
import { faults, type Planted, refactorings } from './planted/faults.js';
import { check } from './planted/gate.js';
import type { Trained } from './planted/harness.js';
import { scenarios } from './planted/scenarios.js';

const root = resolve(import.meta.dirname, '../..');
/** The scenario that is quickest to train; `node bench/planted.mjs` plants all faults into all scenarios. */
const QUICK = 'focal';
const SEEDS = 20;

const quick = (list: readonly Planted[]) =>
  list.filter(({ scenario }) => scenario === QUICK).map((planted) => [planted.name, planted] as const);

describe('faults and harmless changes', () => {
  it('are at least twenty each, over several scenarios', () => {
    for (const list of [faults, refactorings]) {
      expect(list.length).toBeGreaterThanOrEqual(20);
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
      expect(new Set(list.map(({ scenario }) => scenario))).toEqual(new Set(Object.keys(scenarios)));
    }
  });

  it.each([...faults, ...refactorings].map((planted) => [planted.name, planted] as const))(
    'have their place in the sources: %s',
    (_, { edits }) => {
      for (const edit of edits) {
        const text = readFileSync(resolve(root, 'src', edit.file), 'utf8');
        expect(applied(text, edit)).not.toBe(text);
      }
    },
  );
});

describe('the gate', () => {
  let sound: Trained;
  const look = async ({ edits, scenario }: Planted) => {
    const { trainSeeds } = await buildWith(edits, root, build);
    const { gate, seeds } = await check(sound, (chosen) => trainSeeds(scenarios[scenario], chosen), SEEDS);
    return { gate, seeds };
  };

  beforeAll(async () => {
    const { trainSeeds } = await buildWith([], root, build);
    sound = trainSeeds(
      scenarios[QUICK],
      Array.from({ length: SEEDS }, (_, i) => i),
    );
  });

  it.each(quick(faults))('catches: %s', async (_, planted) => {
    const { gate } = await look(planted);
    expect(gate.verdict === 'regressed' || gate.suspicious.length > 0).toBe(true);
  });

  it.each(quick(refactorings))('lets pass: %s', async (_, planted) => {
    const { gate } = await look(planted);
    expect([gate.verdict, gate.suspicious.length, gate.broken.length]).not.toContain('regressed');
    expect(gate.suspicious).toEqual([]);
  });
});
