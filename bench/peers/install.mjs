// npm run bench:peers: installs the JavaScript peers beside the benchmarks (never into the product), says how to get
// PyTorch where it is missing, and runs every comparison.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
  cwd: folder,
  stdio: 'inherit',
});
if (spawnSync('/usr/bin/python3', ['-c', 'import torch']).status !== 0) {
  console.error('PyTorch is missing; on Debian: apt-get install python3-torch libopenblas0-pthread');
}
const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
const tasks = ['env', 'dqn-heavy', 'dqn-cleanrl', 'reinforce', 'focal', 'mnr', 'mnr-sparse'];
const args = [run, '--peers', ...tasks.flatMap((task) => ['--task', task]), ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
