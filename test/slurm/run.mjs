// A sweep with rungs on a real Slurm, disturbed: a process is killed, a task cancelled, a node drained. What comes out must be,
// byte for byte, what one process gives. Needs root on Debian or Ubuntu, and a build; installs slurm-wlm and munge when they
// are missing. Not part of `npm test`: node test/slurm/run.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const here = import.meta.dirname;
const main = resolve(here, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-slurm-'));
const cluster = join(folder, 'cluster');
process.env.SLURM_CONF = join(cluster, 'slurm.conf');
process.env.CI = '1';

const tell = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const must = (holds, text) => {
  if (!holds) throw new Error(text);
  tell(`ok: ${text}`);
};
const command = (name, ...args) => execFileSync(name, args, { cwd: folder, encoding: 'utf8' }).trim();
const losscope = (...args) => command(process.execPath, main, ...args);
const lines = (text) => text.split('\n').filter((line) => line !== '');

/** Processes of the sweep's shares. */
function shares() {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0]?.endsWith('node') && words.includes('--shard') && words.includes(join(folder, 'slurm/plan.json'))
        ? [Number(pid)]
        : [];
    } catch {
      return [];
    }
  });
}

async function until(what, condition, seconds = 180) {
  for (let i = 0; i < 4 * seconds; i++) {
    if (condition()) return;
    await setTimeout(250);
  }
  throw new Error(`waited in vain for ${what}`);
}

if (spawnSync('sbatch', ['--version']).error !== undefined) {
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'slurm-wlm', 'munge'], { stdio: 'inherit' });
}
let failed = true;
try {
  execFileSync('sh', [join(here, 'cluster.sh'), 'start', cluster], { stdio: 'inherit' });
  tell(`${command('sbatch', '--version')}, nodes ${command('sinfo', '--noheader', '--format=%N %T')}`);
  writeFileSync(
    join(folder, 'small.yaml'),
    'env: gridworld\nagent: q-learning\nsteps: 6000000\nevaluateEvery: 100000\n',
  );
  writeFileSync(
    join(folder, 'sweep.yaml'),
    `scenario: small.yaml
seeds: 0-2
grid: {agent.alpha: [0.1, 0.3, 0.5, 0.9]}
metric: q_error
prune: {at: [0.3, 0.6], keep: 0.5}
`,
  );
  const expected = losscope('sweep', 'run', 'sweep.yaml', '--out', 'alone', '--workers', '1', '--json');
  tell('one process has the sweep');

  tell(
    losscope(
      'sweep',
      'submit',
      'sweep.yaml',
      '--out',
      'slurm',
      '--engine',
      'slurm',
      '--shards',
      '6',
      '--time',
      '10',
      '--memory',
      '500M',
      '--go',
    ),
  );
  await until('two shares at work', () => shares().length >= 2);
  const queue = () => lines(command('squeue', '--noheader', '--array', '--format=%F_%K %T'));
  const show = losscope('sweep', 'show', 'slurm');
  must(
    /slurm, submitted .*: job \d+: .*running/.test(show),
    'sweep show tells what Slurm says beside what the folders say',
  );

  process.kill(shares()[0], 'SIGKILL');
  tell('killed a process of a share with SIGKILL');
  command('scontrol', 'update', 'nodename=n2', 'state=drain', 'reason=test');
  tell('drained n2');
  await until('a running task', () => queue().some((line) => line.endsWith(' RUNNING')));
  const task = queue()
    .find((line) => line.endsWith(' RUNNING'))
    .split(' ')[0];
  command('scancel', task);
  tell(`cancelled task ${task}`);
  await until('the end of all jobs', () => queue().length === 0, 900);

  let rounds = 0;
  while (
    JSON.parse(losscope('sweep', 'show', 'slurm', '--json')).cells.some(
      ({ status }) => !['done', 'pruned'].includes(status),
    )
  ) {
    rounds++;
    if (rounds > 3) throw new Error('cells are left after three further submissions');
    tell('cells are left: submitted again');
    losscope(
      'sweep',
      'submit',
      'slurm',
      '--engine',
      'slurm',
      '--shards',
      '6',
      '--time',
      '10',
      '--memory',
      '500M',
      '--go',
    );
    await until('the end of all jobs', () => queue().length === 0, 900);
  }
  must(
    losscope('sweep', 'show', 'slurm', '--json') === expected.trim(),
    'the sweep document is, byte for byte, that of one process',
  );
  const cells = readdirSync(join(folder, 'alone')).filter((name) =>
    existsSync(join(folder, 'alone', name, 'weights.safetensors')),
  );
  const weights = (out) =>
    cells.map((id) => readFileSync(join(folder, out, id, 'weights.safetensors')).toString('hex')).join();
  must(
    weights('slurm') === weights('alone'),
    `the weights of ${cells.length} cells are, byte for byte, those of one process`,
  );

  // A share that is told of its time limit writes a checkpoint, ends, and is queued again.
  losscope('sweep', 'plan', 'sweep.yaml', '--out', 'late');
  losscope('sweep', 'submit', 'late', '--engine', 'slurm', '--shards', '1', '--time', '10', '--memory', '500M');
  const id = command('sbatch', '--parsable', 'late/submit/array.sh');
  await until('the share at work', () => queue().some((line) => line.endsWith(' RUNNING')));
  await setTimeout(2000);
  command('scancel', '--signal=USR1', '--batch', `${id}_1`);
  await until('the restart', () => command('scontrol', 'show', 'job', id).includes('Restarts=1'));
  tell('ok: USR1 near the time limit queues the share again');
  command('scancel', id);
  await until('the end of all jobs', () => queue().length === 0);
  failed = false;
} finally {
  spawnSync('sh', [join(here, 'cluster.sh'), 'stop', cluster], { stdio: 'inherit' });
  if (failed) tell(`what is left to look at: ${folder}`);
  else {
    await setTimeout(1000);
    rmSync(folder, { recursive: true, force: true });
  }
}
