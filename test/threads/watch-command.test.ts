import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A training: a line on each of its outputs, figures, an exit code. */
const training = join(folder, 'train.mjs');
writeFileSync(
  training,
  `console.error('warming up');
for (let i = 0; i < 5; i++) console.log('step ' + i + ' loss ' + 1 / (i + 1));
process.exitCode = Number(process.argv[2]);`,
);
const watch = (...args: readonly string[]) =>
  start(folder, ['watch', ...args, '--', process.execPath, training, '3']).ended;

it('watches a command, passes its exit code on and writes its output to a file', async () => {
  const { code, out, err } = await watch('--json', '--tee', 'out.log');
  expect(code).toBe(3);
  const { runs, notes } = JSON.parse(out) as { runs: Record<string, unknown>[]; notes: string[] };
  expect(runs).toMatchObject([
    {
      id: 'train.mjs',
      ended: true,
      axis: 'step',
      metrics: [{ name: 'loss', better: 'lower', points: 5, until: 4, last: 0.2 }],
    },
  ]);
  expect(notes[0]).toBe('axis: step; 1 metric; 1 line not understood (first: line 1 "warming up")');
  expect(err).toContain('ended with exit code 3');
  expect(readFileSync(join(folder, 'out.log'), 'utf8').split('\n')).toContain('step 4 loss 0.2');
});

it('refuses a program that is not there, and a binary file with its first bytes', async () => {
  const missing = await start(folder, ['watch', '--plain', '--', 'no-such-program']).ended;
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('there is no such program')]);
  writeFileSync(
    join(folder, 'weights.bin'),
    Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0, 0, 0]),
  );
  const binary = await start(folder, ['watch', '--plain', 'weights.bin']).ended;
  expect([binary.code, binary.err]).toEqual([2, expect.stringContaining('begins with 80 02 8a 0a')]);
});
