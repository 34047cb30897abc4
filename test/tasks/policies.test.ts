import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { losses } from '../../src/losses/registry.js';
import { guessTask } from '../../src/tasks/guess.js';
import type { DataReport } from '../../src/tasks/readers/data-report.js';
import { readTable } from '../../src/tasks/readers/table.js';
import { tasks } from '../../src/tasks/registry.js';
import { BalancedBatches } from '../../src/tasks/splits/balanced-batches.js';
import { ownTable, splitOwn } from '../../src/tasks/splits/own-table.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build } from './learners.js';

const write = temporaryFiles();

/** Forty rows in groups of four, a day each; the tenth row has neither mark, group nor day. */
const rows = Array.from({ length: 40 }, (_, i) => ({
  x: ((i * 7) % 11) / 11,
  part: i === 9 ? '' : i % 4 === 0 ? 'test' : 'train',
  who: i === 9 ? '' : `g${Math.floor(i / 4)}`,
  day: i === 9 ? '' : `2024-03-${String(1 + ((i * 3) % 31)).padStart(2, '0')}`,
  label: i % 3 === 0 ? 'yes' : 'no',
}));
const csv = (list: readonly object[]) =>
  [Object.keys(list[0]!).join(), ...list.map((row) => Object.values(row).join())].join('\n');
const data = write(csv(rows), 'rows.csv');

const split = (given: Readonly<Record<string, string>>, seed = 0) => {
  const table = ownTable({ data, ...given }, [['label', 'label']]);
  const { train, test, how } = splitOwn(table, { data, ...given, testPart: 0.25 }, Stream.from(seed, 'data'), null);
  return { train: [...train].sort((a, b) => a - b), test: [...test].sort((a, b) => a - b), how };
};

const understand = (task: string, params: Readonly<Record<string, unknown>>): DataReport =>
  tasks.get(task).understand!(resolveParams(tasks.get(task).params, params) as never)!;

const problem = (task: string, params: Readonly<Record<string, unknown>>) =>
  issuesOf(() => tasks.get(task).check(resolveParams(tasks.get(task).params, params)))[0]!;

describe('the rows that are held out', () => {
  it('are those of a column, and rows without a mark are on neither side, which is said', () => {
    const { train, test, how } = split({ split: 'part' });
    expect(test).toEqual(rows.flatMap(({ part }, i) => (part === 'test' ? [i] : [])));
    expect(train).toEqual(rows.flatMap(({ part }, i) => (part === 'train' ? [i] : [])));
    expect(how).toBe('as column part says; rows without a value, 1, are on neither side');
    const odd = write(csv(rows.map((row, i) => (i === 5 ? { ...row, part: 'maybe' } : row))), 'odd.csv');
    expect(problem('classification', { data: odd, label: 'label', split: 'part' }).given).toContain('"maybe"');
  });

  it('never share a group with those that are trained on', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { train, test, how } = split({ groups: 'who' }, seed);
      const held = new Set(test.map((row) => rows[row]!.who));
      expect(train.filter((row) => rows[row]!.who !== '' && held.has(rows[row]!.who))).toEqual([]);
      expect(train.length + test.length).toBe(40);
      expect(test.length).toBeGreaterThanOrEqual(8);
      expect(test.length).toBeLessThanOrEqual(12);
      expect(how).toMatch(/of 11 groups of who, drawn by the seed; rows without a value, 1, are a group each$/);
    }
  });

  it('are the latest ones; rows without a time are trained on', () => {
    const { train, test, how } = split({ time: 'day' });
    const latest = train.map((row) => rows[row]!.day).reduce((a, b) => (a > b ? a : b));
    expect(test).toHaveLength(10);
    for (const row of test) expect(rows[row]!.day >= latest).toBe(true);
    expect(train).toContain(9);
    expect(how).toContain('rows without a value, 1, train');
    const slashes = write(
      csv(rows.map((row, i) => ({ ...row, day: `0${1 + (i % 5)}/0${1 + (i % 7)}/2024` }))),
      's.csv',
    );
    const { how: read } = understand('classification', { data: slashes, label: 'label', time: 'day' }).split;
    expect(read).toContain('dates read as month/day');
  });

  it('are refused by time with the row that is no time', () => {
    const odd = write(csv(rows.map((row, i) => (i === 5 ? { ...row, day: 'soon' } : row))), 'soon.csv');
    expect(problem('classification', { data: odd, label: 'label', time: 'day' }).given).toBe(
      '"soon" in row 6 of column day',
    );
  });

  it('are those of a second file, of which missing columns are said', () => {
    const test = write('label,day\nyes,2024-01-01\nno,2024-01-02\nyes,2024-01-03', 'test.csv');
    const report = understand('classification', { data, label: 'label', test });
    expect(report.split).toMatchObject({ train: 40, test: 3 });
    for (const name of ['x', 'part', 'who'])
      expect(report.warnings).toContain(`column ${name} is not in ${test}: missing in its 3 rows`);
  });

  it('are told in one way only', () => {
    expect(problem('classification', { data, label: 'label', time: 'day', groups: 'who' }).given).toBe('who, day');
  });
});

describe('balanced batches', () => {
  it('give each class the same part, every row its turn, and go on from a saved state', () => {
    const labels = Uint8Array.from({ length: 50 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    const all = Int32Array.from({ length: 50 }, (_, i) => i);
    const make = () => new BalancedBatches(all, labels, 10, Stream.from(1, 'data'));
    const batches = make();
    const seen = new Set<number>();
    for (let i = 0; i < 9; i++) {
      const batch = [...batches.next()];
      expect(batch.filter((row) => labels[row] === 1)).toHaveLength(5);
      for (const row of batch) seen.add(row);
    }
    expect(seen.size).toBe(50);
    const saved = structuredClone(batches.save());
    const next = [...batches.next()];
    const again = make();
    again.restore(saved);
    expect([...again.next()]).toEqual(next);
  });
});

describe('a loss that does not fit the targets', () => {
  const below = write(
    `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 5 === 3 ? -2 : i % 5}`).join('\n')}`,
    'y.csv',
  );
  const refuse = (name: string) => {
    const definition = losses.get(name);
    const { params } = tasks.get('regression');
    return issuesOf(() =>
      tasks.get('regression').checkLoss!(
        definition,
        resolveParams(definition.params, {}),
        resolveParams(params, { data: below, target: 'y' }) as never,
      ),
    )[0]!;
  };

  it.each([
    ['poisson-nll', '-2 in row 4 of column y'],
    ['msle', '-2 in row 4 of column y'],
    ['tweedie', '-2 in row 4 of column y'],
    ['mape', '0 in row 1 of column y'],
  ])('is refused before training, with those that fit: %s', (name, given) => {
    const issue = refuse(name);
    expect(issue.given).toBe(given);
    const allowed = issue.allowed!.split(', ');
    expect(allowed).toContain('huber');
    for (const other of ['poisson-nll', 'msle', 'tweedie', 'mape']) expect(allowed).not.toContain(other);
  });
});

describe('a guess', () => {
  const file = write(['x,visits', ...Array.from({ length: 60 }, (_, i) => `${i},${i % 6}`)].join('\n'), 'visits.csv');
  const guessFor = (loss: string) =>
    guessTask(file, { target: 'visits', suits: (task) => tasks.get(task).losses.includes(loss) });

  it('gives way to a task that takes the loss that is asked for', () => {
    expect(guessTask(file, { target: 'visits' })).toMatchObject({ task: 'multi-class', params: { label: 'visits' } });
    expect(guessFor('cross-entropy').task).toBe('multi-class');
    expect(guessFor('poisson-nll')).toMatchObject({
      ...{ task: 'regression', params: { target: 'visits' } },
      why: 'it has 6 classes; regression for its loss',
    });
    // Of tasks that the target does not do for there is none.
    expect(guessFor('dice').task).toBe('multi-class');
  });
});

describe('files of other shapes', () => {
  const guessed = (file: string) => {
    const { task, params } = guessTask(file, {});
    return { task, report: understand(task, { data: file, ...params }) };
  };

  it('are SVMLight without queries', () => {
    const lines = Array.from(
      { length: 20 },
      (_, i) => `${i % 2 === 0 ? 1 : -1} 1:${i} ${i % 3 === 0 ? '4:0.5' : '2:1'}`,
    );
    const { task, report } = guessed(write(lines.join('\n'), 'rows.svm'));
    expect(task).toBe('classification');
    expect(report).toMatchObject({ rows: 20, target: { positive: '1' } });
    expect(report.columns.filter(({ role }) => role === 'input').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['feature 1', 'feature 2', 'feature 4']),
    );
  });

  it('are pairs of query and document, or of anchor and positive, as CSV and TSV', () => {
    const pair = (i: number) => [`what is thing ${i}`, `thing ${i} is a word of its own`, `nothing ${i}`];
    for (const [head, mark] of [
      ['query,document', ','],
      ['anchor\tpositive\tnegative', '\t'],
    ] as const) {
      const columns = head.split(mark).length;
      const lines = Array.from({ length: 12 }, (_, i) => pair(i).slice(0, columns).join(mark));
      const { task, report } = guessed(write([head, ...lines].join('\n'), 'pairs.txt'));
      expect([task, report.rows]).toEqual(['retrieval', 12]);
      expect(report.target!.kind).toContain(`among ${columns === 3 ? 24 : 12}`);
    }
  });

  it('are columns that list labels with bars between; an empty one carries none', () => {
    const tags = ['red|round', 'red', '', 'round|big', 'big'];
    const lines = Array.from({ length: 20 }, (_, i) => `${i},${tags[i % 5]}`);
    const { task, report } = guessed(write(['x,tags', ...lines].join('\n'), 'tags.csv'));
    expect([task, report.rows]).toEqual(['multi-label', 20]);
    expect(report.target!.classes!.map(({ name, rows: n }) => [name, n]).sort()).toEqual([
      ['big', 8],
      ['red', 8],
      ['round', 8],
    ]);
  });

  it('are SVMLight files of new rows: a feature of training that no line names is 0', () => {
    const old = write('1 1:0.5 3:2\n-1 1:1.5 2:1\n1 2:3 3:1', 'old.svm');
    const { specs } = readTable(old, { roles: new Map([['target', 'label']]) });
    const {
      rows: n,
      columns,
      report,
    } = readTable(write('1 1:0.5\n-1 1:-0.2', 'few.svm'), {
      ...{ roles: new Map(), specs, mayLackRoles: true },
    });
    expect([n, report.absent]).toEqual([2, undefined]);
    expect(columns.map((column) => column.kind === 'numeric' && [column.name, ...column.values])).toEqual([
      ['feature 1', 0.5, -0.2],
      ['feature 2', 0, 0],
      ['feature 3', 0, 0],
    ]);
  });

  it('of several labels have a logistic regression for each label as a yardstick', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 6},${i % 5},${i % 6 > 2 ? 'high' : ''}`);
    const file = write(['x,y,tags', ...lines].join('\n').replaceAll('high', 'high|any'), 'two.csv');
    const { task, params } = guessTask(file, { target: 'tags', task: 'multi-label' });
    const { learner, recorded } = build(tasks.get(task), { params: { data: file, ...params } });
    learner.evaluate(true);
    expect(recorded.get('linear_mean_average_precision')).toEqual([1]);
    expect(recorded.get('linear_micro_f1')![0]).toBeGreaterThan(0.95);
  });
});
