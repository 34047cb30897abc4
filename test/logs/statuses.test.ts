import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { openWatched, WATCH_ALL } from '../../src/logs/open.js';
import { WatchSession } from '../../src/logs/session.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { announceRun } from '../../src/store/run-folder.js';
import { registries } from '../../src/train/registries.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-statuses-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('recorded runs have their statuses as soon as they are found, however many points are still to be read', async () => {
  const { scenario } = loadScenarios(['gridworld-dqn'], { catalogues: registries })[0]!;
  const runs = join(folder, 'runs');
  mkdirSync(runs);
  const statuses = ['done', 'stopped', 'diverged'] as const;
  const define = '{"define":0,"name":"loss","help":"","better":"lower"}\n';
  const steps = Array.from({ length: 400 }, (_, i) => i);
  const points = { metric: steps.map(() => 0), step: steps, value: steps.map((step) => 1 / (1 + step)) };
  const metrics = `${define}${JSON.stringify(points)}\n`;
  for (let i = 0; i < 30; i++) {
    const id = `run-${i}`;
    mkdirSync(join(runs, id));
    announceRun(join(runs, id), scenario, i, {});
    writeFileSync(join(runs, id, 'metrics.jsonl'), metrics);
    const result = { id, scenario: 'gridworld-dqn', variant: '', seed: i, status: statuses[i % 3], reason: null };
    writeFileSync(
      join(runs, id, 'result.json'),
      JSON.stringify({ ...result, steps: 500, seconds: 1, digest: null, final: {} }),
    );
  }
  const session = new WatchSession(openWatched([runs], WATCH_ALL, new PassThrough(), folder));
  const count = (status: string): number => session.runs.filter((run) => run.status === status).length;
  const drain = async (): Promise<void> => {
    session.drain();
    await setImmediate();
  };
  for (let i = 0; i < 20_000 && session.runs.length < 30; i++) await drain();
  for (let i = 0; i < 200 && count('running') > 0; i++) await drain();
  expect(statuses.map(count)).toEqual([10, 10, 10]);
  await session.close();
});
