// npm run bench -- [--task NAME] [--steps N] [--repeats N] [--seed N] [--json] [--vs-pytorch]
// One task a line; the JSON has the fields of bench/peers/pytorch_baseline.py. --vs-pytorch runs that script in turn with
// ours, in the same sitting, one thread each, and prints the ratio of the medians.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tasks } from './tasks.mjs';

const { values } = parseArgs({
  options: {
    task: { type: 'string', multiple: true },
    steps: { type: 'string' },
    repeats: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    'vs-pytorch': { type: 'boolean', default: false },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});

const names = values.task ?? Object.keys(tasks);
const unknown = names.filter((name) => !Object.hasOwn(tasks, name));
if (unknown.length > 0) {
  console.error(`unknown task ${unknown.join(', ')}; there are ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const round = (value, digits) => Number(value.toFixed(digits));
const repeats = Number(values.repeats);
const peerScript = fileURLToPath(new URL('peers/pytorch_baseline.py', import.meta.url));

function medians(runs) {
  return Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, round(median(runs.map((run) => run[key])), key.includes('loss') ? 4 : 1)]),
  );
}

function pytorch(name, seed) {
  const text = execFileSync(
    values.python,
    [peerScript, '--task', name, '--repeats', '1', '--seed', String(seed), ...peerSteps(name)],
    {
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    },
  );
  return JSON.parse(text.toString()).median;
}

function peerSteps(name) {
  const steps = {
    env: 300_000,
    'dqn-heavy': 4000,
    'dqn-cleanrl': 8000,
    reinforce: 40_000,
    focal: 5000,
    mnr: 300,
    'mnr-sparse': 300,
  };
  return ['--steps', String(steps[name])];
}

for (const name of names) {
  const steps = values.steps === undefined ? tasks[name].steps : Number(values.steps);
  const runs = [];
  const peers = [];
  for (let i = 0; i < repeats; i++) {
    const seed = Number(values.seed) + i;
    runs.push(tasks[name].run(steps, seed));
    if (values['vs-pytorch']) peers.push(pytorch(name, seed));
  }
  const result = { task: name, steps, threads: 1, node: process.version, median: medians(runs), repeats: runs };
  const rate = name === 'env' || name === 'reinforce' ? 'env_steps_per_s' : 'updates_per_s';
  if (peers.length > 0) {
    result.pytorch = medians(peers);
    result.ratio = round(result.median[rate] / result.pytorch[rate], 2);
  }
  if (values.json) console.log(JSON.stringify(result));
  else {
    const peer = result.pytorch === undefined ? '' : `   PyTorch ${result.pytorch[rate]}   ratio ${result.ratio}`;
    console.log(`${name.padEnd(12)} ${String(result.median[rate]).padStart(12)} ${rate}${peer}`);
  }
}
