// Who else does the same work: each peer runs in a process of its own, one thread.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('peers/', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, folder));
const environment = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const run = (command, args) => JSON.parse(execFileSync(command, args, { env: environment, cwd: path('.') }).toString());

const pytorchSteps = {
  env: 300_000,
  'dqn-heavy': 4000,
  'dqn-cleanrl': 8000,
  reinforce: 40_000,
  focal: 5000,
  mnr: 300,
  'mnr-sparse': 300,
};
const scriptSteps = { 'dqn-heavy': 2000, 'dqn-cleanrl': 4000, focal: 500 };

function script(file, module) {
  return {
    tasks: scriptSteps,
    version: () => {
      const manifest = path(`node_modules/${module}/package.json`);
      return existsSync(manifest)
        ? run(process.execPath, ['-p', `JSON.stringify(require(${JSON.stringify(manifest)}).version)`])
        : null;
    },
    measure: (task, seed) =>
      run(process.execPath, [path(file), '--task', task, '--steps', String(scriptSteps[task]), '--seed', String(seed)])
        .median,
  };
}

/** By name: the tasks with their steps, the version that is installed (or null), and the rates of one run. */
export function peers(python) {
  return {
    PyTorch: {
      tasks: pytorchSteps,
      version: () => {
        try {
          return run(python, ['-c', 'import json, torch; print(json.dumps(torch.__version__))']);
        } catch {
          return null;
        }
      },
      measure: (task, seed) => {
        const steps = String(pytorchSteps[task]);
        return run(python, [
          path('pytorch_baseline.py'),
          '--task',
          task,
          '--repeats',
          '1',
          '--steps',
          steps,
          '--seed',
          String(seed),
        ]).median;
      },
    },
    'jax-js': script('jax-js.mjs', '@jax-js/jax'),
    'TensorFlow.js': script('tfjs.mjs', '@tensorflow/tfjs'),
  };
}
