import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../src/cli/man-page.js';
import { createProgram } from '../../src/cli/program.js';
import { MAN_FILE } from '../../src/report/manual-file.js';
import { fakeTerminal } from './fake-terminal.js';
import { losscope } from './inside.js';

describe('--quiet', () => {
  it('leaves out progress and notes before and after the command, and keeps results and errors', async () => {
    const args = ['losses', 'evaluate', 'mse', '--pred', '[1,2]', '--target', '[1,0]', '--plugin', 'nowhere.mjs'];
    const failed = await losscope(...args, '--quiet');
    expect([failed.code, failed.err]).toEqual([2, expect.stringContaining('nowhere.mjs')]);
    expect((await losscope('--quiet', 'lossse')).err).toContain('lossse');
    const log = new URL('../logs/cases/edge/log.csv.gz', import.meta.url).pathname;
    const [loud, quiet] = [await losscope('watch', log, '--json'), await losscope('watch', log, '--json', '--quiet')];
    expect([quiet.code, quiet.out, quiet.err]).toEqual([loud.code, loud.out, '']);
  });
});

describe('the manual page', () => {
  it('has the help of every command and is up to date', () => {
    const page = manPage(createProgram({ terminal: fakeTerminal().terminal, exit: () => {} }));
    expect(readFileSync(MAN_FILE, 'utf8')).toBe(page);
    for (const name of ['run', 'baseline check', 'sweep submit', 'losses evaluate']) {
      expect(page).toContain(`.SS losscope ${name}`);
    }
    // No line but a request begins as one.
    for (const line of page.split('\n')) expect(line).toMatch(/^(?:\.(?:TH|SH|SS|B|nf|fi)\b|\\&|[^.']|$)/);
    expect(page).not.toContain('losscope complete\n');
  });
});
