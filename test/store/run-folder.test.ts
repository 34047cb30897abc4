import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { FolderError } from '../../src/store/disk.js';
import { type MetricsEntry, MetricsText, readMetrics } from '../../src/store/metrics-file.js';
import { decodeNumber, encodeJson, encodeNumber } from '../../src/store/number-json.js';
import { RunFolder, reserveFolder, writeWeights } from '../../src/store/run-folder.js';
import { lineScenario } from '../train/line.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a reserved folder', () => {
  it('is new: a name that is taken by a folder, a file or a link gets a number', () => {
    mkdirSync(join(root, 'x'));
    writeFileSync(join(root, 'x-2'), '');
    symlinkSync('/', join(root, 'x-3'));
    expect([reserveFolder(root, 'x'), reserveFolder(root, 'x'), reserveFolder(root, 'y')]).toEqual(['x-4', 'x-5', 'y']);
  });

  it('makes its root, and refuses one that cannot be a folder as an error of the user', () => {
    expect(reserveFolder(join(root, 'a', 'b'), 'x')).toBe('x');
    writeFileSync(join(root, 'file'), '');
    expect(() => reserveFolder(join(root, 'file'), 'x')).toThrow(UserError);
    expect(() => reserveFolder(join(root, 'file', 'below'), 'x')).toThrow(/out: cannot hold run folders: .*file/);
  });
});

describe('a record that goes on from nothing', () => {
  const cut = { metricsBytes: 0, openBlock: '', eventsBytes: 0 };
  const files = () => readdirSync(join(root, 'x')).sort();

  // A process that is killed between making the two files leaves only the first; so does one that has written into it.
  it.each([['metrics.jsonl'], ['events.jsonl'], ['metrics.jsonl', 'events.jsonl'], []])(
    'makes the growing files that are not there: %s',
    (...there: readonly string[]) => {
      reserveFolder(root, 'x');
      for (const name of there) writeFileSync(join(root, 'x', name), 'half a line');
      const folder = new RunFolder(join(root, 'x'), lineScenario(), 0, {}, cut);
      folder.event(0, 'start');
      folder.close();
      expect(files()).toEqual(['events.jsonl', 'metrics.jsonl']);
      expect(readFileSync(join(root, 'x', 'metrics.jsonl'), 'utf8')).toBe('');
      expect(readFileSync(join(root, 'x', 'events.jsonl'), 'utf8')).toBe('{"step":0,"kind":"start"}\n');
    },
  );

  it('refuses a file that lacks what a checkpoint knows of', () => {
    reserveFolder(root, 'x');
    const known = { ...cut, eventsBytes: 5 };
    expect(() => new RunFolder(join(root, 'x'), lineScenario(), 0, {}, known)).toThrow(/events\.jsonl/);
  });
});

describe('metrics.jsonl', () => {
  const read = (text: string | Uint8Array): MetricsEntry[] => {
    writeFileSync(join(root, 'metrics.jsonl'), text);
    return [...readMetrics(join(root, 'metrics.jsonl'))];
  };
  const point = fc.record({ id: fc.nat(3), step: fc.integer({ min: 0, max: 2 ** 50 }), value: fc.double() });

  it('gives back every bit and the order of what was recorded', () => {
    fc.assert(
      fc.property(fc.array(fc.array(point, { maxLength: 40 }), { maxLength: 5 }), (groups) => {
        const text = new MetricsText();
        let file = '';
        for (const group of groups) {
          for (const { id, step, value } of group) text.point(id, step, value);
          file += text.take().join('');
        }
        expect(read(file)).toEqual(groups.flat().map((entry) => ({ kind: 'point', ...entry })));
      }),
    );
  });

  it('cuts long stretches into blocks, each point once', () => {
    const text = new MetricsText();
    expect(text.full).toBe(false);
    for (let step = 0; step < 5000; step++) text.point(0, step, 1 / step);
    expect(text.full).toBe(true);
    const lines = text.take();
    expect(lines).toHaveLength(3);
    const points = read(lines.join('')).map((entry) => (entry.kind === 'point' ? [entry.step, entry.value] : []));
    expect(points).toEqual(Array.from({ length: 5000 }, (_, step) => [step, 1 / step]));
    expect(text.take()).toEqual([]);
  });

  it('has the same bytes whenever it is taken, and when it goes on from any of its open blocks', () => {
    const moments = fc.array(fc.constantFrom('nothing', 'take', 'reopen'), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 20_000 }), (acts, steps) => {
        const written = (disturb: boolean): string => {
          let text = new MetricsText(steps);
          let file = '';
          for (const [at, act] of acts.entries()) {
            if (at % 17 === 0) text.define(at, { name: `m${at}`, help: '', better: 'neither' });
            for (let i = 0; i <= at; i++) text.point(i % 3, Math.floor((at * steps) / 60), at % 7 === 0 ? -0 : at / 3);
            if (!disturb || act === 'nothing') continue;
            file += text.takeWhole().join('');
            if (act === 'take') continue;
            const { open } = text;
            text = new MetricsText(steps);
            text.reopen(open);
          }
          return file + text.take().join('');
        };
        expect(written(true)).toBe(written(false));
      }),
      { numRuns: 50 },
    );
  });

  it('shows a reader at least a hundred blocks of a long run, however few points it has', () => {
    const text = new MetricsText(100_000);
    for (let step = 500; step <= 100_000; step += 500) text.point(0, step, 1);
    expect(text.takeWhole().length).toBeGreaterThan(100);
  });

  it('defines each metric before its points, in ASCII', () => {
    const text = new MetricsText();
    text.point(0, 1, 2);
    const spec = { name: 'verlust-Ä😀', help: 'wie weit daneben', better: 'lower' } as const;
    text.define(0, spec);
    const lines = text.take().join('');
    expect(Buffer.from(lines, 'latin1').toString('utf8')).toBe(lines);
    expect(read(lines)).toEqual([
      { kind: 'metric', id: 0, spec },
      { kind: 'point', id: 0, step: 1, value: 2 },
    ]);
  });

  it('is readable to its last whole line when it was torn at any byte', () => {
    const text = new MetricsText();
    text.point(0, 1, 0.5);
    const first = text.take().join('');
    text.point(0, 2, Number.NaN);
    const bytes = Buffer.from(first + text.take().join(''));
    for (let size = first.length; size < bytes.length; size++) {
      expect(read(bytes.subarray(0, size))).toEqual([{ kind: 'point', id: 0, step: 1, value: 0.5 }]);
    }
  });
});

describe('a run folder', () => {
  it('names the folder and the problem when it cannot be written', () => {
    const folder = new RunFolder(mkdtempSync(join(root, 'run-')), lineScenario(), 0, {});
    expect(() => new RunFolder(folder.path, lineScenario(), 0, {})).toThrow(FolderError);
    expect(() => new RunFolder(join(root, 'nowhere'), lineScenario(), 0, {})).toThrow(join(root, 'nowhere'));
    folder.close();
  });

  it('leaves no temporary file behind', () => {
    const folder = new RunFolder(mkdtempSync(join(root, 'run-')), lineScenario(), 0, { node: 'v20' });
    folder.close();
    expect(readdirSync(folder.path).sort()).toEqual(['config.json', 'events.jsonl', 'meta.json', 'metrics.jsonl']);
  });

  it('holds weights that the safetensors layout describes', () => {
    const weights = new Map<string, Float32Array | Int32Array>([
      ['a', Float32Array.of(1.5, -2, 3)],
      ['b', Int32Array.of(7)],
    ]);
    writeWeights(root, weights, 'abc');
    const bytes = readFileSync(join(root, 'weights.safetensors'));
    const size = Number(bytes.readBigUInt64LE());
    expect(size % 8).toBe(0);
    const header = JSON.parse(bytes.subarray(8, 8 + size).toString());
    expect(header).toEqual({
      __metadata__: { digest: 'abc' },
      a: { dtype: 'F32', shape: [3], data_offsets: [0, 12] },
      b: { dtype: 'I32', shape: [1], data_offsets: [12, 16] },
    });
    const data = bytes.subarray(8 + size);
    expect([0, 4, 8].map((at) => data.readFloatLE(at))).toEqual([1.5, -2, 3]);
    expect(data.readInt32LE(12)).toBe(7);
    expect(data).toHaveLength(16);
  });
});

describe('numbers in JSON', () => {
  it('come back as the same bits', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(Object.is(decodeNumber(JSON.parse(encodeNumber(value))), value)).toBe(true);
      }),
    );
    expect(encodeJson({ a: [Number.NaN, 1], b: -Infinity })).toBe('{"a":["NaN",1],"b":"-Infinity"}');
    expect([decodeNumber('nan'), decodeNumber(null), decodeNumber('1')]).toEqual([undefined, undefined, undefined]);
  });
});
