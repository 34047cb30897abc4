import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareArms } from '../../src/experiment/comparison.js';
import { figureIn, figureOf } from '../../src/logs/foreign/figure.js';
import { readForeignRuns } from '../../src/logs/foreign/foreign-runs.js';
import { importRuns } from '../../src/logs/foreign/import.js';
import { directionsIn, guessedBetter } from '../../src/logs/grouping/direction.js';
import { groupingBy, guessedGrouping } from '../../src/logs/grouping/grouping.js';
import { labelsOf } from '../../src/logs/grouping/labels.js';
import { WATCH_ALL } from '../../src/logs/open.js';
import { armsOfFolders } from '../../src/report/compare/arm-folders.js';
import { armsOfLogs, READ_ALL } from '../../src/report/compare/arm-logs.js';
import { readMetrics } from '../../src/store/metrics-file.js';
import { folder as cases } from './reading.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Logs of two variants with six seeds each, the second of them worse. */
const logs = join(folder, 'logs');
for (const [variant, factor] of [
  ['adam', 1],
  ['sgd', 2],
] as const) {
  for (let seed = 0; seed < 6; seed++) {
    const path = join(logs, variant, `seed_${seed}`);
    mkdirSync(path, { recursive: true });
    const rows = Array.from({ length: 20 }, (_, i) => `${i * 10},${(factor * (1 + seed / 100)) / (i + 1)}`);
    writeFileSync(join(path, 'metrics.csv'), `step,loss\n${rows.join('\n')}\n`);
  }
}

describe('variants and seeds', () => {
  it.each([
    [
      ['adam/seed_0', 'sgd/seed_1'],
      [
        ['adam', 0],
        ['sgd', 1],
      ],
    ],
    [
      ['lr=0.1/seed=3', 'lr=0.1/seed=4'],
      [
        ['lr=0.1', 3],
        ['lr=0.1', 4],
      ],
    ],
    [
      ['adam_s3.csv', 'adam_s4.csv'],
      [
        ['adam', 3],
        ['adam', 4],
      ],
    ],
    [
      ['PPO_1', 'PPO_2', 'DQN_1'],
      [
        ['PPO', 1],
        ['PPO', 2],
        ['DQN_1', null],
      ],
    ],
    [['CartPole-v1__dqn__2__1700000000'], [['CartPole-v1__dqn', 2]]],
    [['resnet50/metrics.csv'], [['resnet50/metrics.csv', null]]],
  ])('of %j are guessed by their paths', (paths, places) => {
    const grouping = guessedGrouping(paths);
    expect(paths.map((path) => Object.values(grouping(path)))).toEqual(places);
  });

  it('are read by a pattern, and a pattern that names nothing is refused', () => {
    const grouping = groupingBy('{variant}/run{seed}/*.csv');
    expect(grouping('logs/adam/run3/metrics.csv')).toEqual({ variant: 'adam', seed: 3 });
    expect(grouping('elsewhere.txt')).toEqual({ variant: 'elsewhere.txt', seed: null });
    expect(() => groupingBy('logs/*.csv')).toThrow(/must name parts of a path in braces/);
  });

  it('have labels where their paths differ', () => {
    expect(labelsOf(['/a/b/adam/s0/m.csv', '/a/b/sgd/s0/m.csv', '/a/b/sgd/s1/m.csv'])).toEqual([
      'adam/s0',
      'sgd/s0',
      'sgd/s1',
    ]);
    expect(labelsOf(['/a/b/m.csv'])).toEqual(['m.csv']);
  });

  it('of files with the same name are different runs', () => {
    const { runs } = readForeignRuns([join(cases, 'samename/logs')], WATCH_ALL);
    expect(runs.map(({ variant, seed }) => `${variant} ${seed}`)).toEqual([
      ...['adam 0', 'adam 1', 'adam 2', 'sgd 0', 'sgd 1', 'sgd 2'],
    ]);
  });

  it('of a column of seeds are those of one file', () => {
    const { runs } = readForeignRuns([join(cases, 'samename/seeds.csv')], WATCH_ALL);
    expect(runs.map(({ seed, curves }) => [seed, curves.get('reward')!.values.at(-1)])).toEqual([
      [0, 99],
      [1, 100],
      [2, 101],
    ]);
  });
});

describe('directions', () => {
  it.each([
    ['train/loss', 'lower'],
    ['val_mae', 'lower'],
    ['perplexity', 'lower'],
    ['rollout/ep_rew_mean', 'higher'],
    ['metrics/mAP50(B)', 'higher'],
    ["valid_1's auc", 'higher'],
    ['learning_rate', 'neither'],
    ['fps', 'neither'],
  ])('of %s is guessed as %s', (name, better) => {
    expect(guessedBetter(name)).toBe(better);
  });

  it('are set by name, and anything else is refused', () => {
    expect([...directionsIn(['reward=higher,x=lower'])]).toEqual([
      ['reward', 'higher'],
      ['x', 'lower'],
    ]);
    expect(() => directionsIn(['reward=up'])).toThrow(/must be a metric and a direction/);
  });
});

describe('the figure of a curve', () => {
  const curve = { xs: [0, 10, 20, 40], values: [4, 1, 2, 3] };
  it.each([
    ['last', 3],
    ['best', 1],
    ['mean-last:2', 2.5],
    ['at:15', 1],
    ['at:20', 2],
    ['auc', (25 + 15 + 50) / 40],
  ])('%s is %d', (text, value) => {
    expect(figureOf(curve, 'lower', figureIn(text))).toBe(value);
  });

  it('at a place that it has not reached is none', () => {
    expect(figureOf(curve, 'lower', figureIn('at:41'))).toBeNaN();
    expect(() => figureIn('at:x')).toThrow(/is no figure of a curve/);
  });
});

describe('logs of other programs', () => {
  it('are compared as arms with their seeds', () => {
    const notes: string[] = [];
    const [adam, sgd] = armsOfLogs([logs], READ_ALL, (text) => notes.push(text));
    expect([adam!.variant, sgd!.variant, adam!.seeds.length]).toEqual(['adam', 'sgd', 6]);
    expect(notes.join('\n')).toContain('better, guessed by name: loss lower');
    const comparison = compareArms(adam!, sgd!, adam!.regression!);
    expect(comparison.verdict).toBe('regressed');
    expect(comparison.metrics[0]).toMatchObject({ metric: 'loss', better: 'lower' });
    expect(adam!.curves('loss')!.seeds).toHaveLength(6);
  });

  it('become run folders with every point, which compare alike', () => {
    const root = join(folder, 'runs');
    const { runs, notes } = readForeignRuns([logs], WATCH_ALL);
    const ids = importRuns(root, 'logs', runs, { figure: figureIn('best'), notes });
    expect(ids[0]).toBe('logs-adam-s0');
    const points = [...readMetrics(join(root, ids[0]!, 'metrics.jsonl'))].filter(({ kind }) => kind === 'point');
    expect(points).toHaveLength(20);
    const arms = armsOfFolders({ root, ids: null }, () => {});
    expect(arms.map(({ variant, seeds }) => [variant, seeds.length])).toEqual([
      ['adam', 6],
      ['sgd', 6],
    ]);
    expect(compareArms(arms[0]!, arms[1]!, arms[0]!.regression!).verdict).toBe('regressed');
  });
});
