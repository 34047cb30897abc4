// npm run build && node bench/trainings.mjs [--task NAME]... [--seeds 1-3] [--python FILE] [--script NAME=FILE]...
// Whole trainings beside Stable-Baselines3 with the same settings: seconds of wall and processor time and the return of 20
// greedy episodes, seed by seed, the sides taking turns. --script runs another program (such as a CleanRL script) after them,
// with `--seed SEED`; the time of its process is all that is read of it. Minutes; never part of the tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSeeds } from '../dist/scenario/seeds.js';

const { values } = parseArgs({
  options: {
    task: { type: 'string', multiple: true },
    seeds: { type: 'string', default: '1-3' },
    python: { type: 'string' },
    script: { type: 'string', multiple: true, default: [] },
  },
});
const folder = fileURLToPath(new URL('trainings/', import.meta.url));
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const peer = fileURLToPath(new URL('peers/sb3_training.py', import.meta.url));
const known = readdirSync(folder).map((name) => name.replace('.yaml', ''));
const tasks = values.task ?? known;
const unknown = tasks.filter((task) => !known.includes(task));
if (unknown.length > 0) {
  console.error(`there is no training ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}

/** Seconds of wall and processor time of a whole process, start included. */
function timed(command, args) {
  const shell = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync('bash', ['-c', shell, 'time', command, ...args], {
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const [wall, user, system] = stderr.toString().trim().split('\n').at(-1).split(' ').map(Number);
  return { wall, cpu: user + system };
}

function ours(task, seed) {
  const out = mkdtempSync(join(tmpdir(), 'trainings-'));
  const time = timed(process.execPath, [
    ...[program, 'run', join(folder, `${task}.yaml`), '--seeds', String(seed)],
    ...['--workers', '1', '--plain', '--out', out],
  ]);
  const [run] = readdirSync(out);
  const { final } = JSON.parse(readFileSync(join(out, run, 'result.json'), 'utf8'));
  rmSync(out, { recursive: true });
  return { ...time, return: final.greedy_return };
}

const round = (value) => Number(value.toFixed(1));
const rows = [];
for (const task of tasks) {
  for (const seed of parseSeeds(values.seeds)) {
    const mine = ours(task, seed);
    const row = { task, seed, wall: round(mine.wall), cpu: round(mine.cpu), return: round(mine.return) };
    if (values.python !== undefined) {
      const args = [peer, '--task', task, '--seed', String(seed)];
      const theirs = JSON.parse(execFileSync(values.python, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
      Object.assign(row, {
        'SB3 wall': round(theirs.wall),
        'SB3 cpu': round(theirs.cpu),
        'SB3 return': round(theirs.return),
        'x cpu': round(theirs.cpu / mine.cpu),
      });
    }
    for (const given of values.script) {
      const [name, file] = given.split('=');
      const time = timed(values.python ?? 'python3', [file, '--seed', String(seed)]);
      Object.assign(row, { [`${name} wall`]: round(time.wall), [`${name} cpu`]: round(time.cpu) });
    }
    rows.push(row);
    console.error(JSON.stringify(row));
  }
}
console.table(rows);
