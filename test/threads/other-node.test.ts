import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseScenario } from '../../src/scenario/loader.js';
import { createSession } from '../../src/session/session.js';
import { registries } from '../../src/train/registries.js';
import { finished, until } from './helpers.js';

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

  const node = (version: string, ...args: readonly string[]) =>
    execFileSync('npx', ['-y', '-p', `node@${version}`, 'node', main, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
  const digestIn = (text: string): string => JSON.parse(text).scenarios[0].runs[0].digest;

  it.each(['22', '24'])(
    '%s goes on with a fork and makes it again from its beginning, to the same bits',
    { timeout: 240_000 },
    async (version) => {
      const out = join(folder, `fork-${version}`);
      const text =
        'env: gridworld\nagent: {name: dqn, hidden: [16], learningStarts: 50}\nsteps: 1600\nevaluateEvery: 300';
      const { scenario } = parseScenario(text, join(out, 'dqn.yaml'), { catalogues: registries });
      const session = createSession([{ scenario, seeds: [3] }], { workers: 1, out });
      onTestFinished(() => session.close());
      session.pause(null);
      session.step(null, 700);
      await until(session, () => session.runs[0]!.step === 700 && session.runs[0]!.status === 'paused');
      const id = await session.fork('dqn-3', ['agent.lr=3e-3']);
      session.resume(null);
      const fork = (await finished(session)).find((run) => run.id === id)!;
      expect(fork.status).toBe('done');
      expect(node(version, 'replay', id, '--out', out)).toMatch(/every bit agrees/);
      // As if it had been killed right after its start, its parent gone since.
      for (const name of ['result.json', 'weights.safetensors', 'checkpoints']) {
        rmSync(join(out, id, name), { recursive: true, force: true });
      }
      rmSync(join(out, 'dqn-3'), { recursive: true });
      expect(digestIn(node(version, 'resume', id, '--json', '--out', out))).toBe(fork.digest);
    },
  );

  it.each(['22', '24'])(
    '%s goes on with a run that began with given weights, to the same bits',
    { timeout: 240_000 },
    async (version) => {
      const out = join(folder, `init-${version}`);
      const weights = join(folder, 'init.safetensors');
      const here = (...args: readonly string[]) =>
        execFileSync(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
      const short = ['gridworld-dqn', '--set', 'steps=1000', '--seeds', '5', '--json', '--out', join(out, 'before')];
      here('run', ...short);
      here('export', 'gridworld', '--weights', weights, '--out', join(out, 'before'));
      const args = ['gridworld-dqn', '--set', 'steps=6000', '--seeds', '3', '--init', weights];
      const expected = digestIn(here('run', ...args, '--json', '--no-save'));
      const random = here('run', ...args.slice(0, -2), '--json', '--no-save');
      expect(expected).not.toBe(digestIn(random));
      await begin(join(out, 'begun'), args);
      // The run folder has a copy of its own.
      rmSync(weights);
      const id = readdirSync(join(out, 'begun'))[0]!;
      expect(digestIn(node(version, 'resume', id, '--json', '--out', join(out, 'begun')))).toBe(expected);
    },
  );
});
