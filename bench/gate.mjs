/**
 * The whole rule of `losscope baseline check`, many times over: false alarms over all populations and correlations, and power against the
 * changes that it should find. `node bench/gate.mjs [checks] [draws]`; 1000 checks a row take about an hour of one processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const folder = mkdtempSync(join(tmpdir(), 'losscope-gate-'));
const file = join(folder, 'simulation.mjs');
const input = fileURLToPath(new URL('../test/experiment/gate-simulation.ts', import.meta.url));
await build({ input, platform: 'node', logLevel: 'silent', output: { file, format: 'esm' } });
const { ALPHA, changes, populations, simulate } = await import(file);
rmSync(folder, { recursive: true });

const [checks = 1000, draws = 999] = process.argv.slice(2).map(Number);
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const most = ALPHA + 2 * Math.sqrt((ALPHA * (1 - ALPHA)) / checks);

console.log(`false alarms of the whole rule in ${checks} checks each; at most ${percent(most)}`);
let [sum, rows, looks] = [0, 0, 0];
for (const [name, population] of populations()) {
  const { alarms, more } = simulate(population, {}, checks, { draws, seed: rows });
  console.log(
    `${name.padEnd(50)} ${percent(alarms).padStart(7)}  on all seeds ${percent(more).padStart(7)}${alarms > most ? '  MORE' : ''}`,
  );
  [sum, rows, looks] = [sum + alarms, rows + 1, looks + more];
}
console.log(`mean of ${rows} populations ${percent(sum / rows)}; ${percent(looks / rows)} went on to all seeds`);

console.log('\npower');
for (const { name, least, change, population } of changes()) {
  const { alarms } = simulate(population, change, checks, { draws, seed: 99 });
  console.log(
    `${name.padEnd(60)} ${percent(alarms).padStart(7)}  at least ${percent(least)}${alarms < least ? '  LESS' : ''}`,
  );
}
