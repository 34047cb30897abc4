// What watching costs: the same runs in the dashboard and with --plain, in turn, in a pseudo-terminal of 160x45.
// node bench/watched.mjs [--scenario NAME] [--seeds SEEDS] [--workers N] [--steps N] [--pairs N] [--main FILE] [--json]
// All in seconds, from the first run's thread to the last run's result. Wall; processor of the whole process, of which
// main is that of the main thread, which draws. Start: processor before. A busy machine disturbs the wall most of all.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'cartpole-reinforce' },
    seeds: { type: 'string', default: '0-7' },
    workers: { type: 'string', default: '2' },
    steps: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    main: { type: 'string', default: resolve(import.meta.dirname, '../dist/cli/main.js') },
    json: { type: 'boolean', default: false },
  },
});
const POLL_MS = 20;
/** Units of times in /proc: USER_HZ, which is 100 on every Linux. */
const TICKS_PER_SECOND = 100;
const NANOSECONDS = 1e9;
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** User and system seconds of a process, ended threads included. */
function processSeconds(pid) {
  // The name in brackets may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same of its main thread. */
function mainSeconds(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / NANOSECONDS;
}

/** One whole run of the program, ended by hand where it shows the dashboard. */
async function measure(plain) {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-watched-'));
  const out = join(folder, 'runs');
  const { scenario, seeds, workers, steps, main } = values;
  const set = steps === undefined ? '' : `--set steps=${steps}`;
  const args = `run ${scenario} --seeds ${seeds} --workers ${workers} --out ${out} ${set} ${plain ? '--plain' : ''}`;
  const command = `stty rows 45 cols 160; echo $$ > ${folder}/pid; exec ${process.execPath} ${resolve(main)} ${args}`;
  const env = { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', CI: '', LOSSCOPE_CONFIG: '/dev/null' };
  const child = spawn('script', ['-qec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let [bytes, ended] = [0, false];
  child.stdout.on('data', (data) => {
    bytes += data.length;
  });
  const exit = new Promise((done) => child.on('close', done)).then(() => {
    ended = true;
  });
  let [last, first] = [null, null];
  const look = () => {
    const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
    last = { cpu: processSeconds(pid), main: mainSeconds(pid), bytes };
  };
  try {
    let runs = [];
    const hasOne = (file) => runs.some((run) => existsSync(join(out, run, file)));
    const lacks = (file) => runs.length === 0 || runs.some((run) => !existsSync(join(out, run, file)));
    while (!ended && lacks('result.json')) {
      await sleep(POLL_MS);
      runs = existsSync(out) ? readdirSync(out) : [];
      try {
        look();
      } catch {
        // Not begun yet, or gone already: what was seen last counts.
      }
      if (first === null && hasOne('metrics.jsonl')) first = last;
    }
    if (lacks('result.json')) throw new Error(`the program ended before its runs: ${args}`);
    // Ctrl-C, for a run that has written its result may still be live, and q would ask.
    if (!plain) child.stdin.write('\u0003');
    await exit;
    const times = (file, which) => runs.map((run) => statSync(join(out, run, file))[which] / 1000);
    return {
      start: first.cpu,
      cpu: last.cpu - first.cpu,
      main: last.main - first.main,
      bytes,
      wall: Math.max(...times('result.json', 'mtimeMs')) - Math.min(...times('metrics.jsonl', 'birthtimeMs')),
    };
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const percent = (share) => `${share >= 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;

const pairs = [];
for (let i = 0; i < Number(values.pairs); i++) {
  const pair = {};
  // Each goes first as often as the other.
  for (const mode of i % 2 === 0 ? ['plain', 'watched'] : ['watched', 'plain'])
    pair[mode] = await measure(mode === 'plain');
  pairs.push(pair);
  if (values.json) continue;
  const told = ['wall', 'cpu', 'main', 'start'].map((kind) => {
    const [plain, watched] = [pair.plain[kind], pair.watched[kind]];
    const more = kind === 'main' || kind === 'start' ? '' : ` (${percent(watched / plain - 1)})`;
    return `${kind} ${plain.toFixed(2)} -> ${watched.toFixed(2)} s${more}`;
  });
  console.log(`${told.join(', ')}, ${(pair.watched.bytes / 1000).toFixed(0)} KB to the terminal`);
}
const medians = Object.fromEntries(
  ['wall', 'cpu'].map((kind) => [kind, median(pairs.map(({ plain, watched }) => watched[kind] / plain[kind] - 1))]),
);
/** What the main thread takes of all processors that the runs use, beyond what it takes with --plain. */
const share = ({ main, wall }) => main / (wall * Number(values.workers));
const main = median(pairs.map(({ plain, watched }) => share(watched) - share(plain)));
if (values.json)
  console.log(JSON.stringify({ node: process.version, ...values, medians: { ...medians, main }, pairs }));
else {
  const told = `wall ${percent(medians.wall)}, processor ${percent(medians.cpu)}`;
  console.log(`median of ${pairs.length} pairs: ${told}; drawing takes ${percent(main)} of the processors that train`);
}
