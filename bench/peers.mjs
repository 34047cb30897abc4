// Who else does the same work: each peer runs in a process of its own, one thread.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('peers/', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, folder));
const run = (command, args, more = {}) =>
  JSON.parse(
    execFileSync(command, args, {
      env: {
        ...process.env,
        OMP_NUM_THREADS: '1',
        OPENBLAS_NUM_THREADS: '1',
        MKL_NUM_THREADS: '1',
        ...coreType(),
        ...more,
      },
      cwd: path('.'),
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );

/** An older OpenBLAS takes slow kernels on processors that it does not know; wheels with MKL or oneDNN do not look at it. */
function coreType() {
  if (process.env.OPENBLAS_CORETYPE !== undefined || !existsSync('/proc/cpuinfo')) return {};
  const flags = readFileSync('/proc/cpuinfo', 'utf8');
  const best = flags.includes('avx512f') ? 'SkylakeX' : flags.includes('avx2') ? 'Haswell' : null;
  return best === null ? {} : { OPENBLAS_CORETYPE: best };
}

const PYTORCH = 'pytorch_baseline.py';
const PYTORCH_NEW = 'pytorch_baseline2.py';
const LISTS = 'lists_baseline.py';
const JAX = 'jax_baseline.py';

/** By task: the script, its steps, and further arguments. */
const pytorch = {
  env: [PYTORCH, 300_000],
  'dqn-heavy': [PYTORCH, 4000],
  'dqn-cleanrl': [PYTORCH, 8000],
  reinforce: [PYTORCH, 40_000],
  focal: [PYTORCH, 5000],
  mnr: [PYTORCH, 300],
  'mnr-sparse': [PYTORCH, 300],
  'dqn-minatar': [PYTORCH_NEW, 1500],
  'sac-pendulum-64': [PYTORCH_NEW, 1000, '--task', 'sac-pendulum', '--hidden', '64'],
  'sac-pendulum': [PYTORCH_NEW, 500, '--hidden', '256'],
  'ppo-cartpole': [PYTORCH_NEW, 20_480, '--envs', '8'],
  'ppo-cartpole-64': [PYTORCH_NEW, 40_960, '--task', 'ppo-cartpole', '--envs', '64'],
  dpo: [PYTORCH_NEW, 1000],
  listnet: [LISTS, 1000],
  'lambda-rank': [LISTS, 200],
};
const only = (names, more) => Object.fromEntries(names.map((name) => [name, [...pytorch[name], ...more]]));
const plain = ['dqn-heavy', 'dqn-cleanrl', 'reinforce', 'focal', 'mnr'];
const jax = {
  'dqn-heavy': [JAX, 4000],
  'dqn-cleanrl': [JAX, 8000],
  reinforce: [JAX, 40_000],
  focal: [JAX, 5000],
  mnr: [JAX, 300],
  dpo: [JAX, 1000],
  'ppo-cartpole': [JAX, 200_000, '--envs', '8'],
  'ppo-cartpole-64': [JAX, 400_000, '--task', 'ppo-cartpole', '--envs', '64'],
};

function python(command, module, tasks) {
  return {
    tasks,
    version: () => {
      try {
        return run(command, ['-c', `import json, ${module}; print(json.dumps(${module}.__version__))`]);
      } catch {
        return null;
      }
    },
    measure: (task, seed) => {
      const [script, steps, ...more] = tasks[task];
      const name = more.includes('--task') ? [] : ['--task', task];
      return run(command, [
        path(script),
        ...name,
        '--repeats',
        '1',
        '--steps',
        String(steps),
        '--seed',
        String(seed),
        ...more,
      ]).median;
    },
  };
}

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
export function peers(command) {
  return {
    PyTorch: python(command, 'torch', pytorch),
    'PyTorch, fused Adam': python(command, 'torch', only(plain, ['--fused'])),
    'PyTorch compiled': python(command, 'torch', {
      ...only(['dqn-heavy', 'dqn-cleanrl', 'focal', 'mnr'], ['--compile', '--fused']),
      ...only(['listnet', 'lambda-rank'], ['--compile']),
    }),
    JAX: python(command, 'jax', jax),
    'jax-js': script('jax-js.mjs', '@jax-js/jax'),
    'TensorFlow.js': script('tfjs.mjs', '@tensorflow/tfjs'),
  };
}
