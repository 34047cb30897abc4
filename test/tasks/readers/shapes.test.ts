import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { guessTask } from '../../../src/tasks/guess.js';
import { type Role, readTable } from '../../../src/tasks/readers/table.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-shapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (text: string | Uint8Array, name = 'data.json') => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const read = (text: string, name?: string) =>
  readTable(write(text, name), { roles: new Map<string, Role>([['y', 'label']]) });
const message = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return String(error).replaceAll(folder, '');
  }
  return 'nothing';
};

/** Two columns of four rows as the shapes hold them. */
const a = [1.5, -2, 30, 4];
const y = ['no', 'yes', 'no', 'yes'];
const rows = a.map((value, i) => ({ a: value, y: y[i] }));
const keyed = (values: readonly unknown[]) => Object.fromEntries(values.map((value, i) => [i, value]));
const shapes: Readonly<Record<string, unknown>> = {
  '': rows,
  'one object of columns': { a, y },
  'names and rows side by side (pandas orient=split)': {
    columns: ['a', 'y'],
    index: [0, 1, 2, 3],
    data: rows.map((row) => [row.a, row.y]),
  },
  'one object of columns (pandas orient=columns)': { a: keyed(a), y: keyed(y) },
  'one object of rows (pandas orient=index)': keyed(rows),
  'the rows stand under "data"': { schema: { fields: [], pandas_version: '1.4.0' }, data: rows },
  'the rows stand under "results"': { count: 4, next: null, results: rows },
  'rows as lists of values, the first of them the header': [['a', 'y'], ...rows.map((row) => [row.a, row.y])],
};

describe('a table in one JSON document', () => {
  it.each(Object.entries(shapes))('is read in the shape: %s', (how, value) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const { columns, keys, report } = read(text);
      expect(columns.map((column) => column.kind === 'numeric' && [...column.values])).toEqual([a]);
      const { texts, codes } = keys.get('y')!;
      expect(Array.from(codes, (code) => texts[code])).toEqual(y);
      expect([report.format, report.notes]).toEqual(['JSON', how === '' ? [] : [how]]);
    }
  });

  it('has columns of one length, or is refused', () => {
    expect(message(() => read('{"a":[1,2,3],"y":["no","yes"]}'))).toContain(
      'has columns of different lengths: a has 3 values, y has 2',
    );
  });

  it('is told from JSON Lines with a damaged line', () => {
    expect(message(() => read('{"a":1,"y":"no"\n{"a":2,"y":"yes"}\n'))).toContain('data.json:1: row 1: is not JSON');
    expect(read('{"a":1,"y":"no"}\n{"a":2,"y":"yes"}').rows).toBe(2);
  });
});

describe('files of other programs', () => {
  it.each([
    ['PK\x03\x04...', 'is a ZIP archive, which Excel workbooks are too, which is not read'],
    ['\xfd7zXZ\0..', 'xz -dc FILE'],
    ['BZh91AY&SY', 'bzip2 -dc FILE'],
    ['\x28\xb5\x2f\xfd...', 'zstd -dc FILE'],
    ['ARROW1\0\0', 'pandas.read_feather'],
    ['\x93NUMPY\x01', 'numpy.savetxt'],
    ['\x80\x04\x95', 'pandas.read_pickle'],
    ['SQLite format 3\0', 'sqlite3 -header -csv FILE'],
    ['<!DOCTYPE html><table>', 'pandas.read_html'],
    ['<?xml version="1.0"?>', 'pandas.read_xml'],
    ['@relation r\n@attribute a numeric\n@data\n1,2\n', 'task.skipLines=3 and task.header=no'],
  ])('are refused with the way to convert them: %j', (text, hint) => {
    expect(message(() => readTable(write(Buffer.from(text, 'latin1'), 'foreign'), { roles: new Map() }))).toContain(
      hint,
    );
  });
});

describe('columns of times without dates', () => {
  it('become hours, durations too', () => {
    const clock = ['9:30', '14:45:36', '23:59', '0:00'];
    const half = ['9:30 AM', '12:15 am', '3:45 PM', '12:00 p.m.'];
    const long = ['36:30', '100:00:36', '0:15', '7:00'];
    const text = ['clock,half,long,y', ...clock.map((one, i) => `${one},${half[i]},${long[i]},${y[i]}`)].join('\n');
    const { columns } = read(text, 'times.csv');
    const hours = columns.filter(({ name }) => name.endsWith(': hour'));
    expect(hours.map((column) => column.kind === 'numeric' && [...column.values])).toEqual([
      [9.5, 14 + 45.6 / 60, 23 + 59 / 60, 0],
      [9.5, 0.25, 15.75, 12],
      [36.5, 100.01, 0.25, 7],
    ]);
  });
});

describe('a target that lists labels', () => {
  const of = (values: readonly string[]) => {
    const lines = values.map((value, i) => `${i * 7},"${value.replaceAll('"', '""')}"`);
    return guessTask(write(['a,y', ...lines, ...lines].join('\n'), 'lists.csv'), { target: 'y' });
  };

  it.each([
    ['brackets around', ["['red', 'round']", "['red']", '[]', "['round']"]],
    ['brackets around', ['["red", "round"]', '["red"]', '[]', '["round"]']],
    ['bars between', ['red|round', 'red', 'round', 'red|big']],
    ['semicolons between', ['red;round', 'red', 'round', 'red;big', 'big']],
    ['commas between', ['red, round', 'red', 'round', 'red, big', 'big']],
  ])('is multi-label: %s', (how, values) => {
    expect(of(values)).toMatchObject({ task: 'multi-label', why: `it lists labels, with ${how}` });
  });

  it('is no list where names have a comma in them', () => {
    expect(of(['Bend, OR', 'Reno, NV', 'Boise, ID', 'Erie, PA']).task).toBe('multi-class');
  });
});

it('fields of more than 65,536 bytes are read', () => {
  const long = 'word '.repeat(20_000);
  const text = ['a,note,y', ...y.map((label, i) => `${a[i]},"${long}${i}",${label}`)].join('\n');
  expect(read(text, 'long.csv').rows).toBe(4);
});
