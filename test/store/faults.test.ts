import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Saved } from '../../src/core/state.js';
import { openRun } from '../../src/session/resume.js';
import { checkpointsOf, readCheckpoint } from '../../src/store/checkpoint.js';
import { readConfig } from '../../src/store/config-file.js';
import { io, syncNotes } from '../../src/store/disk.js';
import { unlock } from '../../src/store/lock.js';
import { readMetrics } from '../../src/store/metrics-file.js';
import { readResult } from '../../src/store/run-list.js';
import { verifyRun } from '../../src/store/verification/verification.js';
import { recordHere } from '../session/record-here.js';
import { endOf, lineRegistries, lineScenario, trainHere } from '../train/line.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const scenario = lineScenario({ steps: 300, evaluateEvery: 70, trouble: 'late-metric', at: 120 });
const whole = { digest: endOf(scenario, 0).digest, points: trainHere(scenario, 0).points };

function fresh(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

const pointsIn = (folder: string) =>
  [...readMetrics(join(folder, 'metrics.jsonl'))].flatMap((entry) =>
    entry.kind === 'point' ? [[entry.id, entry.step, entry.value]] : [],
  );

/** Lets the calls to the file system from the n-th on fail, as for a process that is gone; returns how many there were. */
async function dyingAt(n: number, act: () => Promise<unknown>, torn = 0): Promise<number> {
  const real = { ...io };
  let calls = 0;
  for (const name of Object.keys(real) as (keyof typeof io)[]) {
    (io[name] as unknown) = (...args: never[]) => {
      calls++;
      if (calls < n) return (real[name] as (...args: never[]) => unknown)(...args);
      // Open files are closed by the system: what was not told to be kept may be torn anywhere.
      if (calls === n && name === 'write' && torn > 0) {
        const [file, bytes, from] = args as unknown as [number, Uint8Array, number];
        real.write(file, bytes.subarray(0, from + Math.floor((bytes.length - from) * torn)), from);
      }
      if (name === 'close') return real.close(...(args as unknown as [number]));
      throw Object.assign(new Error('the process is gone'), { code: 'EIO' });
    };
  }
  try {
    await act();
  } finally {
    Object.assign(io, real);
  }
  return calls;
}

/** Takes the run up where its folder left it; a folder that has no configuration yet holds no run. */
async function goOn(folder: string): Promise<void> {
  const { resumption, warnings } = openRun(root, basename(folder), readConfig(folder));
  expect(warnings).toEqual([]);
  const { status, digest } = await recordHere(folder, scenario, { resume: resumption.point });
  unlock(folder);
  expect({ status, digest }).toEqual({ status: 'done', digest: whole.digest });
}

describe('a recorded run', () => {
  it('that is never disturbed has the digest and the points of the plain loop, and keeps two checkpoints', async () => {
    const folder = fresh('calm');
    expect(await recordHere(folder, scenario)).toMatchObject({ status: 'done', digest: whole.digest });
    expect(pointsIn(folder)).toEqual(whole.points);
    expect(checkpointsOf(folder)).toHaveLength(2);
    expect(readdirSync(join(folder, 'checkpoints'))).toHaveLength(2);
  });

  it.each([0, 0.5])(
    'whose process dies at any call to the file system goes on to the same bits (torn write: %d)',
    { timeout: 240_000 },
    async (torn) => {
      const calls = await dyingAt(Number.POSITIVE_INFINITY, () => recordHere(fresh('count'), scenario));
      expect(calls).toBeGreaterThan(100);
      let resumed = 0;
      for (let n = 1; n <= calls; n++) {
        const folder = fresh(`n-${n}`);
        await dyingAt(n, () => recordHere(folder, scenario), torn);
        // Old or new, never in between: what stands under its own name is whole.
        for (const { file } of checkpointsOf(folder)) readCheckpoint(file);
        const names = readdirSync(folder);
        if (names.includes('result.json')) expect(readResult(folder)?.digest).toBe(whole.digest);
        if (!names.includes('config.json')) continue;
        await goOn(folder);
        expect(pointsIn(folder)).toEqual(whole.points);
        resumed++;
        rmSync(folder, { recursive: true });
      }
      expect(resumed).toBeGreaterThan(100);
    },
  );

  it('that dies several times at random goes on to the same bits', { timeout: 120_000 }, async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 20, max: 90 }), { minLength: 2, maxLength: 5 }), async (deaths) => {
        const folder = fresh(`several-${runs++}`);
        await dyingAt(deaths[0]!, () => recordHere(folder, scenario));
        for (const n of deaths.slice(1)) {
          const { resumption } = openRun(root, basename(folder), readConfig(folder));
          await dyingAt(n, () => recordHere(folder, scenario, { resume: resumption.point }));
          unlock(folder);
        }
        await goOn(folder);
        expect(pointsIn(folder)).toEqual(whole.points);
      }),
      { numRuns: 15 },
    );
  });

  it('goes on to the same bits after more points than a block of the digest holds', async () => {
    const long = lineScenario({ steps: 5000, evaluateEvery: 1000 });
    const folder = fresh('long');
    expect(await recordHere(folder, long, { stopAt: 3000 })).toMatchObject({ status: 'stopped' });
    const { resumption, step } = openRun(root, 'long', readConfig(folder));
    expect(step).toBeGreaterThanOrEqual(3000);
    const { digest } = await recordHere(folder, long, { resume: resumption.point });
    expect(digest).toBe(endOf(long, 0).digest);
  });

  it.each<[string, () => unknown, string]>([
    ['cannot be saved', () => undefined, 'its learner has no save and restore'],
    ['saves what no file holds', () => () => new BigInt64Array(1), 'is a BigInt64Array'],
  ])('of a learner that %s has no checkpoints, says so once, and begins anew', async (_, save, reason) => {
    const registries = lineRegistries();
    const line = registries.tasks.get('line');
    registries.tasks.add({
      ...line,
      name: 'poor',
      create: (context) => Object.assign(line.create(context), { save: save() as unknown as () => Saved }),
    });
    const poor = { ...scenario, learner: { kind: 'task', task: { name: 'poor', params: {} } } } as const;
    const folder = fresh('poor');
    expect(await recordHere(folder, poor, { registries, stopAt: 100 })).toMatchObject({ status: 'stopped' });
    expect(checkpointsOf(folder)).toEqual([]);
    const events = readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n');
    const told = events.filter((line) => line.includes('"no-checkpoints"'));
    expect(told).toEqual([expect.stringContaining(reason)]);
    const { resumption, step } = openRun(root, 'poor', readConfig(folder));
    expect(step).toBe(0);
    expect(await recordHere(folder, poor, { registries, resume: resumption.point })).toMatchObject({ status: 'done' });
  });

  it('that was stopped goes on to the same bits, and counts its seconds on', async () => {
    const folder = fresh('stopped');
    const stopped = await recordHere(folder, scenario, { stopAt: 150 });
    expect(stopped.status).toBe('stopped');
    expect(checkpointsOf(folder)[0]!.step).toBe(stopped.step);
    const { seconds } = readCheckpoint(checkpointsOf(folder)[0]!.file);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(stopped.seconds);
    await goOn(folder);
    expect(pointsIn(folder)).toEqual(whole.points);
    expect(readResult(folder)!.seconds).toBeGreaterThan(seconds);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'no right to write there'],
    ['EIO', 'EIO: planted'],
  ])('fails at %s with "%s" and its folder, and keeps its checkpoints whole', async (code, reason) => {
    const folder = fresh('full');
    const { write } = io;
    let left = 12_000;
    io.write = (file, bytes, from) => {
      const size = Math.min(bytes.length - from, left);
      if (size === 0) throw Object.assign(new Error(`${code}: planted`), { code });
      left -= size;
      return write(file, bytes.subarray(0, from + size), from);
    };
    try {
      const outcome = await recordHere(folder, scenario);
      expect(outcome).toMatchObject({ status: 'failed', reason: `${reason}: ${folder}` });
    } finally {
      io.write = write;
    }
    expect(checkpointsOf(folder).length).toBeGreaterThan(0);
    for (const { file } of checkpointsOf(folder)) readCheckpoint(file);
    expect(readdirSync(join(folder, 'checkpoints')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await goOn(folder);
    expect(pointsIn(folder)).toEqual(whole.points);
  });

  it('on a file system that cannot sync is complete, and its record says so', async () => {
    const folder = fresh('unsynced');
    const { fsync } = io;
    io.fsync = () => {
      throw Object.assign(new Error('planted'), { code: 'ENOSYS' });
    };
    try {
      expect(await recordHere(folder, scenario)).toMatchObject({ status: 'done', digest: whole.digest });
    } finally {
      io.fsync = fsync;
    }
    expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toContain('"kind":"unsynced","answer":"ENOSYS"');
    expect(syncNotes().join()).toContain('cannot sync (ENOSYS)');
    expect(verifyRun(folder)).toMatchObject({ outcome: 'agrees' });
  });

  it('that diverges keeps the last finite checkpoint', async () => {
    const folder = fresh('diverged');
    const trouble = lineScenario({ steps: 300, evaluateEvery: 300, trouble: 'infinite-weight', at: 200 });
    expect(await recordHere(folder, trouble)).toMatchObject({ status: 'diverged' });
    for (const { file, step } of checkpointsOf(folder)) {
      expect(step).toBeLessThan(200);
      expect([...readCheckpoint(file).progress.weights.get('line')!].every(Number.isFinite)).toBe(true);
    }
    expect(checkpointsOf(folder)).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')).status).toBe('diverged');
  });
});
