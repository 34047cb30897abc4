// npm run bench:peers: installs the peers beside the benchmarks (never into the product) and runs every comparison. The Python
// ones go into a virtual environment in this folder: current PyTorch, JAX, Gymnasium, Stable-Baselines3 and MinAtar. With
// --python FILE another Python that has them is used; with --no-js the JavaScript peers are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGES = ['torch', 'jax', 'gymnasium', 'stable-baselines3', 'minatar'];

const folder = fileURLToPath(new URL('.', import.meta.url));
const given = process.argv.slice(2);
const isGiven = given.includes('--python');
const python = isGiven ? given[given.indexOf('--python') + 1] : `${folder}venv/bin/python`;
if (!isGiven && !existsSync(python)) {
  execFileSync('python3', ['-m', 'venv', `${folder}venv`], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { stdio: 'inherit' });
}
if (!given.includes('--no-js')) {
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    stdio: 'inherit',
  });
}
const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
const { tasks } = await import('../tasks.mjs');
const chosen = given.includes('--task') ? [] : Object.keys(tasks).flatMap((task) => ['--task', task]);
const rest = given.filter((arg) => arg !== '--no-js');
const args = [run, '--peers', ...(isGiven ? [] : ['--python', python]), ...chosen, ...rest];
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
