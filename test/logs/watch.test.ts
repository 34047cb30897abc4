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
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openWatched } from '../../src/logs/open.js';
import { type Choice, PointReader } from '../../src/logs/points.js';
import { numberIn } from '../../src/logs/rows.js';
import { WatchSession } from '../../src/logs/session.js';
import { FileSource, StreamSource } from '../../src/logs/source.js';
import { WatchedFile } from '../../src/logs/watched-file.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { MetricsText } from '../../src/store/metrics-file.js';
import { announceRun } from '../../src/store/run-folder.js';
import { registries } from '../../src/train/registries.js';

const all: Choice = { x: null, metrics: null };
const folder = mkdtempSync(join(tmpdir(), 'losscope-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

function points(lines: readonly string[], choice = all) {
  const reader = new PointReader(choice);
  return lines.flatMap((line) => reader.read(line)).map(({ run, metric, x, value }) => [run, metric, x, value]);
}

describe('formats', () => {
  it('JSON Lines: nested numbers by their path, the axis found by name, text left out', () => {
    expect(points(['{"step": 5, "train": {"loss": 0.5}, "note": "x"}', '{"step": 6, "train": {"loss": NaN}}'])).toEqual(
      [['', 'train.loss', 5, 0.5]],
    );
    expect(points(['{"step": 6, "loss": "NaN"}'])).toEqual([['', 'loss', 6, Number.NaN]]);
  });

  it('CSV: wide, with semicolons or tabs, quotes, missing cells and a byte order mark', () => {
    expect(points(['\uFEFFepoch,loss,"val, loss"', '0,1,2', '1,0.5,', '2,,inf'])).toEqual([
      ['', 'loss', 0, 1],
      ['', 'val, loss', 0, 2],
      ['', 'loss', 1, 0.5],
      ['', 'val, loss', 2, Number.POSITIVE_INFINITY],
    ]);
    expect(points(['a;b', '1;2'])).toEqual([
      ['', 'a', 0, 1],
      ['', 'b', 0, 2],
    ]);
  });

  it('CSV: a comma before the decimals where it parts no columns', () => {
    const expected = [
      ['', 'loss', 1, 0.25],
      ['', 'loss', 2, -1.5e-3],
    ];
    expect(points(['step;loss', '1;0,25', '2;-1,5e-3'])).toEqual(expected);
    expect(points(['step\tloss', '1\t"0,25"', '2\t-1,5e-3'])).toEqual(expected);
    expect(points(['step;loss', '1;1,2,3'])).toEqual([]);
  });

  it('CSV: a row a figure, several runs in one file', () => {
    expect(points(['run,metric,step,value', 'a,loss,1,0.5', 'b,loss,1,0.7', 'a,acc,2,0.9'])).toEqual([
      ['a', 'loss', 1, 0.5],
      ['b', 'loss', 1, 0.7],
      ['a', 'acc', 2, 0.9],
    ]);
  });

  it('text for people: figures behind their names, the axis among them', () => {
    expect(points(['Epoch [3/10] train loss: 0.25, acc=.91 on cuda:0', 'saved model.pt'])).toEqual([
      ['', 'loss', 3, 0.25],
      ['', 'acc', 3, 0.91],
    ]);
  });

  it('a metrics.jsonl of losscope', () => {
    const text = new MetricsText();
    text.define(0, { name: 'loss', help: 'mean', better: 'lower' });
    text.point(0, 1, 0.5);
    text.point(0, 2, Number.NaN);
    expect(points(text.take().map((line) => line.trimEnd()))).toEqual([
      ['', 'loss', 1, 0.5],
      ['', 'loss', 2, Number.NaN],
    ]);
  });

  it('takes the axis and the metrics that are asked for', () => {
    const lines = ['time,epoch,a,b', '10,1,2,3', '20,2,4,5'];
    expect(points(lines, { x: 'time', metrics: ['b'] })).toEqual([
      ['', 'b', 10, 3],
      ['', 'b', 20, 5],
    ]);
    expect(points(lines, { x: 'nowhere', metrics: null })).toEqual([]);
  });

  it.each(['1', '-1.5e-3', '.5', '3.', 'NaN', '-inf', 'Infinity'])('%s is a number', (text) => {
    expect(numberIn(text)).not.toBeNull();
  });
  it.each(['', '1x', '0x10', '1_000', 'e5', '--1', '1'.repeat(50)])('"%s" is none', (text) => {
    expect(numberIn(text)).toBeNull();
  });

  it('never throws, whatever the lines are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }))), (lines) => {
        for (const [, , x] of points(lines)) expect(Number.isFinite(x)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('epochs', () => {
  const epochsOf = (name: string, text: string, steps: readonly number[]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    const file = new WatchedFile(new FileSource(path), all, null);
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
    const file = new WatchedFile(new FileSource(path), all, null);
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
    const file = new WatchedFile(new StreamSource('stdin', stream), all, null);
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
    return { path, file: new WatchedFile(new FileSource(path), all, null) };
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
    file.poll(60);
    expect(file.runs[0]?.status).toBe('done');
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
    expect(series.count.reduce((sum, n) => sum + n, 0)).toBe(100_000);
    expect(Math.max(...series.max)).toBe(50);
    expect(file.runs[0]!.steps).toBeGreaterThanOrEqual(99_999);
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
  const open = () => new WatchSession(openWatched([path], all, new PassThrough(), folder));
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
  const file = new WatchedFile(new StreamSource('stdin', stream), all, null);
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

it('tells that it leaves out runs of a folder with too many', async () => {
  const many = mkdtempSync(join(folder, 'many-'));
  const { scenario } = loadScenarios(['gridworld-dqn'], { catalogues: registries })[0]!;
  for (let i = 0; i < 201; i++) {
    const path = join(many, `run-${i}`);
    mkdirSync(path);
    announceRun(path, scenario, 0, {});
  }
  const session = new WatchSession(openWatched([many], all, new PassThrough(), folder));
  expect(session.runs).toHaveLength(200);
  expect(session.events.map(({ text }) => text)).toEqual([`${many}: the last 200 of 201 runs by name`]);
  await session.close();
  // By id, as the other commands take it.
  expect(openWatched(['run-7'], all, new PassThrough(), many).folders).toMatchObject([{ path: join(many, 'run-7') }]);
});

it('what is not there is refused by name', () => {
  expect(() => openWatched([join(folder, 'nowhere')], all, new PassThrough(), folder)).toThrow(
    /there is no such file or folder/,
  );
  expect(() => openWatched([folder], all, new PassThrough(), folder)).toThrow(
    /neither a run folder nor a folder of them/,
  );
});

describe('names of other tools', () => {
  const all = { x: null, metrics: null };
  const read = (lines: readonly string[], choice = all as Choice) => {
    const reader = new PointReader(choice);
    return lines.flatMap((line) => reader.read(line)).map(({ metric, x, value }) => [metric, x, value]);
  };

  it.each([
    ['W&B history', ['{"_step":7,"_runtime":1.5,"_timestamp":9,"train/loss":0.5}'], [['train/loss', 7, 0.5]]],
    ['W&B export', ['"Step","a - loss","a - loss__MIN","a - loss__MAX"', '3,0.5,0.4,0.6'], [['a - loss', 3, 0.5]]],
    ['TensorBoard export', ['Wall time,Step,Value', '1700000000.5,20,0.25'], [['Value', 20, 0.25]]],
    ['Lightning', ['epoch,trainer/global_step,train_loss', '0,49,0.5'], [['train_loss', 49, 0.5]]],
    [
      'no axis',
      ['loss,acc', '0.5,0.1', '0.4,0.2'],
      [
        ['loss', 0, 0.5],
        ['acc', 0, 0.1],
        ['loss', 1, 0.4],
        ['acc', 1, 0.2],
      ],
    ],
    [
      'an axis that comes late',
      ['step,epoch,loss', ',1,0.5', '8,1,0.4'],
      [
        ['loss', 1, 0.5],
        ['loss', 8, 0.4],
      ],
    ],
    [
      'odd cells',
      ['step,loss', '1, 2.5', '2,nan', '3,', '4,0x10', '5,-inf', '6,1e-3'],
      [
        ['loss', 1, 2.5],
        ['loss', 2, Number.NaN],
        ['loss', 5, Number.NEGATIVE_INFINITY],
        ['loss', 6, 0.001],
      ],
    ],
  ])('are found in %s', (_, lines, points) => {
    expect(read(lines)).toEqual(points);
  });

  it('are told when one that was asked for is nowhere', () => {
    const reader = new PointReader({ x: 'setp', metrics: ['loss', 'los'] });
    for (const line of ['step,loss', '1,2']) reader.read(line);
    expect(reader.missing).toEqual({ x: 'setp', metrics: ['los'] });
    expect([...reader.names]).toEqual(['step', 'loss']);
  });
});
