import {
  appendFileSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openWatched, WATCH_ALL } from '../../src/logs/open.js';
import { WatchSession } from '../../src/logs/session.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-grow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A session that looks whenever it is asked. */
function watching(path: string) {
  const session = new WatchSession(openWatched([path], WATCH_ALL, new PassThrough(), folder));
  const look = (): void => session.finish();
  const figures = (): Record<string, readonly number[]> =>
    Object.fromEntries(
      session.runs.flatMap(({ id, series }) =>
        [...series].map(([name, { points, last, lastStep }]) => [
          session.runs.length > 1 ? `${id} ${name}` : name,
          [points, last, lastStep],
        ]),
      ),
    );
  return { session, look, figures };
}

describe('a file that is rewritten in place', () => {
  it('with another header and its rows filled up, as SB3 does, is read anew', () => {
    const path = join(folder, 'progress.csv');
    writeFileSync(path, 'total_timesteps,reward\n2048,100\n4096,101\n');
    const { look, figures } = watching(path);
    look();
    expect(figures()).toEqual({ reward: [2, 101, 4096] });
    const file = openSync(path, 'r+');
    writeSync(file, 'total_timesteps,reward,train/loss\n2048,100,\n4096,101,\n6144,102,0.5\n', 0);
    look();
    expect(figures()).toEqual({ reward: [3, 102, 6144], 'train/loss': [1, 0.5, 6144] });
  });

  it('whole at each save with its columns in another order, as Lightning did, is read anew', () => {
    const path = join(folder, 'lightning.csv');
    const { look, figures } = ((): ReturnType<typeof watching> => {
      writeFileSync(path, 'step,train_loss,acc\n0,1,100\n');
      return watching(path);
    })();
    for (const [i, columns] of [
      ['acc', 'step', 'train_loss'],
      ['train_loss', 'acc', 'step'],
    ].entries()) {
      const rows = Array.from({ length: i + 2 }, (_, k) => ({ step: k * 50, train_loss: 1 / (k + 1), acc: 100 + k }));
      const cells = rows.map((row) => columns.map((name) => row[name as keyof typeof row]).join());
      writeFileSync(path, `${columns.join()}\n${cells.join('\n')}\n`);
      look();
      expect(figures()).toEqual({
        train_loss: [i + 2, 1 / (i + 2), (i + 1) * 50],
        acc: [i + 2, 101 + i, (i + 1) * 50],
      });
    }
  });

  it('with the same length and other figures is noticed', () => {
    const path = join(folder, 'same.csv');
    writeFileSync(path, 'step,loss\n1,5\n2,4\n');
    const { look, figures } = watching(path);
    look();
    const file = openSync(path, 'r+');
    ftruncateSync(file, 0);
    writeSync(file, 'step,loss\n1,7\n2,6\n', 0);
    look();
    expect(figures()).toEqual({ loss: [2, 6, 2] });
  });

  it('replaced and rotated is read anew', () => {
    const path = join(folder, 'rotated.csv');
    writeFileSync(path, 'step,loss\n1,5\n2,4\n3,3\n');
    const { look, figures } = watching(path);
    look();
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'step,loss\n1,9\n');
    look();
    expect(figures()).toEqual({ loss: [1, 9, 1] });
  });
});

describe('a run that is resumed', () => {
  it('replaces what it repeats, and says where', () => {
    const path = join(folder, 'resumed.csv');
    const rows = (from: number, to: number, of: number) =>
      Array.from({ length: to - from }, (_, i) => `${from + i},${of}\n`).join('');
    writeFileSync(path, `step,loss\n${rows(0, 60, 1)}`);
    const { session, look, figures } = watching(path);
    look();
    appendFileSync(path, rows(40, 100, 2));
    look();
    expect(figures()).toEqual({ loss: [100, 2, 99] });
    expect(session.runs[0]!.resumed).toEqual([40]);
    expect(session.events.map(({ text }) => text)).toContain('resumed.csv: resumed at 40');
    const { count, sum } = session.runs[0]!.series.get('loss')!;
    // Nothing is averaged that nobody logged.
    expect([...new Set([...count].flatMap((n, i) => (n === 0 ? [] : [sum[i]! / n])))].sort()).toEqual([1, 2]);
  });
});

describe('a folder', () => {
  it('shows runs that appear later, each by its path', () => {
    const root = mkdtempSync(join(folder, 'runs-'));
    writeFileSync(join(root, 'a.csv'), 'step,loss\n1,5\n');
    const watched = openWatched([root], WATCH_ALL, new PassThrough(), folder);
    const session = new WatchSession(watched);
    session.finish();
    expect(session.runs.map(({ id }) => id)).toEqual(['a.csv']);
    writeFileSync(join(root, 'b.csv'), 'step,loss\n1,6\n');
    expect(watched.rescan()).toBe(true);
    session.finish();
    expect(session.runs.map(({ id }) => id)).toEqual(['a.csv', 'b.csv']);
    expect(watched.rescan()).toBe(false);
  });

  it('of seeds is grouped into variants, and can be grouped otherwise', () => {
    const session = new WatchSession(
      openWatched([join(import.meta.dirname, 'cases/samename/logs')], WATCH_ALL, new PassThrough(), folder),
    );
    session.finish();
    const groups = () => session.runs.map(({ scenario, seed }) => `${scenario.variant} ${seed}`).sort();
    expect(groups()).toEqual(['adam 0', 'adam 1', 'adam 2', 'sgd 0', 'sgd 1', 'sgd 2']);
    session.regroup('{seed_dir}/{variant}/metrics.csv');
    expect(groups()[0]).toBe('adam seed_0 0');
  });

  it('draws all runs over the places of their points', () => {
    const root = mkdtempSync(join(folder, 'spans-'));
    writeFileSync(join(root, 'a.csv'), 'step,loss\n1000000,5\n1000050,4\n');
    writeFileSync(join(root, 'b.csv'), 'step,loss\n1000000,5\n1000100,4\n');
    const session = new WatchSession(openWatched([root], WATCH_ALL, new PassThrough(), folder));
    session.finish();
    expect(session.runs.map(({ origin, steps }) => [origin, steps])).toEqual([
      [1_000_000, 1_000_100],
      [1_000_000, 1_000_100],
    ]);
  });
});
