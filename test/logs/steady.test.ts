import { describe, expect, it } from 'vitest';
import { LogReader } from '../../src/logs/reading/log-reader.js';
import { FoldedCurve } from '../../src/logs/runs/folded-curve.js';

type Point = readonly [metric: string, x: number, value: number];

/** What is read of a text that comes in pieces; with `short`, rows may take the short way. */
function read(text: string, piece: number, short: boolean) {
  const points: Point[] = [];
  let taken = 0;
  const known = new Set<string>();
  const reader = new LogReader(
    { path: 'x.csv' },
    { x: null, metrics: null },
    {
      point: (_, metric, x, value) => {
        known.add(metric);
        points.push([metric, x, value]);
      },
      ...(short && {
        lane: (_: string, metric: string) => {
          if (!known.has(metric)) return null;
          return (x: number, value: number) => {
            taken++;
            points.push([metric, x, value]);
          };
        },
      }),
    },
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.finish();
  const { unread, firstUnread, axis, tornOff } = reader;
  return { points, told: { unread, firstUnread, axis, tornOff, names: [...reader.names].sort() }, taken };
}

const rows = (n: number, row: (i: number) => string, head = 'step,loss,acc'): string =>
  `${head}\n${Array.from({ length: n }, (_, i) => `${row(i)}\n`).join('')}`;

const TEXTS: Readonly<Record<string, string>> = {
  plain: rows(200, (i) => `${i},${(1 / (i + 1)).toFixed(6)},0.${i}`),
  'CR LF': rows(200, (i) => `${i},${1 / (i + 1)},0.5`).replaceAll('\n', '\r\n'),
  exponents: rows(200, (i) => `${i},${i + 1}e-${i % 30},-1.5E+3`),
  'long numbers': rows(200, (i) => `${i},0.12345678901234567890${i},123456789012345678`),
  blanks: rows(200, (i) => `${i}, ${i % 3 === 0 ? '' : 0.5},${i % 2 === 0 ? '' : 0.25}`),
  'not numbers': rows(200, (i) => `${i},${i % 40 === 39 ? 'nan' : '1.5'},${i % 50 === 49 ? 'inf' : '.5'}`),
  'a column that begins late': rows(200, (i) => `${i},0.5,${i < 100 ? '' : '0.25'}`),
  'a resumed run': rows(200, (i) => `${i < 150 ? i : i - 60},${i},0.5`),
  quotes: rows(200, (i) => `${i},"0.5",${i % 60 === 59 ? '"a,b"' : '1'}`),
  'lines between': rows(200, (i) => `${i},0.5,${i}${i % 70 === 69 ? '\nepoch 3 is over\n\nsaved to x,y' : ''}`),
  'another header': `${rows(100, (i) => `${i},0.5,1`)}${rows(100, (i) => `${i + 100},0.25,2,3`, 'step,loss,acc,lr')}`,
  'counts of data': rows(200, (i) => `${i * 64},0.5,${i}`, 'samples,loss,acc'),
  'a row number without a name': rows(200, (i) => `${i},${i * 10},0.5,1`, ',step,loss,acc'),
  'too many cells': rows(200, (i) => `${i},0.5,1${i % 30 === 29 ? ',9,9' : ''}`),
  'a torn end': rows(200, (i) => `${i},0.5000,0.2500`).slice(0, -4),
  semicolons: rows(200, (i) => `${i};0,5;1,25`, 'step;loss;acc'),
};

describe('rows that take the short way', () => {
  it.each(Object.keys(TEXTS))('give what they give one by one, cut anywhere: %s', (name) => {
    const text = TEXTS[name]!;
    const expected = read(text, text.length, false);
    expect(expected.points.length).toBeGreaterThan(100);
    for (const piece of [text.length, 997, 61, 7]) {
      const { points, told } = read(text, piece, true);
      expect(points).toEqual(expected.points);
      expect(told).toEqual(expected.told);
    }
  });

  it('are nearly all of a long table', () => {
    expect(read(TEXTS.plain!, 4096, true).taken).toBeGreaterThan(350);
    expect(read(TEXTS['not numbers']!, 4096, true).taken).toBeGreaterThan(100);
    expect(
      read(
        rows(200, (i) => `${i},${i},0.5,1`, 'step,epoch,loss,acc'),
        4096,
        true,
      ).taken,
    ).toBe(0);
  });

  it('make the same curve', () => {
    const [a, b] = [false, true].map((short) => {
      const curve = new FoldedCurve({ name: 'loss', help: '', better: 'lower' });
      for (const [metric, x, value] of read(TEXTS['a resumed run']!, 300, short).points) {
        if (metric === 'loss') curve.add(x, value);
      }
      return curve;
    });
    expect(b!.points).toBe(a!.points);
    expect(b!.resumed).toEqual([90]);
  });
});
