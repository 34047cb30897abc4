import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const cases = join(root, 'test', 'tasks', 'cases');
const folder = mkdtempSync(join(tmpdir(), 'losscope-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the built program prints. */
const losscope = (...args: readonly string[]) =>
  execFileSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...args], { cwd: folder, encoding: 'utf8' });

const table = (file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

describe('a file of a user, from the file to predictions', () => {
  beforeAll(() => {
    const short = ['--plain', '--seeds', '0', '--set', 'steps=120', '--save-scenario', 'iris.yaml'];
    losscope('train', join(cases, 'iris2.csv'), ...short);
  });

  it('leaves what was understood, and the held-out predictions, which predict gives for the same rows', () => {
    const report = JSON.parse(readFileSync(join(folder, 'runs/iris2-0/data.json'), 'utf8')) as { rows: number };
    expect(report).toMatchObject({ rows: 100, task: 'classification', target: { positive: 'virginica' } });
    losscope('predict', 'iris2-0', join(cases, 'iris2.csv'), '--out', 'p.csv');
    const all = table('p.csv');
    expect(all).toHaveLength(101);
    const [head, ...held] = table('runs/iris2-0/predictions.csv');
    expect(head).toEqual(['row', 'target', 'prediction', 'probability of virginica', 'score']);
    expect(held.length).toBe(26);
    for (const [row, , ...said] of held) expect(all[Number(row)]).toEqual([row, ...said]);
  });

  it('scores rows with a missing column, an unknown text and a gap, and says so', () => {
    writeFileSync(join(folder, 'new.csv'), 'sepal length (cm),petal length (cm)\n5.1,1.4\nlong,4.4\n,5.5\n');
    losscope('predict', 'iris2-0', 'new.csv', '--out', 'q.csv');
    expect(
      table('q.csv')
        .slice(1)
        .map(([row, prediction]) => [row, typeof prediction]),
    ).toEqual([
      ['1', 'string'],
      ['2', 'string'],
      ['3', 'string'],
    ]);
  });

  it('saves a scenario that runs', () => {
    expect(losscope('run', './iris.yaml', '--plain', '--seeds', '1', '--set', 'steps=20')).toContain('data: 100 rows');
  });

  it('exports the model as JSON, safetensors, ONNX and Python', () => {
    losscope('export', 'iris2-0', '--model', 'model');
    const model = JSON.parse(readFileSync(join(folder, 'model/model.json'), 'utf8')) as { inputs: unknown[] };
    expect(model.inputs).toHaveLength(4);
    for (const file of ['weights.safetensors', 'model.onnx', 'predict.py'])
      expect(readFileSync(join(folder, 'model', file)).length).toBeGreaterThan(500);
  });

  it('refuses to predict rows that have none of the columns of training', () => {
    writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n3,4\n');
    expect(() => losscope('predict', 'iris2-0', 'other.csv')).toThrow('has none of the columns of training');
  });

  it('trains for a time: the steps follow from it, with twenty evaluations', () => {
    const short = ['--plain', '--seeds', '0', '--workers', '1', '--no-save', '--save-scenario', 'timed.yaml'];
    losscope('train', join(cases, 'iris2.csv'), '--time', '0.5s', ...short);
    const [, steps] = /^steps: (\d+)/m.exec(readFileSync(join(folder, 'timed.yaml'), 'utf8'))!;
    const [, every] = /^evaluateEvery: (\d+)/m.exec(readFileSync(join(folder, 'timed.yaml'), 'utf8'))!;
    expect(Number(steps)).toBeGreaterThanOrEqual(20);
    expect(Number(every)).toBe(Math.max(1, Math.floor(Number(steps) / 20)));
  });
});

describe('the tasks', () => {
  it('are listed, and each page shows the files that it takes, its losses, metrics and settings', () => {
    const names = losscope('tasks')
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]!);
    expect(names).toEqual(expect.arrayContaining(['classification', 'retrieval', 'knowledge-graph']));
    const page = losscope('tasks', 'retrieval');
    for (const part of ['Files of your own', 'Losses', 'Metrics', 'Settings', 'query,document', 'bm25_mrr'])
      expect(page).toContain(part);
    expect(() => losscope('tasks', 'Retrieval')).toThrow('Did you mean retrieval?');
  });
});
