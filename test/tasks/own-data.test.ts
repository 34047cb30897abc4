import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { holdOutTriples, readTriples } from '../../src/tasks/readers/triples.js';
import { tasks } from '../../src/tasks/registry.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train } from './learners.js';

const write = temporaryFiles();

const wave = (i: number, k: number) => ((i * 7 + k * 13) % 11) / 11;
/** Twelve classes of four rows, told by their first two columns. */
const faces = ['who,x,y,noise'].concat(
  Array.from({ length: 48 }, (_, i) => {
    const c = Math.floor(i / 4);
    return [`person ${c}`, (c % 4) + wave(i, 1) / 5, Math.floor(c / 4) + wave(i, 2) / 5, wave(i, 3)].join();
  }),
);
/** Twelve queries of six documents; the grade is told by one column. */
const documents = ['query,grade,length,age'].concat(
  Array.from({ length: 72 }, (_, i) => [`q${Math.floor(i / 6)}`, i % 3, (i % 3) + wave(i, 1), wave(i, 2)].join()),
);
/** A ring of twelve entities with a step forwards and a step back. */
const ring = Array.from({ length: 12 }, (_, i) => [
  { head: `e${i}`, relation: 'next', tail: `e${(i + 1) % 12}` },
  { head: `e${i}`, relation: 'before', tail: `e${(i + 11) % 12}` },
]).flat();

const faceFile = write(faces.join('\n'), 'faces.csv');
const documentFile = write(documents.join('\n'), 'documents.csv');
const ringFile = write(ring.map((triple) => JSON.stringify(triple)).join('\n'), 'ring.jsonl');

const refused = (task: string, given: Readonly<Record<string, unknown>>) =>
  issuesOf(() => tasks.get(task).check(resolveParams(tasks.get(task).params, given)));

const own = {
  identities: { data: faceFile, label: 'who', hidden: [8], dim: 4, batch: 6 },
  'two-views': { data: faceFile, label: 'who', mask: 0.2, hidden: [8], dim: 4, batch: 12 },
  ranking: { data: documentFile, hidden: [8], batch: 4, relevant: 1 },
  'knowledge-graph': { data: ringFile, dim: 4, batch: 8, testPart: 0.1 },
};

describe.each(Object.entries(own))("%s on a user's own data", (name, params) => {
  it('trains, and records no yardstick that only generated data have', () => {
    const task = tasks.get(name);
    expect(() => task.check(resolveParams(task.params, params))).not.toThrow();
    const { learner, recorded } = build(task, { params });
    train(learner, 30);
    learner.evaluate(true);
    expect(structuredClone(learner.scope())).toEqual(learner.scope());
    expect([...recorded.keys()].filter((metric) => /^true_|_mirrors$|_translations$/.test(metric))).toEqual([]);
    for (const [metric, values] of recorded) {
      expect(values.length, metric).toBeGreaterThan(0);
      expect(values.every(Number.isFinite), metric).toBe(true);
    }
  });

  it('names a file that is not there', () => {
    expect(refused(name, { ...params, data: '/nowhere/at-all.csv' })[0]!.file).toBe('/nowhere/at-all.csv');
  });
});

describe('what is wrong with a file of classes', () => {
  it('is told with the row: a class of one row, by the number that a batch takes', () => {
    const file = write([...faces, 'lonely,1,2,3'].join('\n'), 'lonely.csv');
    const [issue] = refused('identities', { ...own.identities, data: file });
    expect(issue).toMatchObject({ path: 'row 49, column who', given: '"lonely" with 1' });
    const issues = refused('identities', { ...own.identities, rowsPerClass: 5 });
    expect(issues[0]!.message).toContain('5 rows or more');
    expect(issues.length).toBe(12);
  });

  it('is too few classes to hold two out', () => {
    const file = write(faces.slice(0, 13).join('\n'), 'three.csv');
    expect(refused('identities', { ...own.identities, data: file })[0]!.message).toContain('4 classes or more');
  });

  it('is two views that would be the same', () => {
    expect(refused('two-views', { ...own['two-views'], mask: 0 })[0]!.path).toBe('mask');
  });
});

describe('what is wrong with a file of graded documents', () => {
  it('is a grade that is none, with its row', () => {
    const file = write([...documents, 'q1,2.5,1,1', 'q1,31,1,1', 'q1,-1,1,1'].join('\n'), 'grades.csv');
    const issues = refused('ranking', { ...own.ranking, data: file });
    expect(issues.map(({ path }) => path)).toEqual([73, 74, 75].map((row) => `row ${row}, column grade`));
  });

  it('is a column of queries that is not there, or an empty query', () => {
    expect(refused('ranking', { ...own.ranking, query: 'list' })[0]!.message).toContain('no query column');
    const file = write([...documents, ',1,1,1'].join('\n'), 'empty-query.csv');
    expect(refused('ranking', { ...own.ranking, data: file })[0]).toMatchObject({ message: 'has no query' });
  });

  it('is that no two lists have an order', () => {
    const file = write(['query,grade,x', 'a,1,1', 'a,1,2', 'b,0,1', 'b,2,2'].join('\n'), 'flat.csv');
    expect(refused('ranking', { ...own.ranking, data: file })[0]!.given).toBe('1 of 2');
  });
});

describe('triples', () => {
  it('are each there once, in training or held out, and nothing held out is unknown to training', () => {
    const all = readTriples(ringFile, 'auto');
    expect([all.entities, all.relations, all.triples.length]).toEqual([12, 2, 24]);
    const { train: kept, test } = holdOutTriples(all, 0.9, Stream.from(3, 'data'));
    expect(new Set([...kept, ...test].map(String)).size).toBe(24);
    expect(test.length).toBeGreaterThan(0);
    const entities = new Set(kept.flatMap(([head, , tail]) => [head, tail]));
    const relations = new Set(kept.map(([, relation]) => relation));
    for (const [head, relation, tail] of test)
      expect(entities.has(head) && entities.has(tail) && relations.has(relation)).toBe(true);
  });

  it('are refused with the row of an empty end, and without a column', () => {
    const file = write('head,relation,tail\na,r,b\na,,b\n,r,c', 'ends.csv');
    expect(issuesOf(() => readTriples(file, 'auto')).map(({ path }) => path)).toEqual([
      'row 2, column relation',
      'row 3, column head',
    ]);
    const other = write('from,to\na,b', 'columns.csv');
    expect(issuesOf(() => readTriples(other, 'comma'))).toHaveLength(3);
  });
});
