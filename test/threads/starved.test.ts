import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-starved-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = ['run', 'gridworld-dqn', '--set', 'steps=1500', '--seeds', '0', '--json', '--no-save'] as const;

/** The program below a shell that sets limits first. */
function limited(limits: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
  const child = spawn('bash', ['-c', `${limits}; exec "$0" "$@"`, process.execPath, main, ...args], {
    cwd: folder,
    env: { ...process.env, CI: '', NO_COLOR: '1', LOSSCOPE_DEBUG: '', ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    child.once('close', (code) => done({ code, ...text }));
  });
}

const digestIn = (out: string): string => JSON.parse(out).scenarios[0].runs[0].digest;
const plain = digestIn(
  execFileSync(process.execPath, [main, ...run], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }),
);

describe.skipIf(process.platform !== 'linux')('a machine with little', () => {
  it.each([
    ['addresses (40 GB)', 'ulimit -v 40000000', {}],
    ['addresses (10 GB)', 'ulimit -v 10000000', {}],
    ['open files (64)', 'ulimit -n 64', {}],
    [
      'home and no folder for temporary files',
      'true',
      { HOME: '/nowhere', TMPDIR: '/nowhere', XDG_CONFIG_HOME: undefined },
    ],
    ['JavaScript heap (40 MB)', 'true', { NODE_OPTIONS: '--max-old-space-size=40' }],
  ] as const)('of %s trains to the same bits', { timeout: 120_000 }, async (_, limits, env) => {
    const { code, out, err } = await limited(limits, run, env);
    expect(code, err).toBe(0);
    expect(digestIn(out)).toBe(plain);
  });

  it('of open files (38) says which limit it is, in one line', async () => {
    const { code, err } = await limited('ulimit -n 38', run);
    expect({ code, err: err.trimEnd() }).toEqual({
      code: 3,
      err: expect.stringMatching(/^[^\n]*too many open files: [^\n]*\(ulimit -n\)[^\n]*$/),
    });
  });

  it('of processors takes no more workers than it has use for, and says so', { timeout: 120_000 }, async () => {
    const { code, err } = await limited('true', [...run, '--workers', '200']);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^\d+ workers in place of 200: /m);
  });
});
