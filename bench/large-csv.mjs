// Peak memory of the program on a CSV file larger than 2 GB, which it thins out, beside a small file of the same columns.
// node bench/large-csv.mjs <folder with 2.3 GB of room> [main.js]
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [folder, main = resolve(import.meta.dirname, '../dist/cli/main.js')] = process.argv.slice(2);
if (folder === undefined) throw new Error('give a folder with 2.3 GB of room');
const COLUMNS = 16;

/** Rows of numbers; the label follows the first of them. */
function write(file, bytes) {
  const out = openSync(file, 'w');
  writeSync(out, `${Array.from({ length: COLUMNS }, (_, i) => `x${i}`).join()},label\n`);
  let seed = 1;
  const draw = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let written = 0; written < bytes; ) {
    const rows = Array.from({ length: 4000 }, () => {
      const row = Array.from({ length: COLUMNS }, () => draw().toFixed(6));
      return `${row.join()},${Number(row[0]) > 0.7 ? 1 : 0}\n`;
    });
    const block = Buffer.from(rows.join(''));
    // The same block over and over: writing is not what is measured.
    for (let i = 0; i < 64 && written < bytes; i++) written += writeSync(out, block);
  }
  closeSync(out);
}

/** Runs the program and returns the peak of its resident memory in MB. */
function peakOf(...args) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    let peak = 0;
    const look = setInterval(() => {
      try {
        peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak);
      } catch {
        // It has just ended.
      }
    }, 50);
    child.once('close', (code) => {
      clearInterval(look);
      if (code === 0) done(Math.round(peak / 1024));
      else failed(new Error(`exit code ${code}: ${text}`));
    });
  });
}

for (const [name, bytes] of [
  ['small.csv', 50e6],
  ['large.csv', 2.2e9],
]) {
  const file = join(folder, name);
  write(file, bytes);
  const began = performance.now();
  const set = [`task.data=${file}`, 'task.maxRows=100000', 'steps=500'].flatMap((text) => ['--set', text]);
  const peak = await peakOf('run', 'imbalanced-focal', ...set, '--seeds', '0', '--no-save', '--json', '--workers', '1');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${name}: ${statSync(file).size} bytes, peak ${peak} MB of resident memory, ${seconds} s`);
  rmSync(file);
}
