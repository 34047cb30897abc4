import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { end, main } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-carried-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { cwd: folder };
const at = (...parts: readonly string[]) => join(folder, ...parts);

const rows = Array.from({ length: 60 }, (_, i) => `${i / 60},${(i * 7) % 13},${(2 * i) / 60 + ((i * 7) % 5) / 50}`);
mkdirSync(at('mine/parts'), { recursive: true });
writeFileSync(at('mine/points.csv'), `a,b,y\n${rows.join('\n')}\n`);
writeFileSync(at('mine/parts/scale.mjs'), 'export const scale = 0.5;\n');
// A module that is of no use without its part.
const brittle = readFileSync(resolve(import.meta.dirname, '../experiment/fixtures/brittle.mjs'), 'utf8');
writeFileSync(
  at('mine/own.mjs'),
  `import { scale } from './parts/scale.mjs';\nif (scale !== 0.5) throw 1;\n${brittle}`,
);
writeFileSync(
  at('mine/own.yaml'),
  'task: {name: regression, data: points.csv, target: y, hidden: [4]}\nsteps: 40\nevaluateEvery: 20\n',
);
writeFileSync(at('mine/sweep.yaml'), 'scenario: own.yaml\nseeds: 0-1\nset: {loss: huber}\n');

describe.skipIf(!existsSync(main))('a plan', { timeout: 60_000 }, () => {
  it('carries its data and plug-ins, so that its folder alone is enough elsewhere, with the same bits', async () => {
    const planned = await end(['sweep', 'plan', 'mine/sweep.yaml', '--plugin', 'mine/own.mjs', '--out', 'sent'], here);
    expect(planned.err, planned.err).toContain('1 configuration on 2 seeds');
    cpSync(at('sent'), at('whole'), { recursive: true });
    const whole = await end(['sweep', 'run', '--plan', 'whole', '--allow-plugins', '--json'], here);
    expect(whole.code, whole.err).toBe(0);
    renameSync(at('mine'), at('gone'));
    const elsewhere = await end(['sweep', 'run', '--plan', 'sent', '--allow-plugins', '--json'], here);
    expect(elsewhere.code, elsewhere.err).toBe(0);
    const digests = (text: string) =>
      (JSON.parse(text) as { cells: { digest: string }[] }).cells.map(({ digest }) => digest);
    expect(digests(elsewhere.out)).toEqual(digests(whole.out));
    renameSync(at('gone'), at('mine'));
  });

  it('says which file is missing where neither the file nor its copy is what was planned', async () => {
    await end(['sweep', 'plan', 'mine/sweep.yaml', '--out', 'torn'], here);
    const copy = readdirSync(at('torn/files')).find((name) => name.endsWith('-points.csv'))!;
    expect(readFileSync(at('torn/files', copy), 'utf8')).toBe(readFileSync(at('mine/points.csv'), 'utf8'));
    writeFileSync(at('mine/points.csv'), 'a,b,y\n1,2,3\n');
    const carried = await end(['sweep', 'run', '--plan', 'torn', '--index', '0'], here);
    expect(carried.code, carried.err).toBe(0);
    writeFileSync(at('torn/files', copy), 'a,b,y\n1,2,4\n');
    const { code, err } = await end(['sweep', 'run', '--plan', 'torn', '--index', '1'], here);
    expect(code).toBe(2);
    expect(err).toContain(
      `torn/files/${copy}: data file ${at('mine/points.csv')} is missing on this machine, or is another one`,
    );
  });
});
