import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32c } from '../../src/report/export/crc32c.js';
import type { RunSource } from '../../src/report/export/sources.js';
import { writeTensorBoard } from '../../src/report/export/tensorboard.js';
import { csvText, writeCsv } from '../../src/report/export/text.js';
import { reportPage } from '../../src/report/html/page.js';
import { MetricsText } from '../../src/run/metrics-file.js';
import { lineScenario } from '../run/line.js';

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

describe('export', () => {
  it('keeps every bit in CSV, quotes what must be, and defuses formulas', () => {
    const file = join(folder, 'a.csv');
    expect(writeCsv([run], file)).toBe(VALUES.length);
    const lines = readFileSync(file, 'utf8').split('\r\n').slice(1, -1);
    expect(lines[0]).toBe(`r,a<b>,"loss=x, y",7,"'=loss, ""odd""",200,0.1`);
    expect(lines.map((line) => Number(line.split(',').at(-1)))).toEqual(VALUES);
    expect(['+1', '-x', '@a', 'plain'].map(csvText)).toEqual(["'+1", "'-x", "'@a", 'plain']);
  });

  it('has the CRC-32C of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('writes event files that an independent reader takes, checksums and all', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip('python3 is not installed');
    const [name] = writeTensorBoard([run], join(folder, 'tb')).folders;
    const [file] = readdirSync(join(folder, 'tb', name!));
    const { stdout, stderr } = spawnSync('python3', ['-c', READER, join(folder, 'tb', name!, file!)], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const read = JSON.parse(stdout);
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
