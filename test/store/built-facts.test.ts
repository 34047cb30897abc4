import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Learner } from '../../src/core/learner.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { openRun } from '../../src/session/resume.js';
import { builtNews, epochAt, readBuilt, withNews } from '../../src/store/built-facts.js';
import { readConfig } from '../../src/store/config-file.js';
import { unlock } from '../../src/store/lock.js';
import { buildLearner } from '../../src/train/learner-factory.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';
import { recordHere } from '../session/record-here.js';
import { lineScenario } from '../train/line.js';

const root = mkdtempSync(join(tmpdir(), 'losscope-built-'));
afterAll(() => rmSync(root, { recursive: true }));

/** What a bundled scenario begins with; nothing is trained. */
function beginning(name: string, seed: number, ...set: string[]) {
  const [loaded] = loadScenarios([name], { catalogues: registries, set, variants: 'written' });
  let news: ReturnType<typeof builtNews> | null = null;
  const events = train(loaded!.scenario, seed, {
    registries,
    sink() {},
    onBuilt: (learner) => {
      news = builtNews(learner, 0, null);
    },
  });
  events.next(0);
  return news!;
}

const SMALL = 'task.samples=2000';

describe('what a run begins with', () => {
  it('is the same for another loss with the same seed, and another for another seed', () => {
    const focal = beginning('imbalanced-focal', 0, SMALL);
    expect(beginning('imbalanced-focal', 0, SMALL, 'loss=bce')).toEqual(focal);
    const other = beginning('imbalanced-focal', 1, SMALL);
    expect(other.initHash).not.toBe(focal.initHash);
    expect(other.dataHash).not.toBe(focal.dataHash);
  });

  it('tells parameters and data apart', () => {
    const focal = beginning('imbalanced-focal', 0, SMALL);
    const wider = beginning('imbalanced-focal', 0, SMALL, 'task.hidden=[8]');
    expect(wider.dataHash).toBe(focal.dataHash);
    expect(wider.initHash).not.toBe(focal.initHash);
    const noisier = beginning('imbalanced-focal', 0, SMALL, 'task.noise=0.3');
    expect(noisier.initHash).toBe(focal.initHash);
    expect(noisier.dataHash).not.toBe(focal.dataHash);
  });

  it('is that of given weights, also for a run that goes on and has other ones by then', () => {
    const [{ scenario }] = loadScenarios(['gridworld-dqn'], {
      catalogues: registries,
      set: [],
      variants: 'written',
    }) as [ReturnType<typeof loadScenarios>[number]];
    const learner = buildLearner(scenario, 7, registries, { define: () => () => {} });
    const given = builtNews(learner, 0, null);
    const init = { arrays: learner.weights(), shapes: learner.shapes() };
    const other = buildLearner(scenario, 0, registries, { define: () => () => {} });
    expect(builtNews(other, 0, null).initHash).not.toBe(given.initHash);
    expect(builtNews(other, 0, init.arrays).initHash).toBe(given.initHash);
    let told = '';
    const onBuilt = (built: Learner): void => {
      told = builtNews(built, 0, null).initHash;
    };
    train(scenario, 0, { registries, sink() {}, init, onBuilt }).next(0);
    expect(told).toBe(given.initHash);
  });

  it('has as many steps an epoch as its batches take to go over the training rows', () => {
    // 70 % of 2000 rows are trained on: five whole batches of 256, and the rest waits for another shuffle.
    expect(beginning('imbalanced-focal', 0, SMALL).epochSteps).toBe(5);
    expect(beginning('imbalanced-focal', 0, SMALL, 'task.batch=100').epochSteps).toBe(14);
    expect(beginning('imbalanced-focal', 0, SMALL, 'task.batch=5000').epochSteps).toBe(1);
  });

  it('has neither data nor epochs for an agent, which finds its data itself', () => {
    const { initHash, ...rest } = beginning('gridworld-dqn', 0);
    expect(initHash).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({ step: 0, dataHash: null, epochSteps: null });
  });

  it('stands in the folder before anything else, once, also when the run goes on', async () => {
    const folder = join(root, 'line');
    mkdirSync(folder);
    await recordHere(folder, lineScenario(), { stopAt: 100 });
    const { resumption, step } = openRun(root, 'line', readConfig(folder));
    unlock(folder);
    expect(step).toBeGreaterThan(0);
    await recordHere(folder, lineScenario(), { resume: resumption.point });
    const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds[0]).toBe('built');
    expect(kinds).toContain('continued');
    expect(kinds.filter((kind) => kind === 'built')).toHaveLength(1);
    expect(readBuilt(folder)).toMatchObject({ dataHash: null, epochs: [] });
  });
});

describe('epochs', () => {
  const news = { initHash: 'a', dataHash: 'b' };

  it('are counted on by a fork with other batches from where it branched off', () => {
    const parent = withNews(null, { ...news, step: 0, epochSteps: 10 });
    const fork = withNews(parent, { ...news, step: 40, epochSteps: 5 });
    expect([0, 5, 40, 45, 100].map((step) => epochAt(fork, step))).toEqual([0, 0.5, 4, 5, 16]);
    expect(epochAt(parent, 100)).toBe(10);
    // The same once more, such as of a run that goes on.
    expect(withNews(fork, { ...news, step: 40, epochSteps: 5 })).toEqual(fork);
  });

  it('are not counted where nobody knows those before the fork', () => {
    expect(withNews(null, { ...news, step: 40, epochSteps: 5 }).epochs).toEqual([]);
  });

  it('are read from the events of a folder; a folder without them has none', () => {
    const folder = join(root, 'fork');
    mkdirSync(folder);
    expect(readBuilt(folder)).toBeNull();
    const lines = [
      '{"step":0,"kind":"built","initHash":"a","dataHash":"b","epochSteps":10}',
      '{"step":20,"kind":"evaluated","final":false}',
      '{"step":20,"kind":"built","initHash":"a","dataHash":"b","epochSteps":5}',
      '{"step":30,"kind":"note","text":"\\"built\\""}',
      '{"step":30,"kind":"built","init',
    ];
    writeFileSync(join(folder, 'events.jsonl'), lines.join('\n'));
    expect(readBuilt(folder)).toEqual({
      ...{ initHash: 'a', dataHash: 'b', understood: null },
      epochs: [
        { from: 0, steps: 10 },
        { from: 20, steps: 5 },
      ],
    });
    writeFileSync(join(folder, 'events.jsonl'), lines[1]!);
    expect(readBuilt(folder)).toBeNull();
  });
});
