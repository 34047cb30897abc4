/**
 * The gate held to faults and to harmless changes that are planted into the sources one by one: what alarms, and at how many seeds.
 * `node bench/planted.mjs [part of a name]`; all of them take about twenty minutes of one processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const folder = mkdtempSync(join(root, 'node_modules', '.planted-'));
const file = join(folder, 'run.mjs');
const input = join(root, 'test/experiment/planted/run.ts');
await build({ input, platform: 'node', logLevel: 'silent', output: { file, format: 'esm' } });
const { run } = await import(file);
await run(root, build, process.argv[2] ?? '', console.log);
rmSync(folder, { recursive: true });
