// Processor time of reading and preparing a table of 258,000 rows and 31 columns, beside pandas and scikit-learn.
// Usage: node bench/reading.mjs [PYTHON] [TURNS]. A build of the program is needed (npm run build); the file is made by a fixed rule in the
// temporary folder. Each pair does the same work; the smallest of the turns counts, with and without the start of the program and its packages.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

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

/** Seconds of processor time of a command and of nothing else, and its memory at most in MB. */
function seconds(command, args) {
  const script = `import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,check=True);u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024)`;
  const { stdout, stderr } = spawnSync(python, ['-c', script, command, ...args], { encoding: 'utf8' });
  const [time, memory] = stdout.trim().split(' ').map(Number);
  if (!(time >= 0)) throw new Error(stderr);
  return { time, memory };
}

/** The reader alone as a program of its own: it finds out the columns' types and reads them. */
async function reader() {
  const table = fileURLToPath(new URL('../src/tasks/readers/table.ts', import.meta.url));
  const out = fileURLToPath(new URL('../node_modules/.losscope-reader.mjs', import.meta.url));
  const entry = 'virtual:entry';
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? `import { readTable } from ${JSON.stringify(table)};
               const [, , file] = process.argv;
               if (file !== undefined) readTable(file, { roles: new Map([['Class', 'label']]) });`
            : null,
      },
    ],
  });
  await bundle.write({ file: out, format: 'esm', codeSplitting: false });
  return out;
}

const [python = 'python3', turns = '3'] = process.argv.slice(2);
if (!existsSync(file)) await make();
const read = await reader();
const path = JSON.stringify(file);
const prepare = `
import pandas
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler`;
const node = process.execPath;
const pairs = {
  'reading: types and columns': {
    losscope: [node, [read], [read, file]],
    'pandas.read_csv': [python, ['-c', 'import pandas'], ['-c', `import pandas; pandas.read_csv(${path})`]],
  },
  'preparation: reading, stratified split, standardised inputs, and what was understood': {
    'losscope data': [node, [main, '--version'], [main, 'data', file, '--target', 'Class']],
    'pandas, train_test_split, StandardScaler': [
      python,
      ['-c', prepare],
      [
        '-c',
        `${prepare}
t = pandas.read_csv(${path})
y = t.pop('Class')
a, b, c, d = train_test_split(t, y, test_size=0.25, stratify=y, random_state=0)
s = StandardScaler().fit(a)
s.transform(a), s.transform(b)`,
      ],
    ],
  },
};
for (const [title, sides] of Object.entries(pairs)) {
  console.log(title);
  const best = Object.entries(sides).map(([name]) => ({ name, bare: Infinity, whole: Infinity, memory: 0 }));
  for (let turn = 0; turn < Number(turns); turn++) {
    Object.values(sides).forEach(([command, bare, whole], i) => {
      best[i].bare = Math.min(best[i].bare, seconds(command, bare).time);
      const { time, memory } = seconds(command, whole);
      best[i].whole = Math.min(best[i].whole, time);
      best[i].memory = Math.max(best[i].memory, memory);
    });
  }
  for (const { name, bare, whole, memory } of best)
    console.log(
      `  ${name.padEnd(42)} ${(whole - bare).toFixed(2)} s of processor time, ${whole.toFixed(2)} s with its start, ${memory.toFixed(0)} MB`,
    );
  const [own, other] = best;
  const ratio = (a, b) => `${(a / b).toFixed(1)} times`;
  console.log(
    `  ${ratio(own.whole - own.bare, other.whole - other.bare)}, ${ratio(own.whole, other.whole)} with the starts`,
  );
}
