import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { drawValues } from '../../src/experiment/sweep/sampling.js';
import { SWEEP_SCHEMA_FILE, sweepJsonSchema } from '../../src/experiment/sweep/schema.js';
import { parseSweep } from '../../src/experiment/sweep/sweep-file.js';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SWEEP = `scenario: small.yaml
seeds: 0-1
grid: {agent.alpha: [0.1, 0.5]}
random: {samples: 2, seed: 3, agent.gamma: {min: 0.8, max: 0.99}}
metric: q_error
`;
writeFileSync(join(folder, 'small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 60000\nevaluateEvery: 1000\n');
writeFileSync(join(folder, 'plain.yaml'), SWEEP);
writeFileSync(join(folder, 'pruned.yaml'), `${SWEEP}prune: {at: [0.2, 0.5], keep: 0.5}\n`);

function start(...args: readonly string[]) {
  const env = { ...process.env, CI: '1', NO_COLOR: '1' };
  const child = spawn(process.execPath, [main, 'sweep', ...args], { cwd: folder, env });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return { child, text, code: new Promise<number | null>((done) => child.once('close', done)) };
}

async function run(...args: readonly string[]): Promise<string> {
  const { text, code } = start(...args);
  expect(await code, text.err).toBe(0);
  return text.out;
}

describe('a sweep file', () => {
  it('tells everything that is wrong with it at once, each with its line and column', () => {
    const text = 'scenario: nope\nseeds: 3-1\ngrid: {loss.gamma: 2}\nrandom: {samples: 0, task.lr: {min: 2, max: 1}}\n';
    expect(() => parseSweep(text, 's.yaml')).toThrow(
      /s\.yaml:1:11: scenario: [\s\S]*2:8: seeds: [\s\S]*3:20: grid\.loss\.gamma: [\s\S]*4:19: random\.samples: [\s\S]*4:45: random\.task\.lr\.max: /,
    );
  });

  it('draws from seed and index alone, so that more draws or settings change none of the others', () => {
    const of = (random: string) => parseSweep(`scenario: imbalanced-focal\nrandom: {${random}}\n`, 's.yaml').random!;
    const one = of('samples: 9, seed: 4, task.lr: {min: 1e-4, max: 1e-1, scale: log}');
    const two = of('samples: 9, seed: 4, task.lr: {min: 1e-4, max: 1e-1, scale: log}, loss.gamma: [0, 1, 2]');
    const values = (random: typeof one, i: number) => drawValues(random.draws, random.seed, i, () => false);
    const drawn = Array.from({ length: 9 }, (_, i) => values(one, i)[0] as number);
    expect(Array.from({ length: 9 }, (_, i) => values(two, i)[0])).toEqual(drawn);
    expect(new Set(drawn).size).toBe(9);
    expect(drawn.every((value) => value >= 1e-4 && value <= 1e-1)).toBe(true);
  });

  it('has its JSON Schema in docs/ (node dist/cli/documents.js writes it)', () => {
    expect(readFileSync(SWEEP_SCHEMA_FILE, 'utf8')).toBe(sweepJsonSchema());
  });
});

describe.skipIf(!existsSync(main)).each(['plain', 'pruned'])('the %s sweep', (name) => {
  const file = `${name}.yaml`;
  it('has the same bits for 1 and 4 workers, by index, and after kill -9', { timeout: 120_000 }, async () => {
    const expected = await run('run', file, '--json', '--workers', '1', '--out', `${name}-1`);
    const { cells } = JSON.parse(expected);
    expect(cells.filter(({ status }: { status: string }) => status === 'done').length).toBe(name === 'plain' ? 8 : 2);
    expect(await run('run', file, '--json', '--workers', '4', '--out', `${name}-4`)).toBe(expected);

    await run('plan', file, '--out', `${name}-index`);
    const plan = `${name}-index/plan.json`;
    for (let rung = 0; rung < (name === 'plain' ? 1 : 3); rung++) {
      for (let i = 0; i < 8; i += 2) {
        // The first of each pair twice at once: one of the two is dropped.
        const ends = [i, i, i + 1].map(async (index) => {
          const { code, text } = start('run', '--plan', plan, '--index', `${index}`);
          return { code: await code, err: text.err };
        });
        for (const { code, err } of await Promise.all(ends)) expect(code === 75 ? 0 : code, err).toBe(0);
      }
    }
    expect(await run('show', plan, '--json')).toBe(expected);

    const killed = start('run', file, '--workers', '2', '--checkpoint', '0.02', '--out', `${name}-killed`);
    for (let looks = 0; looks < 500; looks++) {
      await setTimeout(10);
      const out = join(folder, `${name}-killed`);
      const begun = existsSync(out) && readdirSync(out).some((id) => existsSync(join(out, id, 'checkpoints')));
      if (begun) break;
    }
    killed.child.kill('SIGKILL');
    await killed.code;
    expect(await run('run', file, '--json', '--out', `${name}-killed`)).toBe(expected);
  });
});
