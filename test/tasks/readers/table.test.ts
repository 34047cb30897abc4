import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../../src/core/random.js';
import { encodeFeatures } from '../../../src/tasks/readers/features.js';
import { MISSING, RARE, type Role, readTable, type TableOptions } from '../../../src/tasks/readers/table.js';
import { Minibatches } from '../../../src/tasks/splits/minibatches.js';
import { stratifiedSplit } from '../../../src/tasks/splits/stratified-split.js';
import { issuesOf, temporaryFiles } from '../files.js';

const write = temporaryFiles();

type Options = Partial<TableOptions> & { readonly label?: string };

const readFile = (file: string, { label = 'y', ...options }: Options = {}) => {
  const table = readTable(file, { roles: new Map<string, Role>([[label, 'label']]), ...options });
  return { ...table, label: table.keys.get(label)! };
};

function read(content: string, options: Options = {}) {
  return readFile(write(content), options);
}

describe('readTable', () => {
  it('tells numbers from categories and marks what is missing', () => {
    const table = read('n,c,y\n1,red,no\n-2.5e1,blue,no\nNA,red,yes\n,null,no\nNaN, red ,yes\n');
    expect(table.rows).toBe(5);
    expect(table.columns).toEqual([
      { kind: 'numeric', name: 'n', values: Float64Array.of(1, -25, Number.NaN, Number.NaN, Number.NaN) },
      { kind: 'categorical', name: 'c', texts: ['red', 'blue'], codes: Int32Array.of(0, 1, 0, MISSING, 0) },
    ]);
    expect(table.label.texts).toEqual(['no', 'yes']);
    expect([...table.label.codes]).toEqual([0, 0, 1, 0, 1]);
  });

  it('gives back the numbers that were written', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (values) => {
        const rows = [...values, 0.5, 1.5].map((value) => `${value},a`);
        const table = read(`x,y\n${rows.join('\n')}`, { types: 'x:number', missing: 'none' });
        const column = table.columns[0]!;
        // A text has no negative zero.
        expect(column.kind === 'numeric' && [...column.values]).toEqual([
          ...values.map((value) => value + 0),
          0.5,
          1.5,
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('suggests the label column that was meant, or the separator', () => {
    expect(issuesOf(() => read('age,label\n1,2', { label: 'lable' }))[0]).toMatchObject({
      path: 'header',
      line: 1,
      allowed: 'age, label',
      hint: 'Did you mean label?',
    });
    expect(issuesOf(() => read('a;y\n1;2', { separator: 'comma' }))[0]!.hint).toContain('semicolon');
  });

  it('reports all problems of a file at once, each with its row', () => {
    const issues = issuesOf(() => read('a,a,y\n1,2,0\n1,2\n1,2,3,4\n1,2,\n1,"x"y,0\n'));
    expect(issues.map(({ path, line, message }) => [path, line, message])).toEqual([
      ['row 3', 4, 'has 4 fields, the header has 3'],
      ['row 5', 6, 'has text after a closing quote'],
    ]);
    expect(issuesOf(() => read('a,y\n1,0\n1e999,1\n'))[0]).toMatchObject({
      path: 'row 2, column a',
      line: 3,
      message: 'must be finite',
    });
  });

  it('stops after 20 problems and says that the rest was not checked', () => {
    const issues = issuesOf(() => read(`a,y\n${'1,"0"x\n'.repeat(1000)}`));
    expect(issues).toHaveLength(20);
    expect(issues[19]!.hint).toContain('not checked');
  });

  it('names an empty file, a header without rows and a table without features', () => {
    expect(issuesOf(() => read(''))[0]!.message).toContain('is empty');
    expect(issuesOf(() => read('a,y\n'))[0]!.message).toContain('no rows');
    expect(issuesOf(() => read('y\n1\n'))[0]!.message).toContain('besides the label');
    expect(issuesOf(() => read('a,y\n1,2\n', { ignore: 'a' }))[0]!.message).toContain('besides the label');
    expect(issuesOf(() => read('a,y\n1,2\n', { ignore: 'b' }))[0]!.message).toContain('to ignore');
  });

  it('takes one text among many numbers for damage, not for a category', () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i === 41 ? '4O' : i * 1.5},${i % 2}`);
    expect(issuesOf(() => read(`a,y\n${rows.join('\n')}`))[0]).toMatchObject({
      path: 'row 42, column a',
      given: '"4O"',
    });
  });

  it('keeps terminal escapes and odd names as plain data', () => {
    const table = read('\u001b[31mred,__proto__,,y\n1,2,3,0\n2,4,5,1', {});
    expect(table.columns.map((column) => column.name)).toEqual(['\u001b[31mred', '__proto__', 'column 3']);
  });

  it('leaves a column of ever new texts out, and stays small on it when it must be a category', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `id-${i},${i % 7},${i % 2}`);
    const content = `a,b,y\n${rows.join('\n')}`;
    const { columns, report } = read(content);
    expect(columns.map(({ name }) => name)).toEqual(['b']);
    expect(report.columns[0]).toMatchObject({ name: 'a', role: 'dropped', type: 'id' });
    const column = read(content, { types: 'a:category' }).columns[0]!;
    expect(column.kind === 'categorical' && [column.texts.length, column.codes[2999]]).toEqual([1000, RARE]);
  });
});

describe('encodeFeatures', () => {
  it('uses the statistics of the training rows only', () => {
    const column = { kind: 'numeric', name: 'n', values: Float64Array.of(1, 3, Number.NaN, 1e6, Number.NaN) } as const;
    const { names, values, width } = encodeFeatures([column], 5, [0, 1, 2]);
    expect(names).toEqual(['n', 'n is missing']);
    expect(width).toBe(2);
    expect([...values].filter((_, i) => i % 2 === 0)).toEqual([-1, 1, 0, 999998, 0]);
    expect([...values].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 1, 0, 1]);
  });

  it('puts categories that training did not see under other', () => {
    const column = {
      kind: 'categorical',
      name: 'c',
      texts: ['a', 'b', 'new'],
      codes: Int32Array.of(0, 1, 0, 2, RARE, MISSING),
    } as const;
    const { names, values } = encodeFeatures([column], 6, [0, 1, 2]);
    expect(names).toEqual(['c=a', 'c=b', 'c=other']);
    expect([...values]).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0]);
  });

  it('survives huge and tiny numbers', () => {
    for (const scale of [1e-300, 1e300]) {
      const values = Float64Array.of(-scale, scale);
      const encoded = encodeFeatures([{ kind: 'numeric', name: 'n', values }], 2, [0, 1]);
      expect([...encoded.values]).toEqual([-1, 1]);
    }
  });

  it('refuses data in which no column differs', () => {
    const column = { kind: 'numeric', name: 'n', values: Float64Array.of(5, 5, 7) } as const;
    expect(issuesOf(() => encodeFeatures([column], 3, [0, 1]))[0]!.message).toContain('no column');
  });
});

describe('stratifiedSplit', () => {
  it('puts every row on one side, and each class in its proportion on both', () => {
    const classes = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(classes, fc.integer(), (groups, seed) => {
        const { train, test } = stratifiedSplit(groups, 0.3, Stream.from(seed, 'data'));
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(groups.map((_, i) => i));
        for (const group of [0, 1, 2]) {
          const size = groups.filter((g) => g === group).length;
          const tested = [...test].filter((row) => groups[row] === group).length;
          if (size >= 2) expect(tested).toBe(Math.min(size - 1, Math.max(1, Math.round(size * 0.3))));
          else expect(tested).toBe(0);
        }
      }),
    );
  });
});

describe('Minibatches', () => {
  it('shows every row once an epoch', () => {
    const batches = new Minibatches([3, 4, 5, 6, 7, 8], 2, Stream.from(0, 'data'));
    for (let epoch = 0; epoch < 3; epoch++) {
      const rows = [batches.next(), batches.next(), batches.next()].flatMap((batch) => [...batch]);
      expect(rows.sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8]);
    }
  });

  it('makes one batch of all rows when there are fewer than its size', () => {
    const batches = new Minibatches([0, 1, 2], 10, Stream.from(0, 'data'));
    expect(batches.size).toBe(3);
    expect([...batches.next()].sort()).toEqual([0, 1, 2]);
  });
});

describe('a JSONL file as a table', () => {
  const read = (rows: readonly unknown[], options: Options = {}) =>
    readFile(write(rows.map((row) => JSON.stringify(row)).join('\n'), 'rows.jsonl'), options);

  it('gives the columns of the same rows as CSV, a key that is left out as missing', () => {
    const table = read([{ n: 1.5, c: 'red', y: true }, { y: false, c: null, n: -2e3 }, { y: false }]);
    expect(table.rows).toBe(3);
    expect(table.columns).toEqual([
      { kind: 'numeric', name: 'n', values: Float64Array.of(1.5, -2000, Number.NaN) },
      { kind: 'categorical', name: 'c', texts: ['red'], codes: Int32Array.of(0, MISSING, MISSING) },
    ]);
    expect(table.label.texts).toEqual(['true', 'false']);
  });

  it('takes lists of numbers and objects within objects for columns, and a later key for one that was missing before', () => {
    const table = read([
      { age: 1, at: { x: 5, y: 'n' }, v: [1, 2], y: 0 },
      { age: 2, at: { x: 6, y: 'm' }, v: [3, 5], y: 1, late: 4 },
      { age: 3, y: 0, late: 7 },
    ]);
    expect(table.columns.map(({ name }) => name)).toEqual(['age', 'at.x', 'at.y', 'v.0', 'v.1', 'late']);
    const late = table.columns.at(-1)!;
    expect(late.kind === 'numeric' && [...late.values]).toEqual([Number.NaN, 4, 7]);
  });

  it('names the row of a value that is a list of objects', () => {
    const issues = issuesOf(() =>
      read([
        { age: 1, y: 0 },
        { age: [{ b: 1 }], y: 0 },
      ]),
    );
    expect(issues.map(({ path, line, given }) => [path, line, given])).toEqual([['row 2, column age', 2, '[{"b":1}]']]);
  });
});

describe('targets', () => {
  const read = (content: string, targets: readonly string[], missingTarget: 'drop' | 'refuse' = 'drop') =>
    readTable(write(content), { roles: new Map<string, Role>(targets.map((name) => [name, 'target'])), missingTarget });

  it('are numbers by name', () => {
    const table = read('a,p,b,q\nx,1,2,3\ny,4,5,-6e-1\n', ['q', 'p']);
    expect([...table.targets].map(([name, { values }]) => [name, ...values])).toEqual([
      ['p', 1, 4],
      ['q', 3, -0.6],
    ]);
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leave a row without one out and count it, or refuse it with its row when told to', () => {
    const table = read('a,t\n1,2\n3,\n4,5\n', ['t']);
    expect([...table.numbers]).toEqual([1, 3]);
    expect(table.report.dropped).toEqual([{ reason: 'no target in column t', count: 1, firstRow: 2 }]);
    expect(issuesOf(() => read('a,t\n1,2\n3,\n', ['t'], 'refuse'))).toMatchObject([
      { path: 'row 2, column t', message: 'has no target' },
    ]);
  });

  it('must be numbers, in a column that is there', () => {
    expect(issuesOf(() => read('a,t\n1,2\n4,high\n', ['t'])).map(({ path, given }) => [path, given])).toEqual([
      ['row 2, column t', '"high"'],
    ]);
    expect(issuesOf(() => read('a,price\n1,2\n', ['prise']))[0]).toMatchObject({
      message: 'has no target column of this name',
      hint: 'Did you mean price?',
    });
  });
});
