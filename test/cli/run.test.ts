import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-run-'));

/** The built program in a process of its own, since runs are threads. */
function start(...args: readonly string[]) {
  const env = { ...process.env, CI: '', NO_COLOR: '1', LOSSCOPE_DEBUG: '' };
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return { child, text, code: new Promise<number | null>((done) => child.once('close', done)) };
}

function firstLine(child: ChildProcess): Promise<unknown> {
  return new Promise((done) => child.stderr?.once('data', done));
}

function scenario(name: string, steps: number, expectation = ''): string {
  writeFileSync(join(folder, name), `env: gridworld\nagent: q-learning\nsteps: ${steps}\nseeds: 0-1\n${expectation}`);
  return name;
}

describe.skipIf(!existsSync(main))('a run without a terminal', () => {
  it('prints exactly one JSON document, and ends with 1 when an expectation is not met', async () => {
    const impossible = 'expect:\n  - {metric: q_error, op: "<", value: -1, stat: max, text: impossible}\n';
    const { text, code } = start('run', scenario('impossible.yaml', 2000, impossible), '--json', '--workers', '2');
    expect(await code).toBe(1);
    expect(JSON.parse(text.out).scenarios).toMatchObject([
      {
        name: 'impossible',
        variant: '',
        runs: [
          {
            seed: 0,
            status: 'done',
            steps: 2000,
            digest: expect.stringMatching(/^[0-9a-f]{64}$/),
            final: { regret: expect.anything() },
          },
          { seed: 1, status: 'done' },
        ],
        expectations: [{ text: 'impossible', measured: expect.any(Number), pass: false }],
      },
    ]);
    expect(text.err).toMatch(/^impossible seed 0 {2}done/m);
  });

  it('stops at the first signal, reports, and ends with the code of the signal', async () => {
    const { child, text, code } = start('run', scenario('long.yaml', 1_000_000_000));
    await firstLine(child);
    child.kill('SIGTERM');
    expect(await code).toBe(143);
    expect(text.out).toMatch(/^scenario.*\nlong {6}0-1 {4}2 stopped/);
  });

  it('finishes although the reader of its output has gone', async () => {
    const { child, text, code } = start('run', scenario('gone.yaml', 2000), '--workers', '2');
    child.stdout.destroy();
    expect(await code).toBe(0);
    expect(text.err.match(/^gone seed [01] {2}done/gm)).toHaveLength(2);
  });
});
