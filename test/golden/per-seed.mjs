/**
 * Writes per-seed.json: final metrics of 40 seeds of bundled scenarios, which the self-test of the comparison draws from.
 * `node test/golden/per-seed.mjs` after a build; about two minutes on one processor.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const wanted = {
  'gridworld-dqn': { q_error: 'lower', episode_return: 'higher' },
  'imbalanced-focal': { average_precision: 'higher', loss: 'lower' },
  'retrieval-mnr': { mrr: 'higher', loss: 'lower' },
};
const scenarios = {};
for (const [name, metrics] of Object.entries(wanted)) {
  const args = [main, 'run', name, '--seeds', '0-39', '--no-save', '--json', '--workers', '1'];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${name} ended with ${status}`);
  const [{ runs }] = JSON.parse(stdout).scenarios;
  scenarios[name] = Object.fromEntries(
    Object.entries(metrics).map(([metric, better]) => [metric, { better, values: runs.map((run) => run.final[metric]) }]),
  );
}
const text = JSON.stringify({ losscope: version, seeds: '0-39', scenarios }, null, 1);
writeFileSync(new URL('per-seed.json', import.meta.url), `${text.replace(/\n\s+(?=-?\d|"(?:NaN|-?Infinity)"[,\n])/g, ' ')}\n`);
