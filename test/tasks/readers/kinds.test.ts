import { describe, expect, it } from 'vitest';
import { guessTask } from '../../../src/tasks/guess.js';
import type { NumericColumn } from '../../../src/tasks/readers/columns/columns.js';
import { partsOf } from '../../../src/tasks/readers/columns/dates.js';
import { readTable } from '../../../src/tasks/readers/table.js';
import { readTriples } from '../../../src/tasks/readers/triples.js';
import { issuesOf, temporaryFiles } from '../files.js';

const write = temporaryFiles();

/** Reads a column x of these texts, beside one of numbers and a label. */
function read(texts: readonly string[], separator = ',') {
  const rows = texts.map((text, i) => [`"${text}"`, i * 1.5, i % 2 === 0 ? 'a' : 'b'].join(separator));
  const file = write(`${['x', 'n', 'y'].join(separator)}\n${rows.join('\n')}\n`);
  return readTable(file, { roles: new Map([['y', 'label']]) });
}

const valuesOf = (texts: readonly string[]) => [...(read(texts).columns[0] as NumericColumn).values];
const howOf = (texts: readonly string[]) => read(texts).report.columns.find(({ name }) => name === 'x')!;
const refusalOf = (texts: readonly string[], separator = ',') => {
  const [issue] = issuesOf(() => read(texts, separator));
  return [issue!.path, issue!.message, issue!.given];
};
const numbers = (n: number) => Array.from({ length: n }, (_, i) => `${i * 1.25}`);

describe('spellings of numbers', () => {
  it.each([
    [
      ['12.50-', '3.25', '1.00-'],
      [-12.5, 3.25, -1],
    ],
    [
      ['1.5D+02', '2.5D-01', '1D0'],
      [150, 0.25, 1],
    ],
    [
      ['12,34,567', '1,23,456', '45,678'],
      [1234567, 123456, 45678],
    ],
    [
      ['１２.５', '－３', '４'],
      [12.5, -3, 4],
    ],
    [
      ['١٢٫٥', '٣', '٤'],
      [12.5, 3, 4],
    ],
  ])('are read: %j', (texts, values) => {
    expect(valuesOf(texts)).toEqual(values);
  });

  it('of both decimal marks in one column are refused, however late the other one comes', () => {
    const texts = [...Array.from({ length: 300 }, (_, i) => `0.${100 + i}`), '0,125'];
    expect(refusalOf(texts, ';')).toEqual([
      'row 301, column x',
      'is written another way than "0.1": one of the two marks is the decimal',
      '"0,125"',
    ]);
  });

  it('with a point between thousands beside decimal commas are read', () => {
    expect(valuesOf(['1.234,5', '1.001', '12.345', '2,5'])).toEqual([1234.5, 1001, 12345, 2.5]);
  });

  it('in several units are refused', () => {
    expect(refusalOf(['1.5K', '2M', '3K', '4M'])).toEqual([
      'row 1, column x',
      'is a column of several units, which are not converted',
      '"K", "M"',
    ]);
  });
});

describe('a few texts in a column of numbers', () => {
  it.each(['#DIV/0!', '\\N', '(null)', 'no data', '---'])('stand for a missing value: %s', (text) => {
    expect(howOf([...numbers(30), text, text])).toMatchObject({ type: 'number', missing: 2 });
  });

  it('are refused, where the numbers are few and many rows have them, and where they are many', () => {
    const few = [...Array.from({ length: 300 }, (_, i) => `${i % 7}`), 'oops'];
    expect(refusalOf(few)[0]).toBe('row 301, column x');
    expect(refusalOf([...numbers(30), ...Array<string>(8).fill('broken')])[0]).toBe('row 31, column x');
  });

  it('make it one of categories where the numbers are few', () => {
    expect(howOf(['1', '2', 'A', '3', '1', 'B', '2', 'A'])).toMatchObject({ type: 'category' });
  });

  it('count as missing for 999 and 1e30, which stand far outside and more than once', () => {
    expect(howOf([...numbers(30), '999', '999'])).toMatchObject({ missing: 2 });
    expect(howOf([...numbers(30), '999'])).toMatchObject({ missing: 0 });
    expect(howOf([...numbers(30), '1e30', '1e30'])).toMatchObject({ missing: 2 });
  });
});

describe('dates', () => {
  it.each([
    ['5 Jan 2020', 'ymd', [18266, 1, 5, 6, 0]],
    ['05-JAN-20', 'mdy', [18266, 1, 5, 6, 0]],
    ['January 5th, 2020', 'ymd', [18266, 1, 5, 6, 0]],
    ['Sun, 05 Jan 2020 06:00:00', 'ymd', [18266.25, 1, 5, 6, 6]],
    ['1/5/2020 12:30 AM', 'mdy', [18266 + 0.5 / 24, 1, 5, 6, 0.5]],
    ['1/5/2020 6:00:00 PM', 'mdy', [18266.75, 1, 5, 6, 18]],
  ] as const)('are read: %s', (text, order, parts) => {
    expect(partsOf(text, order)).toEqual(parts);
  });

  it('are refused with what is none among them, or stands in another order', () => {
    const days = Array.from({ length: 20 }, (_, i) => `2020-01-${10 + i}`);
    expect(refusalOf([...days, '0000-00-00'])).toEqual([
      'row 21, column x',
      'must be a date, as 20 other values of this column are',
      '"0000-00-00"',
    ]);
    expect(refusalOf([...days, '31.12.2020'])[1]).toBe(
      'is a date in another order than 20 other values of this column',
    );
  });
});

describe('the top of a file', () => {
  const table = 'a,b,y\n1,2,p\n2,3,q\n3,4,p\n4,1,q\n';
  const readText = (text: string) => readTable(write(text), { roles: new Map([['y', 'label']]) }).report;

  it('may hold lines that have one field less than the header', () => {
    const report = readText(`Report\nwritten by a tool, version 2\n${table}`);
    expect(report.columns.map(({ name }) => name)).toEqual(['a', 'b', 'y']);
    expect(report.notes).toContain('2 lines before the header left out');
  });

  it('may name two columns alike', () => {
    const report = readText('a,a,y\n1,2,p\n2,3,q\n3,4,p\n4,1,q\n');
    expect(report.columns.map(({ name }) => name)).toEqual(['a', 'a.1', 'y']);
    expect(report.notes).toEqual(['column 2 is named a as an earlier one is: it is called a.1']);
  });

  it('may lack the separator that ends each row', () => {
    const report = readText(table.replaceAll(/([pq])\n/g, '$1,\n'));
    expect(report.columns.map(({ name }) => name)).toEqual(['a', 'b', 'y']);
  });

  it('names why no column is left', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `'${i}',${i % 2 === 0 ? 'p' : 'q'}`);
    const [issue] = issuesOf(() => readText(`a,y\n${rows.join('\n')}\n`));
    expect(issue!.message).toBe('has no column to learn from: all were left out');
    expect(issue!.given).toContain('a: 40 different texts in 40 rows, as an id has');
  });
});

describe('what a file is for', () => {
  const guessed = (text: string) => guessTask(write(text), {}).task;
  const rows = (line: (i: number) => string) => `${Array.from({ length: 60 }, (_, i) => line(i)).join('\n')}\n`;

  it('is a graph where three columns are head, relation and tail, without a header or with other names', () => {
    expect(guessed(rows((i) => `/m/0${i % 9}\t/film/r${i % 3}\t/m/0${(i * 7) % 11}`))).toBe('knowledge-graph');
    expect(guessed(rows((i) => `0${i + 1000}\t_hypernym\t0${i * 3 + 900}`))).toBe('knowledge-graph');
    expect(guessed(rows((i) => `e${i % 17} r${i % 3} e${(i * 5) % 19}`))).toBe('knowledge-graph');
    expect(guessed(`subject,predicate,object\n${rows((i) => `e${i},r${i % 3},x${i}`)}`)).toBe('knowledge-graph');
    expect(guessed(`size,color,y\n${rows((i) => `${i},${i % 2 === 0 ? 'red' : 'blue'},${i % 3}`)}`)).toBe(
      'multi-class',
    );
    expect(guessed(`a,b,y\n${rows((i) => `p${i % 4},${i % 2 === 0 ? 'q' : 'r'},p${i % 3}`)}`)).toBe('multi-class');
  });

  it('leaves a header of triples out, whatever it calls them', () => {
    const file = write(`subject,predicate,object\n${rows((i) => `e${i},r${i % 3},x${i}`)}`);
    expect(readTriples(file, 'auto').triples).toHaveLength(60);
  });

  it('is ranking where there are queries and grades', () => {
    expect(guessed(`query_id,relevance,f\n${rows((i) => `0${i % 6},${i % 4},${i * 1.5}`)}`)).toBe('ranking');
  });

  it('takes NULL in LETOR as missing', () => {
    const file = write(rows((i) => `${i % 3} qid:${i % 6} 1:${i}.5 2:${i === 4 ? 'NULL' : i}`));
    const { report } = readTable(file, {
      roles: new Map([
        ['grade', 'target'],
        ['query', 'key'],
      ]),
      called: { query: 'query' },
    });
    expect(report.columns.find(({ name }) => name === 'feature 2')).toMatchObject({ type: 'number', missing: 1 });
  });
});
