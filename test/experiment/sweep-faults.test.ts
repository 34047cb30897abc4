import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const plugin = resolve(import.meta.dirname, 'fixtures/brittle.mjs');
const folder = mkdtempSync(join(tmpdir(), 'losscope-sweep-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'brittle.yaml'),
  'task: {name: brittle}\nfocus: height\nsteps: 200\nevaluateEvery: 20\nseeds: [0]\n',
);
writeFileSync(join(folder, 'levels.yaml'), 'scenario: brittle.yaml\ngrid: {task.level: [3, 4, 5, 0, 1, 2]}\n');
writeFileSync(join(folder, 'small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 60000\nevaluateEvery: 1000\n');
writeFileSync(
  join(folder, 'pruned.yaml'),
  `scenario: small.yaml
seeds: 0-1
grid: {agent.alpha: [0.1, 0.5], agent.gamma: [0.9, 0.99]}
metric: q_error
prune: {at: [0.2, 0.5], keep: 0.5}
`,
);

interface Document {
  readonly ranking: readonly {
    place: number | null;
    configuration: readonly string[];
    command: string;
    n: number;
    broken: number;
  }[];
  readonly cells: readonly { configuration: readonly string[]; seed: number; status: string; digest: string | null }[];
}

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...process.env, CI: '1', NO_COLOR: '1' },
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return { child, text, code: new Promise<number | null>((done) => child.once('close', done)) };
}

async function end(...args: readonly string[]) {
  const { text, code } = start(...args);
  return { code: await code, ...text };
}

const levels = (out: string, ...args: readonly string[]) =>
  end('sweep', 'run', 'levels.yaml', '--plugin', plugin, '--workers', '1', '--json', '--out', out, ...args);
const statuses = (out: string) => (JSON.parse(out) as Document).cells.map(({ status }) => status);

describe.skipIf(!existsSync(main))('a sweep with cells that break', () => {
  it('runs all others, ranks none that broke, and ends with 3', async () => {
    const { code, out } = await levels('keep');
    expect(code).toBe(3);
    expect(statuses(out)).toEqual(['failed', 'failed', 'failed', 'done', 'done', 'diverged']);
    const { ranking } = JSON.parse(out) as Document;
    expect(ranking.map(({ place }) => place)).toEqual([1, 2, null, null, null, null]);
    expect(ranking[0]!.configuration).toEqual(['task.level=1']);
  });

  it('stops at the first with --fail-fast and at the third with --max-failures 2; the rest stays open', async () => {
    const fast = await levels('fast', '--fail-fast');
    expect([fast.code, fast.err.includes('stopped: 1 run has failed\n')]).toEqual([3, true]);
    expect(statuses(fast.out).filter((status) => status === 'failed')).toHaveLength(1);
    expect(statuses(fast.out)).not.toContain('done');
    const some = await levels('some', '--max-failures', '2');
    expect([some.code, some.err.includes('stopped: 3 runs have failed\n')]).toEqual([3, true]);
    expect(statuses(some.out).slice(0, 3)).toEqual(['failed', 'failed', 'failed']);
    // What was left goes on; failed ones stay failed until they are asked for.
    const rest = await levels('some');
    expect(rest.err).toContain('3 of 6 cells failed before; --retry-failed runs them again');
    expect(statuses(rest.out)).toEqual(['failed', 'failed', 'failed', 'done', 'done', 'diverged']);
  });

  it('runs those that failed again with --retry-failed, and only those', async () => {
    await levels('again');
    writeFileSync(join(folder, 'mended'), '');
    try {
      const { code, out, err } = await levels('again', '--retry-failed');
      expect(statuses(out)).toEqual(['done', 'done', 'done', 'done', 'done', 'diverged']);
      expect(code).toBe(0);
      expect((await levels('again', '--no-diverged-is-result')).code).toBe(3);
      expect(err.match(/ {2}done {2}/g)).toHaveLength(3);
    } finally {
      rmSync(join(folder, 'mended'));
    }
  });

  it('takes one of --keep-going, --fail-fast and --max-failures', async () => {
    const { code, err } = await levels('none', '--fail-fast', '--max-failures', '2');
    expect({ code, err }).toEqual({ code: 2, err: '--fail-fast: and --max-failures exclude each other\n' });
  });
});

describe.skipIf(!existsSync(main))('a pruned sweep', () => {
  const run = (out: string) => ['sweep', 'run', 'pruned.yaml', '--json', '--workers', '1', '--out', out] as const;

  it('leaves in its survivor the digests of a run that was never stopped', { timeout: 120_000 }, async () => {
    const { out, code } = await end(...run('whole'));
    expect(code).toBe(0);
    const { cells, ranking } = JSON.parse(out) as Document;
    const survivors = cells.filter(({ status }) => status === 'done');
    expect(survivors).toHaveLength(2);
    const [, ...command] = ranking[0]!.command.split(' ');
    const alone = await end(...command, '--no-save', '--json', '--workers', '1');
    const [{ runs }] = JSON.parse(alone.out).scenarios;
    expect(runs.map(({ digest }: { digest: string }) => digest)).toEqual(survivors.map(({ digest }) => digest));
  });

  it('comes to the same end however often it is killed, whatever half files that leaves', {
    timeout: 180_000,
  }, async () => {
    const { out: expected } = await end(...run('untouched'));
    mkdirSync(join(folder, 'killed'));
    // What a kill in the middle of a write leaves behind.
    for (const name of ['plan.json', 'rung-1.json', 'rung-2.json'])
      for (const tail of ['.4194000', '.4194000.tmp']) writeFileSync(join(folder, 'killed', name + tail), '{"form');
    let result: string | null = null;
    for (let life = 500; result === null; life += 250) {
      const { child, text, code } = start(...run('killed'), '--checkpoint', '0.02');
      const ended = await Promise.race([code, setTimeout(life, 'late' as const)]);
      if (ended === 'late') child.kill('SIGKILL');
      else result = text.out;
      await code;
      // The plan is there whole or not at all.
      const plan = join(folder, 'killed/plan.json');
      if (existsSync(plan)) JSON.parse(readFileSync(plan, 'utf8'));
    }
    expect(result).toBe(expected);
  });

  it('may have two coordinators at once: both share the cells, and the end is the same', {
    timeout: 120_000,
  }, async () => {
    const { out: expected } = await end(...run('one'));
    const both = await Promise.all([end(...run('two')), end(...run('two'))]);
    // Whoever ends first leaves cells to the other, and says so.
    for (const { code, err } of both)
      expect(code === 75 ? err : 'Exit code 75: try again').toContain('Exit code 75: try again');
    expect(both.some(({ code }) => code === 0)).toBe(true);
    const rest = await end(...run('two'));
    expect({ code: rest.code, out: rest.out }).toEqual({ code: 0, out: expected });
    const left = readdirSync(join(folder, 'two')).filter((id) => existsSync(join(folder, 'two', id, 'lock')));
    expect(left).toEqual([]);
  });
});
