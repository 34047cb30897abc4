// How fast logs are read: an event file of TensorBoard and a CSV of a given size, by losscope and, where a Python with
// tensorboard and pandas is named, by their own readers in the same sitting.
//   node bench/logs.mjs [--mb 500] [--python path/to/python] [--only tb|csv|folder] [--in folder]
// --in keeps the files, so that they can be made before the measurement (--only make).
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const megabytes = Number(option('--mb', '500'));
const python = option('--python', null);
const program = join(import.meta.dirname, '../dist/cli/main.js');
const only = option('--only', null);
const kept = option('--in', null);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'losscope-bench-'));
mkdirSync(folder, { recursive: true });
const wants = (part) => only === null || only === part || only === 'make';
const measures = only !== 'make';

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});
function masked(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
function varint(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
function record(data) {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(masked(head.subarray(0, 8)), 8);
  const foot = Buffer.alloc(4);
  foot.writeUInt32LE(masked(data));
  return Buffer.concat([head, data, foot]);
}
const tags = ['train/loss', 'train/accuracy', 'train/learning_rate', 'val/loss', 'grad/norm', 'time/step'];
function scalar(step, tag, value) {
  const number = Buffer.alloc(4);
  number.writeFloatLE(value);
  const entry = Buffer.concat([Buffer.from([0x0a, tag.length]), Buffer.from(tag), Buffer.from([0x15]), number]);
  const summary = Buffer.concat([Buffer.from([0x0a, entry.length]), entry]);
  const wall = Buffer.alloc(8);
  wall.writeDoubleLE(1.7e9 + step / 10);
  return record(
    Buffer.concat([
      Buffer.from([9]),
      wall,
      Buffer.from([0x10]),
      varint(step),
      Buffer.from([0x2a, summary.length]),
      summary,
    ]),
  );
}

function fill(path, head, rowOf) {
  const file = openSync(path, 'w');
  let size = writeSync(file, head);
  let rows = 0;
  while (size < megabytes * 1e6) {
    const block = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from(rowOf(rows++))));
    size += writeSync(file, block);
  }
  closeSync(file);
  return rows;
}

/** Runs a program under `time`, so that processor seconds and memory are those of the child. */
function measure(name, command, args) {
  const run = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', command, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [wall, user, system, memory] = run.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  console.log(
    `${name.padEnd(34)} ${wall.toFixed(1).padStart(7)} s  ${(user + system).toFixed(1).padStart(7)} s of processor  ${Math.round(memory / 1024)} MB`,
  );
  return run.stdout;
}

/** The time until the dashboard has drawn a chart, in a pseudo-terminal of 140x40; processor time of its process. */
async function firstFrame(name, path) {
  const pidFile = join(folder, 'pid');
  const command = `stty rows 40 cols 140; echo $$ > ${pidFile}; exec ${process.execPath} ${program} watch ${path}`;
  const env = { ...process.env, TERM: 'xterm-256color', CI: '', LOSSCOPE_CONFIG: '/dev/null' };
  const began = performance.now();
  const child = spawn('script', ['-qec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  const [wall, processor] = await new Promise((done) => {
    child.stdout.on('data', (data) => {
      text += data;
      if (!text.includes('╭─ ')) return;
      const fields = readFileSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        .split(' ');
      // In hundredths of a second on every Linux.
      done([performance.now() - began, (Number(fields[11]) + Number(fields[12])) / 100]);
      child.stdout.removeAllListeners('data');
    });
  });
  child.stdin.write('\u0003');
  child.stdout.resume();
  await new Promise((done) => child.once('close', done));
  console.log(
    `${name.padEnd(34)} ${(wall / 1000).toFixed(2).padStart(7)} s  ${processor.toFixed(2).padStart(7)} s of processor`,
  );
}

function readerIn() {
  const reader = join(folder, 'reader.py');
  writeFileSync(
    reader,
    `import sys
if sys.argv[1] == 'tb':
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    a = EventAccumulator(sys.argv[2], size_guidance={'scalars': 0})
    a.Reload()
    print({t: len(a.Scalars(t)) for t in a.Tags()['scalars']})
else:
    import pandas
    print(pandas.read_csv(sys.argv[2]).describe())
`,
  );
  return reader;
}

try {
  if (wants('tb')) {
    const events = join(folder, 'tb');
    mkdirSync(events, { recursive: true });
    const file = join(events, 'events.out.tfevents.1700000000.host.1.0');
    if (!existsSync(file)) {
      const points = fill(file, '', (row) =>
        scalar(Math.floor(row / tags.length), tags[row % tags.length], 1 / (1 + row)),
      );
      console.log(`event file of ${megabytes} MB: ${points} scalars`);
    }
    if (measures) measure('losscope, event file', process.execPath, [program, 'watch', file, '--json']);
    if (measures && python !== null) measure('tensorboard EventAccumulator', python, [readerIn(), 'tb', events]);
  }
  if (wants('csv')) {
    const csv = join(folder, 'metrics.csv');
    if (!existsSync(csv)) {
      const rows = fill(csv, 'step,loss,accuracy,lr,val_loss,grad_norm\n', (row) => {
        const x = 1 / (1 + row);
        return `${row},${x.toFixed(6)},${(1 - x).toFixed(6)},0.0003,${(1.1 * x).toFixed(6)},${(2 * x).toFixed(4)}\n`;
      });
      console.log(`CSV of ${megabytes} MB: ${rows} rows of 6 columns`);
    }
    if (measures) measure('losscope, CSV', process.execPath, [program, 'watch', csv, '--json']);
    if (measures && python !== null) measure('pandas.read_csv', python, [readerIn(), 'csv', csv]);
  }
  if (measures && wants('folder')) {
    const many = join(folder, 'many');
    for (let i = 0; i < 1000; i++) {
      const place = join(many, `variant_${i % 50}`, `seed_${Math.floor(i / 50)}`);
      mkdirSync(place, { recursive: true });
      writeFileSync(
        join(place, 'metrics.csv'),
        `step,loss\n${Array.from({ length: 100 }, (_, k) => `${k},${1 / (k + 1)}\n`).join('')}`,
      );
    }
    measure('losscope, folder of 1,000 runs', process.execPath, [program, 'watch', many, '--json']);
    await firstFrame('its first frame', many);
    await firstFrame('first frame of one run', join(many, 'variant_0', 'seed_0', 'metrics.csv'));
  }
} finally {
  if (kept === null) rmSync(folder, { recursive: true });
}
