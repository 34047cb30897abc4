import { describe, expect, it } from 'vitest';
import { Stream } from '../../../src/core/random.js';
import { configHash } from '../../../src/scenario/canonical.js';
import { drawnRows } from '../../../src/tasks/readers/row-sample.js';
import { type Role, readTable } from '../../../src/tasks/readers/table.js';
import { temporaryFiles } from '../files.js';

const write = temporaryFiles();
const options = { roles: new Map<string, Role>([['label', 'label']]) };

/** Rows that are numbered from 0. */
const numbered = (rows: number) =>
  `x,text,label\n${Array.from({ length: rows }, (_, i) => `${i},"a long text, number ${i}",${i % 2}`).join('\n')}\n`;

const taken = (file: string, maxRows: number) => {
  const { rows, columns } = readTable(file, { ...options, maxRows });
  const [x] = columns;
  if (x?.kind !== 'numeric') throw new Error('x is not numeric');
  expect(x.values.length).toBe(rows);
  return [...x.values];
};

describe('a table that is thinned out', () => {
  it('has so many rows of the file, each once, in its order', () => {
    const values = taken(write(numbered(5000), 'many.csv'), 200);
    expect(new Set(values).size).toBe(200);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(Math.max(...values)).toBeGreaterThan(4500);
  });

  it('takes each row as often as any other', () => {
    const counts = new Float64Array(10);
    const draws = 300;
    for (let seed = 0; seed < draws; seed++) {
      const kept = drawnRows(1000, 50, Stream.from(seed, 'data'));
      for (const row of kept) counts[Math.floor((row - 1) / 100)]!++;
    }
    // 5 of 50 fall into each tenth, with a deviation of 2.1 (hypergeometric), over the draws 36.
    for (const count of counts) expect(Math.abs(count - 5 * draws)).toBeLessThan(4 * 36);
  });

  it('is the same each time it is read, and whole when the file has no more rows', () => {
    const file = write(numbered(300), 'same.csv');
    expect(taken(file, 50)).toEqual(taken(file, 50));
    expect(taken(file, 300)).toEqual(taken(file, 0));
    expect(taken(file, 1000)).toEqual(taken(file, 0));
  });

  it('may be a JSONL file', () => {
    const lines = Array.from({ length: 400 }, (_, i) => JSON.stringify({ x: i, label: i % 2 }));
    expect(taken(write(lines.join('\n'), 'many.jsonl'), 30)).toHaveLength(30);
  });
});

it('the hash of a scenario has the content of a data file that is larger than a piece', () => {
  const scenarioOf = (data: string) =>
    ({
      learner: { kind: 'task', task: { name: 'classification', params: { data } } },
      ...{ loss: null, steps: 1, evaluateEvery: 1 },
    }) as never;
  const text = numbered(60_000);
  const hashes = [text, text, `${text.slice(0, -2)}3\n`].map((content, i) =>
    configHash(scenarioOf(write(content, `${i}.csv`))),
  );
  expect(text.length).toBeGreaterThan(2 << 20);
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});
