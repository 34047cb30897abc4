import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openWatched, WATCH_ALL, Watched } from '../../src/logs/open.js';
import { CellBudget } from '../../src/logs/runs/cell-budget.js';
import { FoldedCurve } from '../../src/logs/runs/folded-curve.js';
import { RunBook } from '../../src/logs/runs/run-book.js';
import type { WatchedFile } from '../../src/logs/runs/watched-file.js';
import { WatchSession } from '../../src/logs/session.js';
import { FileSource } from '../../src/logs/sources/file-source.js';
import type { Source } from '../../src/logs/sources/source.js';
import { StreamSource } from '../../src/logs/sources/stream-source.js';
import { isAlive, writersOf } from '../../src/logs/sources/writers.js';
import { watchedTable } from '../../src/report/watched-table.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { announceRun } from '../../src/store/run-folder.js';
import { registries } from '../../src/train/registries.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One source as a session has it. */
function fileOf(source: Source): WatchedFile {
  const watched = new Watched(new RunBook('logs', null, new Map()), WATCH_ALL);
  return watched.file(source, { label: 'log', path: source.path, key: source.path, known: null });
}

describe.runIf(process.platform === 'linux')('a file that another process writes', () => {
  it('has ended once that process has gone, and goes on when somebody writes on', async () => {
    const path = join(folder, 'held.csv');
    writeFileSync(path, 'step,loss\n1,0.5\n');
    const code = `require('fs').openSync(${JSON.stringify(path)}, 'a'); console.log('open'); process.stdin.resume()`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const file = fileOf(new FileSource(path));
    file.poll(0);
    const [run] = file.runs;
    expect(writersOf([path, join(folder, 'absent.csv')])).toEqual(new Map([[path, child.pid]]));
    expect(run).toMatchObject({ status: 'running', hasEnded: false });
    child.stdin.end();
    await once(child, 'close');
    expect(isAlive(child.pid!)).toBe(false);
    expect(writersOf([path])).toEqual(new Map());
    file.writerGone();
    expect(run).toMatchObject({ status: 'done', hasEnded: true, quietFor: null });
    appendFileSync(path, '2,0.25\n');
    file.poll(1);
    expect(run).toMatchObject({ status: 'running', hasEnded: false, step: 2 });
    expect(run!.series.get('loss')!.points).toBe(2);
  });
});

describe.runIf(process.platform === 'linux')('a name that is not valid UTF-8', () => {
  it('is left out with a note, and refused with a hint', () => {
    const root = join(folder, 'names');
    mkdirSync(root);
    writeFileSync(join(root, 'ok.csv'), 'step,loss\n1,2\n');
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/l`), Buffer.from([0xe9]), Buffer.from('.csv')]),
      'step,loss\n1,2\n',
    );
    const watched = openWatched([root], WATCH_ALL, new PassThrough(), folder);
    expect(watched.files).toHaveLength(1);
    expect(watched.notes).toEqual([
      `${root}: left out a name that is not valid UTF-8 (first: "${root}/l\ufffd.csv"): rename it`,
    ]);
    const given = join(root, 'l\ufffd.csv');
    expect(() => openWatched([given], WATCH_ALL, new PassThrough(), folder)).toThrow(
      'Its name is not valid UTF-8: rename it',
    );
  });
});

describe('many metrics', () => {
  it('share memory: each curve is coarser the more there are, and loses no point and no extreme', () => {
    const budget = new CellBudget();
    const curves = Array.from({ length: 3 }, () => new FoldedCurve({ name: 'x', help: '', better: 'neither' }, budget));
    const value = (i: number): number => Math.sin(i) + (i === 777 ? 50 : 0);
    for (let i = 0; i < 3001; i++) for (const curve of curves) curve.add(i, value(i));
    const others = Array.from({ length: 40_000 }, () => new FoldedCurve(curves[0]!.spec, budget));
    expect(budget.most).toBeLessThan(60);
    for (let i = 3001; i < 9999; i++) curves[0]!.add(i, value(i));
    curves[0]!.over({ from: 0, to: 9999 });
    expect(curves[0]).toMatchObject({ points: 9999, first: 0, furthest: 9998, last: value(9998) });
    expect(curves[0]!.highest).toBe(value(777));
    expect(curves[0]!.count.reduce((a, b) => a + b)).toBe(9999);
    expect(curves[0]!.sum.reduce((a, b) => a + b)).toBeCloseTo(
      Array.from({ length: 9999 }, (_, i) => value(i)).reduce((a, b) => a + b),
      8,
    );
    for (const other of others) other.release();
    expect(budget.most).toBe(4096);
  });

  it('beyond 5,000 are left out, with a count', () => {
    const path = join(folder, 'wide.csv');
    const rows = Array.from({ length: 5200 }, (_, i) => `1,metric ${i},0.5\n2,metric ${i},0.25\n`);
    writeFileSync(path, `step,metric,value\n${rows.join('')}`);
    const file = fileOf(new FileSource(path));
    while (file.poll(0) && file.more);
    expect(file.runs[0]!.series.size).toBe(5000);
    expect([...file.reader.leftOut]).toEqual([['points of metrics beyond the first 5,000', 400]]);
  });

  it('in a table are read up to 16,384 columns, and wider lines are told', () => {
    const read = (columns: number) => {
      const path = join(folder, `columns-${columns}.csv`);
      const names = Array.from({ length: columns - 1 }, (_, i) => `m${i}`);
      const row = (step: number) => `${step},${names.map(() => '0.5').join()}\n`;
      writeFileSync(path, `step,${names.join()}\n${row(1)}${row(2)}`);
      const file = fileOf(new FileSource(path));
      while (file.poll(0) && file.more);
      return { metrics: file.runs[0]?.series.size ?? 0, leftOut: [...file.reader.leftOut] };
    };
    expect(read(4500)).toEqual({ metrics: 4499, leftOut: [] });
    expect(read(16_384).metrics).toBe(5000);
    expect(read(16_385)).toEqual({ metrics: 0, leftOut: [['lines of more than 16,384 columns', 3]] });
  });

  it('of many runs are bounded together, and runs too: what is left out is counted', () => {
    const path = join(folder, 'runs.csv');
    const names = Array.from({ length: 200 }, (_, i) => `m${i}`).join();
    const row = (run: number) => `r${run},1,${'0.5,'.repeat(199)}0.5\n`;
    writeFileSync(path, `run,step,${names}\n${Array.from({ length: 502 }, (_, run) => row(run)).join('')}`);
    const file = fileOf(new FileSource(path));
    while (file.poll(0) && file.more);
    expect(file.runs).toHaveLength(500);
    expect(file.runs.reduce((all, { series }) => all + series.size, 0)).toBe(50_000);
    expect([...file.reader.leftOut]).toEqual([
      ['points of curves beyond the first 50,000 of all runs', 50_000],
      ['points of runs beyond the first 500', 400],
    ]);
    const [first] = file.runs;
    expect(watchedTable(file.runs)).toHaveLength(50_001);
    expect(first!.series.get('m0')!.count.reduce((all, one) => all + one, 0)).toBe(1);
  });
});

describe('epochs', () => {
  const epochsOf = (name: string, text: string, steps: readonly number[]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    const file = fileOf(new FileSource(path));
    file.poll(0);
    const [run] = file.runs;
    return { axis: run?.axis, metrics: [...run!.series.keys()], epochs: steps.map((step) => run!.epochAt?.(step)) };
  };

  it('are those of a column beside the steps, on straight lines between two of its numbers', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${Math.floor(i / 10)},0.5`);
    const csv = ['step,epoch,loss', ...rows].join('\n');
    // The last epoch goes on as the one before did.
    expect(epochsOf('whole.csv', `${csv}\n`, [0, 5, 10, 15, 30, 35, 39])).toEqual({
      ...{ axis: 'step', metrics: ['loss'] },
      epochs: [0, 0.5, 1, 1.5, 3, 3.5, 3.9],
    });
  });

  it('may be fractions, as JSON Lines, and go on while the file grows', () => {
    const rows = Array.from({ length: 400 }, (_, i) => JSON.stringify({ epoch: i / 8, step: 10 * i, loss: 1 }));
    const { axis, epochs } = epochsOf('parts.jsonl', `${rows.join('\n')}\n`, [0, 800, 2000, 3990]);
    expect(axis).toBe('step');
    for (const [i, wanted] of [0, 10, 25, 49.875].entries()) expect(epochs[i]).toBeCloseTo(wanted, 0);
  });

  it('are nowhere beside the steps when they are the axis, or when the file has none', () => {
    expect(epochsOf('axis.csv', 'epoch,loss\n0,1\n1,0.5\n', [1])).toMatchObject({ axis: 'epoch', epochs: [undefined] });
    expect(epochsOf('none.csv', 'a,b\n0,1\n1,0.5\n', [1])).toMatchObject({ axis: null, epochs: [undefined] });
  });
});

describe('a run of unknown length', () => {
  it('tells how long ago its last point came: what is read first as long as the file is old', () => {
    const path = join(folder, 'old.csv');
    writeFileSync(path, 'step,loss\n1,0.5\n');
    utimesSync(path, new Date(), new Date(Date.now() - 90_000));
    const file = fileOf(new FileSource(path));
    file.poll(0);
    const [run] = file.runs;
    expect(run?.openEnded).toBe(true);
    expect(run?.quietFor).toBeGreaterThan(85);
    expect(run?.quietFor).toBeLessThan(95);
    file.poll(30);
    expect(run?.quietFor).toBeGreaterThan(115);
    appendFileSync(path, '2,0.5\n');
    file.poll(40);
    expect(run?.quietFor).toBeLessThan(5);
    file.poll(47);
    expect(run?.quietFor).toBeGreaterThan(6);
  });

  it('tells nothing of that when nothing more can come', async () => {
    const stream = new PassThrough();
    const file = fileOf(new StreamSource('stdin', stream));
    stream.write('step 1 loss 0.5\n');
    await new Promise((resolve) => setImmediate(resolve));
    file.poll(0);
    file.poll(2);
    expect(file.runs[0]?.quietFor).toBe(2);
    stream.end();
    await new Promise((resolve) => setImmediate(resolve));
    file.poll(3);
    expect(file.runs[0]).toMatchObject({ status: 'done', quietFor: null });
  });
});

describe('a file that grows', () => {
  const watched = (name: string) => {
    const path = join(folder, name);
    return { path, file: fileOf(new FileSource(path)) };
  };
  const lossOf = (file: WatchedFile) => file.runs[0]?.series.get('loss');

  it('is there late, is torn in the middle of a line, and is read to its end', () => {
    const { path, file } = watched('late.csv');
    expect(file.poll(0)).toBe(false);
    writeFileSync(path, 'step,loss\n1,0.5\n2,0.2');
    file.poll(1);
    expect(lossOf(file)?.points).toBe(1);
    appendFileSync(path, '5\n3,0.125\n');
    file.poll(2);
    expect(lossOf(file)).toMatchObject({ points: 3, last: 0.125, lastStep: 3 });
    expect(file.runs[0]?.status).toBe('running');
    // Nothing tells whether it goes on: it is quiet.
    file.poll(60);
    expect(file.runs[0]).toMatchObject({ status: 'running', hasEnded: false });
    expect(file.runs[0]?.quietFor).toBeGreaterThan(55);
  });

  it('is truncated, and replaced: the curves begin anew', () => {
    const { path, file } = watched('again.csv');
    writeFileSync(path, 'step,loss\n1,1\n2,1\n3,1\n');
    file.poll(0);
    truncateSync(path, 0);
    appendFileSync(path, 'step,loss\n1,9\n');
    file.poll(1);
    expect(lossOf(file)).toMatchObject({ points: 1, last: 9 });
    writeFileSync(`${path}.new`, 'step,loss\n1,7\n2,8\n');
    renameSync(`${path}.new`, path);
    file.poll(2);
    expect(lossOf(file)).toMatchObject({ points: 2, last: 8 });
  });

  it('goes far beyond what its beginning promised: no point is lost, every spike stays', () => {
    const { path, file } = watched('long.csv');
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${i === 777 ? 50 : 1}`);
    writeFileSync(path, `step,loss\n${rows.join('\n')}\n`);
    do file.poll(0);
    while (file.more);
    const series = lossOf(file)!;
    expect(series).toMatchObject({ points: 100_000, highest: 50, lastStep: 99_999 });
    file.runs[0]!.over(file.runs[0]!.span()!);
    expect(series.count.reduce((sum, n) => sum + n, 0)).toBe(100_000);
    expect(Math.max(...series.max)).toBe(50);
    expect(file.runs[0]!).toMatchObject({ origin: 0, steps: 99_999 });
  });

  it('a line without an end does not fill the memory', () => {
    const { path, file } = watched('endless.csv');
    writeFileSync(path, `step,loss\n1,1\n${'x'.repeat(6 << 20)}\n2,2\n`);
    do file.poll(0);
    while (file.more);
    expect(lossOf(file)).toMatchObject({ points: 2, last: 2 });
  });
});

describe('a session over a large file', () => {
  const path = join(folder, 'large.csv');
  const open = () => new WatchSession(openWatched([path], WATCH_ALL, new PassThrough(), folder));
  const pointsOf = (session: WatchSession) => session.runs[0]?.series.get('loss')?.points ?? 0;
  const rows = 400_000;
  writeFileSync(path, `step,loss\n${Array.from({ length: rows }, (_, i) => `${i},${i % 9}`).join('\n')}\n`);

  it('reads a part of it at once and, when asked again, the rest by itself, with room for keys in between', async () => {
    const session = open();
    const first = pointsOf(session);
    expect(first).toBeLessThan(rows);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pointsOf(session)).toBe(first);
    session.drain();
    let breaks = 0;
    while (pointsOf(session) < rows) {
      await new Promise((resolve) => setTimeout(resolve));
      breaks++;
    }
    expect(breaks).toBeGreaterThan(3);
    expect(session.drain()).toBe(true);
    await session.close();
  });

  it('reads all of it at once when it is to finish, and nothing once it is closed', async () => {
    const finished = open();
    finished.finish();
    expect(pointsOf(finished)).toBe(rows);
    await finished.close();
    const closed = open();
    const before = pointsOf(closed);
    await closed.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pointsOf(closed)).toBe(before);
  });
});

it('a pipe is read until it ends', async () => {
  const stream = new PassThrough();
  const file = fileOf(new StreamSource('stdin', stream));
  stream.write('{"step":1,"loss":3}\n{"step":2,');
  await new Promise((resolve) => setImmediate(resolve));
  file.poll(0);
  expect(file.runs[0]).toMatchObject({ status: 'running', step: 1 });
  stream.end('"loss":2}');
  await new Promise((resolve) => stream.once('close', resolve));
  file.poll(1);
  file.poll(2);
  expect(file.ended).toBe(true);
  expect(file.runs[0]).toMatchObject({ status: 'done', step: 2 });
});

it('tells that it leaves out logs of a folder with too many, the oldest', async () => {
  const many = mkdtempSync(join(folder, 'many-'));
  for (let i = 0; i < 2001; i++) {
    writeFileSync(join(many, `run-${i}.csv`), 'step,loss\n1,2\n');
    if (i === 0) utimesSync(join(many, 'run-0.csv'), 1e9, 1e9);
  }
  const session = new WatchSession(openWatched([many], WATCH_ALL, new PassThrough(), folder));
  session.finish();
  expect(session.runs).toHaveLength(2000);
  expect(session.runs.some(({ id }) => id === 'run-0.csv')).toBe(false);
  expect(session.events[0]?.text).toBe(`${many}: showing the newest 2000 of 2001 logs`);
  await session.close();
});

it('takes the id of a run, as the other commands do', () => {
  const runs = mkdtempSync(join(folder, 'runs-'));
  const { scenario } = loadScenarios(['gridworld-dqn'], { catalogues: registries })[0]!;
  mkdirSync(join(runs, 'run-7'));
  announceRun(join(runs, 'run-7'), scenario, 0, {});
  expect(openWatched(['run-7'], WATCH_ALL, new PassThrough(), runs).folders).toMatchObject([
    { path: join(runs, 'run-7') },
  ]);
});

it('what is not there is refused by name', () => {
  expect(() => openWatched([join(folder, 'nowhere')], WATCH_ALL, new PassThrough(), folder)).toThrow(
    /no such file or folder/,
  );
  const empty = mkdtempSync(join(folder, 'empty-'));
  expect(() => openWatched([empty], WATCH_ALL, new PassThrough(), folder)).toThrow(
    /holds no log of a training and no run folder/,
  );
});
