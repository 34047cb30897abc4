/**
 * How often the intervals that `compare` and `report` print hold what they are of, by simulation: five figures, eight shapes
 * of seeds, 5 to 40 seeds a side. `node bench/intervals.mjs [samples]`; 4000 samples take about a minute of one processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const folder = mkdtempSync(join(tmpdir(), 'losscope-intervals-'));
const file = join(folder, 'simulation.mjs');
const input = fileURLToPath(new URL('../test/experiment/coverage-simulation.ts', import.meta.url));
await build({ input, platform: 'node', logLevel: 'silent', output: { file, format: 'esm' } });
const { coverage, coveredShapes, figureNames } = await import(file);
rmSync(folder, { recursive: true });

const [samples = 4000] = process.argv.slice(2).map(Number);
const error = 100 * Math.sqrt((0.95 * 0.05) / samples);
console.log(
  `coverage in % of 95 % intervals, ${samples} samples each, +-${(2 * error).toFixed(1)} (2 standard errors)`,
);
for (const n of [5, 10, 20, 40]) {
  console.log(`\n${`n ${n} a side`.padEnd(24)}${figureNames.map((name) => name.padStart(28)).join('')}`);
  for (const shape of coveredShapes) {
    const found = coverage(shape, n, samples);
    console.log(
      `${shape.padEnd(24)}${figureNames.map((name) => (100 * found[name]).toFixed(1).padStart(28)).join('')}`,
    );
  }
}
