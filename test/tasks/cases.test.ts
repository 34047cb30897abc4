import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { guessTask } from '../../src/tasks/guess.js';
import type { DataReport } from '../../src/tasks/readers/data-report.js';
import { tasks } from '../../src/tasks/registry.js';
import { issuesOf } from './files.js';

const folder = join(import.meta.dirname, 'cases');

function understand(file: string, params: Readonly<Record<string, unknown>> = {}): DataReport {
  const data = join(folder, file);
  const guess = guessTask(data, params.missing === undefined ? {} : { missing: String(params.missing) });
  const task = tasks.get(guess.task);
  return task.understand!(resolveParams(task.params, { data, ...guess.params, ...params }))!;
}

/** Inputs by name with their type, what is missing in them, and a part of how they were read. */
const x1 = (how: string, missing = 0) => ({ x1: ['number', missing, how] as const });
const usual = { x2: ['number', 0, 'numbers'] as const, color: ['category', 0, '3 different'] as const };

const understood: Readonly<Record<string, Readonly<Record<string, readonly [string, number, string]>>>> = {
  '02-semicolon.csv': { ...x1('numbers'), ...usual },
  '03-tab.tsv': { ...x1('numbers'), ...usual },
  '04-pipe.csv': { ...x1('numbers'), ...usual },
  '09-utf16.csv': { ...x1('numbers'), ...usual },
  '10-decimalcomma.csv': { ...x1('decimal comma'), ...usual },
  '11-thousands.csv': { ...x1('commas between thousands'), ...usual },
  '13-percent.csv': { ...x1('sign or unit %'), ...usual },
  '14-question.csv': { ...x1('"?" is taken as missing (4)', 4), ...usual },
  '14b-question-rare.csv': { ...x1('"?" is taken as missing (1)', 1), ...usual },
  '15-minus999.csv': { ...x1('-999 stands far outside', 6), ...usual },
  '16-NA-mixed.csv': { ...x1('"-" is taken as missing', 10), ...usual },
  '17-none-rare.csv': { ...x1('"None" is taken as missing (1)', 1), ...usual },
  '20-unnamedindex.csv': { 'column 1': ['index', 0, 'counts the rows'], ...x1('numbers'), ...usual },
  '25-int64.csv': { id: ['id', 0, 'beyond what a number holds'], ...usual },
  '35-comment.csv': { ...x1('numbers'), ...usual },
  '36-sepline.csv': { ...x1('numbers'), ...usual },
  '40-plain.csv.gz': { ...x1('numbers'), ...usual },
  '43-lines.jsontext': { ...x1('numbers'), ...usual },
  '44-missingkeys.jsonl': { ...x1('numbers'), color: usual.color, x2: ['number', 20, 'numbers'] },
  '45-nan.jsonl': { ...x1('numbers', 9), ...usual },
  '67-unicode-minus.csv': { ...x1('Unicode minus signs'), ...usual },
  '69-paren-neg.csv': { ...x1('negative in parentheses'), ...usual },
  'eu.csv': { Preis: ['number', 0, 'decimal comma, points between thousands'], Menge: ['number', 0, 'numbers'] },
  'units.csv': {
    'FECHA HORA': ['date', 0, 'dates, dmy'],
    'Arco BEN': ['number', 0, 'unit V'],
    'Arco TOL': ['number', 0, 'unit V'],
  },
};

describe('what is understood of a file', () => {
  it.each(Object.entries(understood))('is right and said: %s', (file, columns) => {
    const report = understand(file);
    const inputs = report.columns.filter(({ role }) => role === 'input' || role === 'dropped');
    expect(inputs.map(({ name }) => name).sort()).toEqual(Object.keys(columns).sort());
    for (const [name, [type, missing, how]] of Object.entries(columns)) {
      const found = inputs.find((column) => column.name === name)!;
      expect(found, name).toMatchObject({ type, missing });
      expect(found.how).toContain(how === 'numbers' ? 'number' : how);
    }
    expect(report.rows).toBe({ 'eu.csv': 80, 'units.csv': 30 }[file] ?? 60);
  });

  it('is a class named NA only where the user says so, and the refusal says how', () => {
    const [issue] = issuesOf(() => understand('65-labelNaclass.csv'));
    expect(issue!.message).toContain('two classes');
    expect(issue!.hint).toContain('task.missing=none');
    const { classes } = understand('65-labelNaclass.csv', { missing: 'none', label: 'label' }).target!;
    expect(classes).toEqual([
      { name: 'US', rows: 38 },
      { name: 'NA', rows: 22 },
    ]);
  });

  it('is the positive class by what it says, as 1 or as 1.0, also where it is the commoner one', () => {
    expect(understand('maj_int.csv').target).toMatchObject({ positive: '1' });
    expect(understand('maj_float.csv').target).toMatchObject({ positive: '1.0' });
  });

  it('is a file without a header by its first row', () => {
    const report = understand('22-noheader.csv');
    expect(report.rows).toBe(60);
    expect(report.notes.join()).toContain('no header');
    expect(report.target!.column).toBe('column 4');
    const params = resolveParams(tasks.get('classification').params, { data: join(folder, '22-noheader.csv') });
    expect(issuesOf(() => tasks.get('classification').check(params))[0]!.hint).toContain('task.header=yes');
  });

  it('tells short rows, classes of one row, lists of grades and pairs of texts', () => {
    expect(understand('short.csv').notes.join()).toContain(
      '6 rows have fewer fields than the header, the first is row 1',
    );
    expect(understand('single.csv').warnings.join()).toContain('never tested: "z"');
    expect(understand('letor_small.txt')).toMatchObject({ task: 'ranking', rows: 120, format: 'LETOR', inputs: 46 });
    expect(understand('prices.csv')).toMatchObject({ task: 'regression', rows: 300 });
    expect(understand('thuge.csv').target!.range).toEqual([1e20, 5e20]);
    expect(understand('faq.jsonl')).toMatchObject({ task: 'retrieval', split: { train: 40, test: 10 } });
    expect(understand('trip.jsonl')).toMatchObject({ task: 'retrieval', inputs: 100 });
    expect(understand('iris2.csv').target!.classCount).toBe(2);
  });

  it('is held for every case that there is', () => {
    const named = [
      ...Object.keys(understood),
      ...['65-labelNaclass.csv', 'maj_int.csv', 'maj_float.csv', '22-noheader.csv', 'short.csv', 'single.csv'],
      ...['letor_small.txt', 'prices.csv', 'thuge.csv', 'faq.jsonl', 'trip.jsonl', 'iris2.csv'],
    ];
    expect(readdirSync(folder).filter((file) => !named.includes(file))).toEqual([]);
  });
});
