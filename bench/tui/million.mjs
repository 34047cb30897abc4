// Series of a million points: how long `losscope watch` reads them, what the keys do meanwhile, what they cost afterwards.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { megabytes, observe, openBench, rounded, sleep, spread } from './bench.mjs';
import { Program } from './terminal.mjs';

const POINTS = 1_000_000;
const BLOCK = 2048;
const LAST = 7.654;
const METRICS = ['loss', 'accuracy', 'grad_norm'];
/** A curve with one spike, and a last value that the screen shows when all is read. */
function valueAt(metric, i) {
  if (i === POINTS - 1) return LAST;
  if (metric === 0 && i === 654_321) return 50;
  return rounded(Math.exp(-i / 3e5) + 0.3 * Math.abs(Math.sin(i * 1.7 + metric)), 5);
}

const FILES = {
  'metrics.jsonl': { line: (i) => `{"step":${i},${METRICS.map((name, m) => `"${name}":${valueAt(m, i)}`).join()}}\n` },
  'metrics.csv': {
    head: `step,${METRICS.join()}\n`,
    line: (i) => `${i},${METRICS.map((_, m) => valueAt(m, i)).join()}\n`,
  },
  'blocks.jsonl': {
    head: METRICS.map((name, define) => `{"define":${define},"name":"${name}","help":"","better":"lower"}\n`).join(''),
    line: (i) => {
      if (i % BLOCK !== 0) return '';
      const steps = Array.from({ length: Math.min(BLOCK, POINTS - i) }, (_, j) => i + j);
      const column = (of) => `[${steps.flatMap((step) => METRICS.map((_, m) => of(step, m))).join()}]`;
      return `{"metric":${column((_, m) => m)},"step":${column((step) => step)},"value":${column((step, m) => valueAt(m, step))}}\n`;
    },
  },
};

function write(file, { head = '', line }) {
  const out = openSync(file, 'w');
  let text = head;
  for (let i = 0; i < POINTS; i++) {
    text += line(i);
    if (text.length > 1 << 20 || i === POINTS - 1) {
      writeSync(out, text);
      text = '';
    }
  }
  closeSync(out);
}

const title = (lines) => lines.find((line) => line.includes('─ loss')) ?? '';
const complete = (lines) => lines.some((line) => line.includes('7.65'));

/** The file in the program: until its first frame, until all is read, and keys every 100 ms meanwhile. */
async function reading(file) {
  const program = new Program(`watch ${file}`);
  try {
    await program.until((lines) => title(lines) !== '');
    const chart = program.age;
    const keys = [];
    while (!complete(program.text())) {
      keys.push(await program.press('l', (lines) => title(lines).includes(' log ')));
      await sleep(100);
      if (program.age > 120_000) throw new Error(`never complete:\n${program.text().join('\n')}`);
    }
    const all = program.age;
    const { rss, peak, main } = program.usage();
    if (process.env.VERBOSE) console.error(program.text().join('\n'));
    return {
      first_frame_ms: Math.round(program.firstFrame),
      chart_ms: Math.round(chart),
      complete_ms: Math.round(all),
      keys: keys.length,
      ...spread('key_while_reading', keys),
      processor_seconds: rounded(main),
      rss_mb: rss,
      rss_mb_peak: peak,
    };
  } finally {
    await program.end();
  }
}

const KEYS = [
  ...'m m M M s s s s l l L L x x b b b b g g f f'.split(' '),
  ...Array.from({ length: 6 }, () => 'z'),
  ...[
    'tab',
    'left',
    'left',
    'right',
    'pageUp',
    'shift+left',
    'shift+right',
    'shift+left',
    's',
    'L',
    'L',
    'Z',
    'Z',
    '0',
  ],
];

/** The same file in this process, where each frame and key can be timed. */
async function driving(file, { seconds, rate }) {
  const { openWatched } = await import('../../dist/logs/open.js');
  const { WatchSession } = await import('../../dist/logs/session.js');
  const session = new WatchSession(openWatched([file], { x: null, metrics: null }, process.stdin));
  const bench = openBench(session, { rate });
  while (session.runs[0]?.series.get('loss')?.last !== LAST) await sleep(50);
  const read = spread('frame_while_reading', bench.frames);
  const cost = await observe(bench, seconds, async () => {
    for (const key of KEYS) {
      bench.press(key);
      await sleep(20);
    }
  });
  bench.dashboard.close();
  await session.close();
  return { ...read, ...cost, ...spread('key', bench.keys), rss_mb_own_process: megabytes(process.memoryUsage.rss()) };
}

export async function million(options) {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-million-'));
  const result = {};
  try {
    for (const [name, shape] of Object.entries(FILES)) {
      const file = join(folder, name);
      write(file, shape);
      const figures = { ...(await reading(file)), ...(await driving(file, options)) };
      for (const [key, value] of Object.entries(figures)) result[`${name}: ${key}`] = value;
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}
