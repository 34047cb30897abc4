import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** Each bundled scenario, short, with learners of every kind of mathematics that a run uses. */
const runs: readonly (readonly string[])[] = [
  ['gridworld-dqn', '--set', 'steps=2000'],
  ['cartpole-reinforce', '--set', 'steps=6000'],
  ['retrieval-mnr', '--set', 'steps=20'],
  ['imbalanced-focal', '--set', 'steps=200'],
  ['imbalanced-focal', '--set', 'steps=200', '--set', 'loss=poly'],
];

function digests(command: string, args: readonly string[]): string[] {
  return runs.map((run) => {
    const text = execFileSync(command, [...args, main, 'run', ...run, '--seeds', '3', '--json', '--no-save'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    const document = JSON.parse(text) as { scenarios: { runs: { status: string; digest: string }[] }[] };
    const { status, digest } = document.scenarios[0]!.runs[0]!;
    expect(status).toBe('done');
    return digest;
  });
}

const folder = mkdtempSync(join(tmpdir(), 'losscope-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Begins a run on this version of Node and kills it after its first checkpoint. */
async function begin(out: string, args: readonly string[]): Promise<void> {
  const options = ['--plain', '--checkpoint', '0.05', '--out', out];
  const child = spawn(process.execPath, [main, 'run', ...args, ...options], { stdio: 'ignore' });
  const hasCheckpoint = () =>
    existsSync(out) &&
    readdirSync(out, { recursive: true, encoding: 'utf8' }).some((name) => /step-\d+\.safetensors$/.test(name));
  while (!hasCheckpoint()) await new Promise((done) => setTimeout(done, 10));
  child.kill('SIGKILL');
  await new Promise((done) => child.once('close', done));
}

describe('another version of Node', () => {
  const here = digests(process.execPath, []);

  it.each(['22', '24'])('%s computes the same bits', { timeout: 240_000 }, (version) => {
    expect(digests('npx', ['-y', '-p', `node@${version}`, 'node'])).toEqual(here);
  });

  it.each(['22', '24'])(
    '%s goes on with a run of this version to the same bits',
    { timeout: 240_000 },
    async (version) => {
      const args = ['gridworld-dqn', '--set', 'steps=6000', '--seeds', '3'];
      const stdio = ['ignore', 'pipe', 'ignore'] as const;
      const digestOf = (text: string) => JSON.parse(text).scenarios[0].runs[0].digest;
      const whole = execFileSync(process.execPath, [main, 'run', ...args, '--json', '--no-save'], {
        stdio: [...stdio],
        encoding: 'utf8',
      });
      const out = join(folder, version);
      await begin(out, args);
      const resume = [
        '-y',
        '-p',
        `node@${version}`,
        'node',
        main,
        'resume',
        readdirSync(out)[0]!,
        '--json',
        '--out',
        out,
      ];
      const rest = execFileSync('npx', resume, { stdio: [...stdio], encoding: 'utf8' });
      expect(digestOf(rest)).toBe(digestOf(whole));
    },
  );
});
