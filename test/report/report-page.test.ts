import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confusionParts } from '../../src/report/html/confusion.js';
import { dataParts } from '../../src/report/html/data.js';
import type { Chapter, Group } from '../../src/report/html/model.js';
import { readNote } from '../../src/report/html/note-file.js';
import { noteCard, termsCard, verdictParts } from '../../src/report/html/verdicts.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';

const { scenario } = parseScenario('task: regression\nsteps: 10\nfocus: mae\n', 'demo.yaml', {
  catalogues: registries,
});

function group(label: string, variant: string, shift: number): Group {
  const runs = Array.from({ length: 10 }, (_, seed) => ({
    ...{ id: `${label}-${seed}`, folder: '', hash: label, seed, pruned: false, scenario: { ...scenario, variant } },
    result: { seed, status: 'done', digest: null, final: { mae: 1 + shift + 0.01 * ((seed * 7) % 10) } },
  }));
  return { label, hash: label, scenario: { ...scenario, variant }, runs, pruned: false } as never;
}

const chapter = (...groups: readonly Group[]) => ({ groups, metric: 'mae', goal: 'min' }) as never as Chapter;

describe('a report', () => {
  it('states the verdict of each configuration on the scenario as written, and the tests that it rests on', () => {
    const text = verdictParts(
      chapter(group('lr=1', 'lr=1', -0.5), group('as written', '', 0), group('lr=9', 'lr=9', 2)),
    );
    const page = text.join('\n');
    expect(page).toContain('Held to <strong>as written</strong> at alpha 0.01');
    expect(page).toMatch(/<strong>lr=1<\/strong>: <span class="good">improved: mae is lower by 0.5/);
    expect(page).toMatch(/<strong>lr=9<\/strong>: <span class="bad">regressed: mae is higher by 2/);
    expect(page).toContain('Mann-Whitney and a paired randomisation test over the 10 shared seeds');
    expect(page).toContain('for 2 variants');
  });

  it('has no verdict where there is one configuration, and explains its terms once', () => {
    expect(verdictParts(chapter(group('alone', '', 0)))).toEqual([]);
    expect(termsCard().match(/<dt>iqm<\/dt>/g)).toHaveLength(1);
  });

  it('takes a note of the user: paragraphs by empty lines, nothing of it as markup', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'losscope-note-')), 'note.txt');
    writeFileSync(file, 'First <b>one</b>.\r\n\r\nSecond,\nof two lines.\n');
    const card = noteCard(readNote(file));
    expect(card.match(/<p>/g)).toHaveLength(2);
    expect(card).toContain('First &lt;b&gt;one&lt;/b&gt;.');
    expect(noteCard('')).toBe('');
    expect(() => readNote(`${file}x`)).toThrow('file not found');
  });

  it('shows what was understood of a file once for the configurations that share it, and without the folder of the file', () => {
    const column = { role: 'input', type: 'number', how: 'all values are numbers', missing: 0, firstMissing: null };
    const folder = mkdtempSync(join(tmpdir(), 'losscope-data-'));
    const report = {
      ...{ file: '/home/someone/a<b.csv', format: 'CSV', notes: [], rowsRead: 12, rows: 10, missingWords: [] },
      dropped: [{ reason: 'no target', count: 2, firstRow: 3 }],
      columns: [{ name: 'x', ...column }],
      warnings: [],
      task: 'regression',
      target: { column: 'y', kind: 'a number', range: [0, 2] },
      split: { how: 'drawn by the seed', train: 8, test: 2, unit: 'rows' },
      inputs: 1,
      scaling: 'none',
    };
    writeFileSync(join(folder, 'data.json'), JSON.stringify(report));
    const onFile = (label: string) => ({ label, runs: [{ id: `${label}-0`, folder }] }) as never as Group;
    const parts = dataParts({ groups: [onFile('a'), onFile('b')] });
    expect(parts).toHaveLength(1);
    expect(parts[0]).toContain('<p>10 rows of 12; 1 number; y 0 to 2; 8 rows train, 2 test</p>');
    expect(parts[0]).toContain('file      a&lt;b.csv\nformat    CSV\n');
    expect(parts[0]).toContain('2 left out: no target, the first in row 3\n');
    expect(dataParts({ groups: [group('generated', '', 0)] })).toEqual([]);
    writeFileSync(join(folder, 'data.json'), '{"rows": 10');
    expect(dataParts({ groups: [onFile('a')] })).toEqual(['<p>data.json of a-0 is damaged</p>']);
  });

  it('draws the confusion matrix of the runs of a configuration together, with the number of rows and runs', () => {
    const runOf = (confusion: unknown) => {
      const folder = mkdtempSync(join(tmpdir(), 'losscope-confusion-'));
      writeFileSync(
        join(folder, 'evaluation.json'),
        JSON.stringify({ classes: [{ name: 'a<b' }, { name: 'c' }], confusion }),
      );
      return { folder };
    };
    const runs = [
      runOf([
        [3, 1],
        [0, 2],
      ]),
      runOf([
        [2, 2],
        [1, 1],
      ]),
      runOf([[1]]),
      { folder: '/nowhere' },
    ];
    const [part] = confusionParts({ groups: [{ label: 'a', runs } as never as Group] });
    expect(part).toContain('Confusion matrix of 12 held-out rows of 2 runs');
    expect([...part!.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)).toEqual([
      'a&lt;b answered as a&lt;b: 5 of 8',
      'a&lt;b answered as c: 3 of 8',
      'c answered as a&lt;b: 1 of 4',
      'c answered as c: 3 of 4',
    ]);
    expect(confusionParts({ groups: [group('generated', '', 0)] })).toEqual([]);
  });
});
