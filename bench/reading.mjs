// Processor time of reading a table of 258,000 rows and 31 columns, beside pandas. Usage: node bench/reading.mjs [PYTHON]
// Builds of the program are needed (npm run build); the file is made by a fixed rule in the temporary folder.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROWS = 258_000;
const COLUMNS = 31;
const file = join(tmpdir(), 'losscope-reading.csv');
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

async function make() {
  const out = createWriteStream(file);
  const names = Array.from({ length: COLUMNS - 1 }, (_, i) => `V${i}`);
  out.write(`${[...names, 'Class'].join()}\n`);
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  for (let row = 0; row < ROWS; row++) {
    const values = names.map(() => (next() * 8 - 4).toFixed(13));
    if (!out.write(`${values.join()},${next() < 0.002 ? 1 : 0}\n`)) await new Promise((go) => out.once('drain', go));
  }
  await new Promise((go) => out.end(go));
}

/** Seconds of processor time of a command and of nothing else. */
function seconds(command, args) {
  const script = `import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True);u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024)`;
  const { stdout, stderr } = spawnSync(python, ['-c', script, command, ...args], { encoding: 'utf8' });
  const [time, memory] = stdout.trim().split(' ').map(Number);
  if (!(time >= 0)) throw new Error(stderr);
  return { time, memory };
}

const python = process.argv[2] ?? 'python3';
if (!existsSync(file)) await make();
const start = seconds(process.execPath, [main, '--version']);
const own = seconds(process.execPath, [main, 'data', file, '--target', 'Class']);
const bare = seconds(python, ['-c', 'import pandas']);
const pandas = seconds(python, ['-c', `import pandas; pandas.read_csv(${JSON.stringify(file)})`]);
const show = (name, { time, memory }, from) =>
  console.log(
    `${name.padEnd(44)} ${(time - from.time).toFixed(2)} s of processor time, ${memory.toFixed(0)} MB at most`,
  );
show('losscope data (guess, read, split, inputs)', own, start);
show('pandas.read_csv', pandas, bare);
