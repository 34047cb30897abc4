/**
 * Simple regret of the TPE sampler beside Optuna's and random search, on functions whose lowest value is 0: the best value of
 * 60 trials, median and quartiles over 20 seeds. Optuna's are in test/golden/tpe.json, written by test/golden/tpe.py.
 * `node bench/search.mjs`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const folder = mkdtempSync(join(tmpdir(), 'losscope-search-'));
const file = join(folder, 'simulation.mjs');
const input = fileURLToPath(new URL('../test/experiment/search-simulation.ts', import.meta.url));
await build({ input, platform: 'node', logLevel: 'silent', output: { file, format: 'esm' } });
const { functions, median, regrets } = await import(file);
rmSync(folder, { recursive: true });
const golden = JSON.parse(readFileSync(new URL('../test/golden/tpe.json', import.meta.url), 'utf8'));

const told = (sorted) => {
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))].toPrecision(2);
  return `${median(sorted).toPrecision(2)} (${at(0.25)} to ${at(0.75)})`;
};
console.log(
  `best of ${golden.trials} trials, median and quartiles over ${golden.seeds} seeds; Optuna ${golden.optuna}`,
);
console.log(`${''.padEnd(10)}${['losscope', 'Optuna', 'random'].map((name) => name.padStart(28)).join('')}`);
for (const name of Object.keys(functions)) {
  const columns = [regrets(name, golden.seeds, golden.trials), golden.regret[name], golden.random[name]];
  console.log(`${name.padEnd(10)}${columns.map((column) => told(column).padStart(28)).join('')}`);
}
