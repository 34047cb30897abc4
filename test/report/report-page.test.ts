import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    expect(() => readNote(`${file}x`)).toThrow('there is no such file');
  });
});
