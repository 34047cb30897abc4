import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-resume-document-'));
afterAll(() => rmSync(folder, { recursive: true }));

function losscope(...args: readonly string[]) {
  const env = { ...process.env, CI: '1', NO_COLOR: '1' };
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env, cwd: folder });
}

describe.skipIf(!existsSync(main))('the document of a run that has ended already', () => {
  it('tells which way each metric is better, as the run itself did, so that compare can judge it', () => {
    writeFileSync(join(folder, 'small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 400\nevaluateEvery: 100\n');
    const first = losscope('run', 'small.yaml', '--seeds', '0', '--json', '--workers', '1');
    const [id] = readdirSync(join(folder, 'runs'));
    const again = losscope('resume', id!, '--json');
    expect(again.stderr).toContain('nothing to resume');
    const [before, after] = [first, again].map(({ stdout }) => JSON.parse(stdout).scenarios[0]);
    expect(after).toEqual(before);
    expect(Object.values(after.better)).toContain('higher');
  });
});
