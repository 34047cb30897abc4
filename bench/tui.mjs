// node bench/tui.mjs [--seconds N] [--rate N] [--json]
// What the dashboard costs at 160x45: three variants of three seeds and six metrics each, every curve growing at every
// frame, full chart, scope and small charts. CPU of one core and memory of this process, the session being made up.
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';

process.env.NODE_ENV ??= 'production';
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);

const { Dashboard } = await import('../dist/tui/dashboard.js');
const { initialModel } = await import('../dist/tui/curtain.js');
const { Screen } = await import('../dist/tui/terminal/screen.js');
const { makeTheme } = await import('../dist/tui/terminal/theme.js');
const { Series } = await import('../dist/run/fold.js');

const STEPS = 100_000;
const METRICS = ['loss', 'episode_return', 'greedy_return', 'q_error', 'q_mean', 'grad_norm'];
const wave = (seed, metric, step) =>
  Math.exp(-step / 3e4) * (1 + metric) + 0.1 * Math.sin(step * 0.37 + seed * 5 + metric) + 0.05 * seed;

function makeRun(variant, seed) {
  const scenario = {
    name: 'bench',
    variant,
    title: 'bench',
    summary: '',
    lesson: { question: 'What does it cost?', watch: 'Little. '.repeat(20), measured: '' },
    learner: { kind: 'agent', env: { name: 'gridworld', params: {} }, agent: { name: 'dqn', params: {} } },
    loss: null,
    steps: STEPS,
    evaluateEvery: 500,
    focus: 'loss',
    seeds: [0, 1, 2],
    tunedOn: [],
    expectations: [],
  };
  const series = new Map(METRICS.map((name) => [name, new Series({ name, help: '', better: 'lower' }, STEPS)]));
  return {
    ...{ id: `${variant}-${seed}`, scenario, seed, status: 'running', reason: null, step: 0, steps: STEPS, series },
    ...{ stepsPerSecond: 1000, etaSeconds: 60, seconds: 0, digest: null, scope: null, dropped: 0 },
    ...{ alerts: [], fork: null },
  };
}

const runs = ['', 'loss=mse', 'lr=3e-2'].flatMap((variant) => [0, 1, 2].map((seed) => makeRun(variant, seed)));
const WARM_UP = 2;
const perFrame = STEPS / ((seconds + WARM_UP) * rate);
const session = {
  ...{ runs, events: [], workers: 2, done: new Promise(() => {}) },
  drain() {
    for (const run of runs) {
      const end = Math.min(STEPS, run.step + perFrame);
      for (let step = run.step; step < end; step += 25) {
        METRICS.forEach((name, i) => {
          run.series.get(name).add(step, wave(run.seed, i, step));
        });
      }
      run.step = Math.floor(end);
      run.etaSeconds = (STEPS - end) / 1000;
    }
    const cells = 144;
    runs[0].scope = {
      ...{ kind: 'grid', width: 12, height: 12, cells: '.'.repeat(cells), agent: runs[0].step % cells },
      values: Array.from({ length: cells }, (_, i) => Math.sin(i + runs[0].step / 1e4)),
      policy: Array.from({ length: cells }, (_, i) => i % 4),
      ...{ visits: [], qError: 0.1, regret: 0.2 },
    };
    return true;
  },
  ...{ pause() {}, resume() {}, step() {}, setSpeed() {}, stop() {}, watch() {}, results: () => [] },
  close: async () => {},
};

const terminal = Object.assign(new EventEmitter(), { columns: 160, rows: 45, write: () => true });
const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} });
const screen = new Screen(terminal);
const dashboard = new Dashboard(initialModel(session, 'bench', makeTheme(24), screen), {
  ...{ screen, stdin: keyboard, rate, now: () => performance.now() },
});
dashboard.open();

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
await sleep(WARM_UP * 1000);
const before = { cpu: process.cpuUsage(), at: performance.now(), rss: megabytes(), ...dashboard.screen.written };
await sleep(seconds * 1000);
const cpu = process.cpuUsage(before.cpu);
const elapsed = (performance.now() - before.at) / 1000;
const frames = dashboard.screen.written.frames - before.frames;
const keys = [];
for (const key of [
  'm',
  'b',
  'down',
  '?',
  'escape',
  's',
  'f',
  'f',
  'g',
  'o',
  '2',
  '5',
  '1',
  'tab',
  'left',
  'z',
  ':',
  'escape',
]) {
  const at = performance.now();
  dashboard.dispatch({ kind: 'key', key });
  keys.push(performance.now() - at);
}
dashboard.close();

const result = {
  cpu_percent_of_a_core: Number((((cpu.user + cpu.system) / 1e6 / elapsed) * 100).toFixed(1)),
  frames_per_second: Number((frames / elapsed).toFixed(1)),
  ms_cpu_per_frame: Number(((cpu.user + cpu.system) / 1000 / frames).toFixed(2)),
  kilobytes_per_second: Number(((dashboard.screen.written.bytes - before.bytes) / 1000 / elapsed).toFixed(1)),
  rss_mb_start: before.rss,
  rss_mb_end: megabytes(),
  slowest_key_ms: Number(Math.max(...keys).toFixed(1)),
};
if (values.json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(24)} ${value}`);
process.exit(0);
