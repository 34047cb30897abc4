import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { end, main } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-submit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { cwd: folder };
const at = (...parts: readonly string[]) => join(folder, ...parts);

writeFileSync(at('small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 3000\nevaluateEvery: 500\n');
writeFileSync(at('long.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 900000000\nevaluateEvery: 500000\n');
writeFileSync(at('plain.yaml'), 'scenario: small.yaml\nseeds: 0-4\n');
writeFileSync(at('endless.yaml'), 'scenario: long.yaml\nseeds: 0\n');
writeFileSync(
  at('rungs.yaml'),
  'scenario: small.yaml\nseeds: 0-1\ngrid: {agent.alpha: [0.1, 0.5]}\nprune: {at: [0.3, 0.6]}\n',
);

const submit = (file: string, out: string, ...more: readonly string[]) =>
  end(['sweep', 'submit', file, '--out', out, ...more], here);

describe.skipIf(!existsSync(main))('sweep submit --engine slurm', { timeout: 60_000 }, () => {
  it('writes scripts that a shell takes, one array a rung, each after any end of the one before', async () => {
    const { code, out } = await submit(
      'rungs.yaml',
      'rungs',
      '--engine',
      'slurm',
      '--shards',
      '3',
      '--cpus',
      '2',
      '--time',
      '30',
    );
    expect(code).toBe(0);
    expect(out).toContain('4 cells in 3 shares, 2 at a time in each\nwrote rungs/submit/array.sh\n');
    const array = readFileSync(at('rungs/submit/array.sh'), 'utf8');
    for (const option of ['--array=1-3', '--cpus-per-task=2', '--time=30', '--requeue', '--signal=B:USR1@120']) {
      expect(array.split('\n')).toContain(`#SBATCH ${option}`);
    }
    for (const name of ['array.sh', 'submit.sh']) {
      expect(spawnSync('sh', ['-n', at('rungs/submit', name)]).status).toBe(0);
    }
    expect(readFileSync(at('rungs/submit/submit.sh'), 'utf8').match(/afterany/g)).toHaveLength(2);
  });

  it('hands them to sbatch with --go, notes the jobs, and sweep show asks Slurm about them', async () => {
    mkdirSync(at('bin'));
    const fake = (name: string, text: string) => {
      writeFileSync(at('bin', name), `#!/bin/sh\necho "${name} $*" >> ${at('called')}\n${text}\n`);
      chmodSync(at('bin', name), 0o755);
    };
    fake('sbatch', `n=$(cat ${at('count')} 2>/dev/null || echo 40); n=$((n + 1)); echo $n > ${at('count')}; echo $n`);
    fake('squeue', 'echo "41 RUNNING"; echo "41 RUNNING"; echo "42 PENDING"');
    fake('sacct', 'echo "41_3|CANCELLED by 0"; echo "41_1|RUNNING"');
    const path = { cwd: folder, env: { PATH: `${at('bin')}:${process.env.PATH}` } };
    const { code, out } = await end(['sweep', 'submit', 'rungs', '--engine', 'slurm', '--go'], path);
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: 'slurm has it: 41, 42, 43' });
    expect(readFileSync(at('called'), 'utf8')).toBe(
      'sbatch --parsable array.sh\nsbatch --parsable --dependency=afterany:41 array.sh\nsbatch --parsable --dependency=afterany:42 array.sh\n',
    );
    const shown = await end(['sweep', 'show', 'rungs'], path);
    expect(shown.out).toMatch(/^slurm, submitted \S+: job 41: 2 running, 1 cancelled$/m);
    expect(shown.out).toMatch(/^slurm, submitted \S+: job 43: none of its tasks is queued or running$/m);
    const elsewhere = await end(['sweep', 'show', 'rungs'], { cwd: folder, env: { PATH: '/nonexistent' } });
    expect(elsewhere.out).toMatch(/^slurm, submitted \S+: no answer: squeue is not installed here$/m);
    expect(elsewhere.code).toBe(0);
  });

  it('refuses options of other engines, and sizes that are none', async () => {
    const { code, err } = await submit('plain.yaml', 'wrong', '--engine', 'slurm', '--image', 'x');
    expect({ code, err }).toMatchObject({ code: 2, err: '--image: is no option of slurm\n' });
    const sizes = await submit('plain.yaml', 'wrong', '--engine', 'slurm', '--memory', 'much', '--shards', '0');
    expect(sizes.code).toBe(2);
    expect(sizes.err).toContain('--memory: must be a whole number of K, M, G or T (given "much")');
    expect(sizes.err).toContain('--shards: must be a whole number from 1 to 1000000 (given "0")');
    const engine = await submit('plain.yaml', 'wrong', '--engine', 'slrm');
    expect(engine.err).toContain('unknown engine');
  });
});

interface Manifest {
  readonly kind: string;
  readonly spec: {
    readonly completions: number;
    readonly podFailurePolicy: {
      readonly rules: readonly {
        readonly action: string;
        readonly onExitCodes?: { readonly values: readonly number[] };
      }[];
    };
    readonly template: {
      readonly spec: {
        readonly restartPolicy: string;
        readonly containers: readonly { readonly command: readonly string[] }[];
      };
    };
  };
}

const canUnshare = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

describe.skipIf(!existsSync(main))('sweep submit --engine kubernetes', { timeout: 60_000 }, () => {
  const manifest = (out: string) => parse(readFileSync(at(out, 'submit/job.yaml'), 'utf8')) as Manifest;
  const program = ['--program', `${process.execPath} ${main}`];

  it('writes an Indexed Job whose policy knows the exit codes', async () => {
    await submit('plain.yaml', 'pods', '--engine', 'kubernetes', '--image', 'an/image', '--claim', 'sweeps');
    const { spec } = manifest('pods');
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 5, backoffLimitPerIndex: 6 });
    expect(spec.podFailurePolicy.rules.map(({ action, onExitCodes }) => [action, onExitCodes?.values])).toEqual([
      ['Ignore', undefined],
      ['Ignore', [75, 143]],
      ['FailIndex', [2, 3]],
    ]);
    // A failure policy needs pods that are not restarted in place.
    expect(spec.template.spec.restartPolicy).toBe('Never');
    expect(spec.template.spec.containers[0]!.command[2]).toBe(
      'exec losscope sweep run --plan /sweeps/pods/plan.json --shard "$((JOB_COMPLETION_INDEX + 1))/5" --workers 1',
    );
  });

  it('needs an image, and a claim or two commands that copy', async () => {
    const without = await submit('plain.yaml', 'pods', '--engine', 'kubernetes');
    expect(without.err).toContain('--image: is required');
    const nowhere = await submit('plain.yaml', 'pods', '--engine', 'kubernetes', '--image', 'x');
    expect(nowhere.err).toContain('--claim: is required, or --fetch and --upload in its place');
  });

  it.skipIf(!canUnshare)('has a command that, as process 1, ends on SIGTERM with a checkpoint and 143', async () => {
    await submit('endless.yaml', 'ended', '--engine', 'kubernetes', '--image', 'x', '--claim', 'y', ...program);
    const [{ command }] = manifest('ended').spec.template.spec.containers as [{ command: readonly string[] }];
    const words = command.map((word) => word.replaceAll('/sweeps/ended', at('ended')));
    const child = spawn('unshare', ['--pid', '--fork', '--mount-proc', ...words], {
      env: { ...process.env, JOB_COMPLETION_INDEX: '0', CI: '1' },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [id] = await cellsOf('ended');
    // It has trained: at its first step there would be nothing to keep.
    const size = () => statSync(at('ended', id!, 'metrics.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
    while (size() < 100_000) await setTimeout(20);
    // unshare has one child, which is process 1 inside.
    const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    process.kill(Number(inside), 'SIGTERM');
    expect(await ended).toBe(143);
    expect(readdirSync(at('ended', id!, 'checkpoints')).length).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(at('ended', id!, 'result.json'), 'utf8')).status).toBe('stopped');
  });

  it('without a shared volume copies in and out, also after a failure', async () => {
    const kept = at('kept');
    mkdirSync(kept);
    await end(['sweep', 'plan', 'plain.yaml', '--out', 'source'], here);
    const [fetch, upload] = [`cp -r ${at('source')}/. "$SWEEP"`, `cp -r "$SWEEP" ${kept}/$JOB_COMPLETION_INDEX`];
    const copies = ['--fetch', fetch, '--upload', upload, ...program];
    await submit('plain.yaml', 'copied', '--engine', 'kubernetes', '--image', 'x', ...copies);
    const [{ command }] = manifest('copied').spec.template.spec.containers as [{ command: readonly string[] }];
    for (const index of ['0', '3']) {
      const script = command[2]!.replaceAll('/sweeps/sweep', at(`pod-${index}`));
      const { status } = spawnSync('sh', ['-c', script], {
        env: { ...process.env, JOB_COMPLETION_INDEX: index, CI: '1' },
      });
      expect(status).toBe(0);
    }
    const merged = await end(['sweep', 'merge', 'kept/0', 'kept/3', '--out', 'gathered'], here);
    expect(merged.out).toBe('2 of 5 cells taken; 3 have no result yet\n');
  });
});

async function cellsOf(out: string): Promise<readonly string[]> {
  const { out: text } = await end(['sweep', 'show', out, '--json'], here);
  return (JSON.parse(text) as { cells: readonly { id: string }[] }).cells.map(({ id }) => id);
}
