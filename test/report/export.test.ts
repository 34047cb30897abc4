import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32c } from '../../src/logs/binary/crc32c.js';
import { openSources, type RunSource } from '../../src/report/export/sources.js';
import { writeTensorBoard } from '../../src/report/export/tensorboard.js';
import { csvText, writeCsv } from '../../src/report/export/text.js';
import { reportPage } from '../../src/report/html/page.js';
import { MetricsText } from '../../src/store/metrics-file.js';
import { recordHere } from '../session/record-here.js';
import { lineScenario } from '../train/line.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const VALUES = [0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY, 1 / 3];
const metrics = new MetricsText();
metrics.define(0, { name: '=loss, "odd"', help: 'h', better: 'lower' });
VALUES.forEach((value, i) => {
  metrics.point(0, i + 200, value);
});
writeFileSync(join(folder, 'metrics.jsonl'), metrics.take().join(''));
const scenario = lineScenario({ name: 'a<b>', variant: 'loss=x, y', steps: 300 });
const run: RunSource = { id: 'r', folder, scenario, hash: 'abc', seed: 7, result: null, pruned: false };

/** Reads event files without any of our code: walks the protobuf, computes the checksums bit by bit. */
const READER = `
import struct, sys, json
def crc(data):
    c = 0xffffffff
    for b in data:
        c ^= b
        for _ in range(8): c = (c >> 1) ^ (0x82f63b78 if c & 1 else 0)
    c ^= 0xffffffff
    return ((c >> 15 | c << 17) + 0xa282ead8) & 0xffffffff
def varint(d, i):
    n = s = 0
    while True:
        b = d[i]; i += 1; n |= (b & 127) << s; s += 7
        if b < 128: return n, i
def fields(d):
    i = 0
    while i < len(d):
        k, i = varint(d, i); w = k & 7
        if w == 0: v, i = varint(d, i)
        elif w == 1: v = d[i:i+8]; i += 8
        elif w == 5: v = d[i:i+4]; i += 4
        else: n, i = varint(d, i); v = d[i:i+n]; i += n
        yield k >> 3, v
d = open(sys.argv[1], 'rb').read(); i = 0; out = []
while i < len(d):
    n = struct.unpack('<Q', d[i:i+8])[0]; m = d[i+12:i+12+n]
    assert crc(d[i:i+8]) == struct.unpack('<I', d[i+8:i+12])[0]
    assert crc(m) == struct.unpack('<I', d[i+12+n:i+16+n])[0]
    i += 16 + n; e = dict(fields(m))
    if 3 in e: out.append(e[3].decode())
    else:
        v = dict(fields(dict(fields(e[5]))[1]))
        out.append([e[2], v[1].decode(), str(struct.unpack('<f', v[2])[0])])
print(json.dumps(out))
`;

/** What stands in the one event file of a folder. */
function readEvents(events: string) {
  const [file] = readdirSync(events);
  const { stdout, stderr } = spawnSync('python3', ['-c', READER, join(events, file!)], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const RUNS = join(folder, 'runs');
beforeAll(async () => {
  for (const seed of [0, 1]) {
    mkdirSync(join(RUNS, `line-${seed}`), { recursive: true });
    await recordHere(join(RUNS, `line-${seed}`), lineScenario(), { seed });
  }
});

describe('export', () => {
  it('keeps every bit in CSV, quotes what must be, and defuses formulas', () => {
    const file = join(folder, 'a.csv');
    expect(writeCsv([run], file)).toBe(VALUES.length);
    const lines = readFileSync(file, 'utf8').split('\r\n').slice(1, -1);
    expect(lines[0]).toBe(`r,a<b>,"loss=x, y",7,"'=loss, ""odd""",200,0.1`);
    expect(lines.map((line) => Number(line.split(',').at(-1)))).toEqual(VALUES);
    expect(['+1', '-x', '@a', 'plain'].map(csvText)).toEqual(["'+1", "'-x", "'@a", 'plain']);
  });

  it('has all columns and no point for a run that recorded none, and reads it as TensorBoard does', ({ skip }) => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    writeFileSync(join(empty, 'metrics.jsonl'), '');
    const file = join(folder, 'empty.csv');
    expect(writeCsv([{ ...run, folder: empty }], file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('run,scenario,variant,seed,metric,step,value\r\n');
    if (spawnSync('python3', ['--version']).status !== 0) skip('python3 is not installed');
    const { points, folders } = writeTensorBoard([{ ...run, folder: empty }], join(folder, 'tb-empty'));
    expect([points, readEvents(join(folder, 'tb-empty', folders[0]!))]).toEqual([0, ['brain.Event:2']]);
  });

  it('keeps event files of hostile names below their folder, one a run, tags cut and whole', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip('python3 is not installed');
    const hostile = mkdtempSync(join(folder, 'hostile-'));
    const text = new MetricsText();
    const tags = ['../../x', '\u001b[31m\u202e', `${'é'.repeat(600)}\u{1F600}`, 'a\n\u0000b'];
    tags.forEach((name, id) => {
      text.define(id, { name, help: '', better: 'lower' });
      text.point(id, 2 ** 40, Number.POSITIVE_INFINITY);
    });
    writeFileSync(join(hostile, 'metrics.jsonl'), text.take().join(''));
    const bad = ['../../up', '/etc', '..', 'a\u0000b'].map((name) => ({
      ...run,
      folder: hostile,
      scenario: lineScenario({ name, variant: '../..' }),
    }));
    const root = join(folder, 'tb-hostile');
    const { folders } = writeTensorBoard(bad, root);
    expect(readdirSync(root).sort()).toEqual([...folders].sort());
    expect([new Set(folders).size, folders.every((name) => !/[/\\\0]|^\.\.?$/.test(name))]).toEqual([4, true]);
    expect(readEvents(join(root, folders[0]!)).slice(1)).toEqual(
      tags.map((name) => [2 ** 40, name.slice(0, 512), 'inf']),
    );
  });

  it('takes a folder of runs for all runs in it', () => {
    const names = openSources([RUNS], 'nowhere').runs.map(({ id }) => id);
    expect(names).toEqual(['line-0', 'line-1']);
    expect(() => openSources([folder], 'nowhere')).toThrow(/holds neither a run nor a sweep/);
  });

  it('has the CRC-32C of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('writes event files that an independent reader takes, checksums and all', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip('python3 is not installed');
    const [name] = writeTensorBoard([run], join(folder, 'tb')).folders;
    const read = readEvents(join(folder, 'tb', name!));
    expect(read[0]).toBe('brain.Event:2');
    expect(read.slice(1).map(([step, tag]: [number, string]) => [step, tag])).toEqual(
      VALUES.map((_, i) => [i + 200, '=loss, "odd"']),
    );
    expect(Number(read[1][2])).toBeCloseTo(0.1, 7);
    expect(read[3][2]).toBe('nan');
  });
});

describe('the report page', () => {
  it('escapes names, loads nothing from anywhere, and has finite coordinates only', () => {
    const page = reportPage({ runs: [run], experiments: [] });
    expect(page).not.toContain('a<b>');
    expect(page).not.toMatch(/<script|src=|https?:/);
    expect(page).toMatch(/<svg class="chart"[^>]*><?\s*<title>/);
    const numbers = [...page.matchAll(/ (?:d|x|y|x1|x2|y1|y2|cx|cy|r)="([^"]*)"/g)].map((match) => match[1]!);
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.filter((text) => /NaN|Infinity/.test(text))).toEqual([]);
  });

  it('opens in Chromium without a word on the console, its charts laid out', ({ skip }) => {
    if (spawnSync('chromium', ['--version']).status !== 0) skip('chromium is not installed');
    const file = join(folder, 'report.html');
    writeFileSync(file, reportPage({ runs: [run], experiments: [] }));
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      `--user-data-dir=${join(folder, 'chromium')}`,
    ];
    const { stdout, stderr } = spawnSync('chromium', [...options, '--dump-dom', `file://${file}`], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    expect(stderr).not.toMatch(/:CONSOLE[(:]/);
    expect(stdout).toContain('<svg class="chart"');
  });
});
