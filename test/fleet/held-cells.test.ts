import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { end, main, type StartOptions, start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-held-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { cwd: folder };

/** A long cell and a short one. */
writeFileSync(join(folder, 'small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 100\nevaluateEvery: 10000\n');
writeFileSync(join(folder, 'sweep.yaml'), 'scenario: small.yaml\nseeds: 0\ngrid: {steps: [1500000, 10000]}\n');
/** Its first cell outlives every test: how fast the machine is does not matter. */
writeFileSync(join(folder, 'endless.yaml'), 'scenario: small.yaml\nseeds: 0\ngrid: {steps: [1000000000, 10000]}\n');

/** Another host name and another pid namespace, as a container has; null where the machine does not let us. */
const elsewhere = (name: string): StartOptions => ({
  cwd: folder,
  before: [
    'unshare',
    '--uts',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
    'sh',
    '-c',
    `hostname ${name}; exec "$@"`,
    'sh',
    process.execPath,
  ],
});
const sameHost: StartOptions = {
  cwd: folder,
  before: ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', process.execPath],
};
const canUnshare = spawnSync('unshare', ['--uts', '--pid', '--fork', '--mount-proc', 'true']).status === 0;

const cell = (out: string, index: number, ...more: readonly string[]) =>
  ['sweep', 'run', '--plan', `${out}/plan.json`, '--index', `${index}`, '--checkpoint', '0.05', ...more] as const;

async function planned(out: string, file = 'sweep.yaml'): Promise<void> {
  expect((await end(['sweep', 'plan', file, '--out', out], here)).code).toBe(0);
}

/** Waits until a cell of the sweep has a checkpoint. */
async function begun(out: string): Promise<string> {
  for (;;) {
    const ids = readdirSync(join(folder, out), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of ids) {
      const checkpoints = join(folder, out, name, 'checkpoints');
      if (existsSync(checkpoints) && readdirSync(checkpoints).some((file) => file.endsWith('.safetensors')))
        return name;
    }
    await setTimeout(20);
  }
}

let expected = '';

describe.skipIf(!existsSync(main))('a cell that another process holds', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    expected = (await end(['sweep', 'run', 'sweep.yaml', '--out', 'whole', '--json', '--workers', '1'], here)).out;
  }, 60_000);

  it('gives exit code 75, also for a range that holds it, in which the others are run', async () => {
    await planned('living', 'endless.yaml');
    const first = start(cell('living', 0), here);
    await begun('living');
    const second = await end(cell('living', 0), here);
    expect({ code: second.code, err: second.err }).toMatchObject({ code: 75 });
    expect(second.err).toContain('1 cell has no result yet. Exit code 75: try again');
    const range = await end([...cell('living', 0).slice(0, 5), '0-1'], here);
    expect(range.code).toBe(75);
    expect(range.out).toMatch(/cell 0 .*running\ncell 1 .*done/);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
  });

  it('stops writing when it was suspended so long that another has taken it over; the result is the same', async () => {
    await planned('stopped');
    const first = start(cell('stopped', 0), here);
    await begun('stopped');
    first.child.kill('SIGSTOP');
    // Its last heartbeat is fresh at first.
    let second = await end(cell('stopped', 0), here);
    while (second.code === 75) second = await end(cell('stopped', 0), here);
    expect({ code: second.code, err: second.err }).toMatchObject({ code: 0 });
    first.child.kill('SIGCONT');
    // Its cell has a result now, which is not its own.
    const { code, err } = await first.ended;
    expect(code, err).toBe(0);
    expect(err).toContain('another process has taken over this run: this one stops and writes no more');
    await end(cell('stopped', 1), here);
    expect((await end(['sweep', 'show', 'stopped', '--json'], here)).out).toBe(expected);
  });

  it.skipIf(!canUnshare)('on another host is watched, and run when its process was killed', async () => {
    await planned('hosts');
    const first = start(cell('hosts', 0), elsewhere('node-a'));
    await begun('hosts');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await end(cell('hosts', 0), elsewhere('node-b'));
    expect({ code: second.code, err: second.err }).toMatchObject({ code: 0 });
    expect(second.err).toContain('waiting for a heartbeat');
    await end(cell('hosts', 1), here);
    expect((await end(['sweep', 'show', 'hosts', '--json'], here)).out).toBe(expected);
  });

  it.skipIf(!canUnshare)('in another pid namespace of the same host is left alone while it lives', async () => {
    await planned('namespaces', 'endless.yaml');
    const first = start(cell('namespaces', 0), sameHost);
    await begun('namespaces');
    // Its pid means another process here, or none.
    expect((await end(cell('namespaces', 0), here)).code).toBe(75);
    expect((await end(cell('namespaces', 0), sameHost)).code).toBe(75);
    expect(first.child.exitCode).toBeNull();
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await end(cell('namespaces', 1), here)).code).toBe(0);
  });
});

describe.skipIf(!existsSync(main))('a run whose process was killed on another host', { timeout: 60_000 }, () => {
  it('is resumed, and removed, when it was watched without a heartbeat', async () => {
    await end(['run', 'small.yaml', '--seeds', '0', '--out', 'runs'], here);
    const [id] = readdirSync(join(folder, 'runs')) as [string];
    const owner = { token: 'a1', pid: 1, host: 'elsewhere', boot: 'b', pidNamespace: 'n', processStart: '1' };
    const hold = () => {
      mkdirSync(join(folder, 'runs', id, 'lock'), { recursive: true });
      const text = JSON.stringify({ ...owner, since: 'then', beatMs: 100, beats: '000000001' });
      writeFileSync(join(folder, 'runs', id, 'lock', 'a1.json'), text);
    };
    rmSync(join(folder, 'runs', id, 'result.json'));
    hold();
    const resumed = await end(['resume', id, '--json'], here);
    expect(resumed.code, resumed.err).toBe(0);
    expect(resumed.err).toContain('waiting for a heartbeat of a run that another process holds');
    hold();
    expect((await end(['runs', 'rm', id, '--yes'], here)).out).toBe(`removed ${id}\n`);
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  });
});

describe.skipIf(!existsSync(main))('a file system without hard links', () => {
  const refused = {
    cwd: folder,
    before: [process.execPath, '--import', resolve(import.meta.dirname, 'without-links.mjs')],
  };

  it('serves runs and sweeps', { timeout: 60_000 }, async () => {
    const run = await end(['run', 'small.yaml', '--seeds', '0', '--json', '--out', 'no-links'], refused);
    expect({ code: run.code, err: run.err }).toMatchObject({ code: 0 });
    const swept = await end(['sweep', 'run', 'sweep.yaml', '--out', 'no-links-sweep', '--json'], refused);
    expect({ code: swept.code, out: swept.out }).toEqual({ code: 0, out: expected });
  });
});

describe.skipIf(!existsSync(main))('the cells that one process runs', { timeout: 60_000 }, () => {
  it('are the whole plan, each once, over the shares of any number', async () => {
    await planned('shares');
    for (const shard of ['2/3', '3/3', '1/3']) {
      const { code, out } = await end(['sweep', 'run', '--plan', 'shares', '--shard', shard], here);
      expect({ code, cells: out.split('\n').filter((line) => line.startsWith('cell')).length }).toEqual({
        code: 0,
        cells: shard === '3/3' ? 0 : 1,
      });
    }
    expect((await end(['sweep', 'show', 'shares', '--json'], here)).out).toBe(expected);
  });

  it.each([
    [['--index', '0-2'], '--index: is not a cell of the plan (given 2; allowed 0 to 1)'],
    [['--index', '1-0'], '--index: has the range 1-0, which runs backwards'],
    [['--shard', '0/3'], '--shard: must be one of equal shares (given "0/3"; allowed a share such as 3/12'],
    [['--shard', '4/3'], '--shard: must be one of equal shares'],
    [['--index', '0', '--shard', '1/2'], '--index: and --shard exclude each other'],
  ])('are refused when they are none: %s', async (args, message) => {
    const { code, err } = await end(['sweep', 'run', '--plan', 'shares', ...args], here);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
