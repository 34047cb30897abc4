// Memory of a worker per bundled scenario: what two workers add to the process, each scenario in a process of its own, and
// how much it grew over the second half of the run.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundledNames } from '../../dist/scenario/bundled.js';
import { loadScenarios } from '../../dist/scenario/loader.js';
import { createSession } from '../../dist/session/session.js';
import { registries } from '../../dist/train/registries.js';

const WORKERS = 2;
const MB = 1e6;

export function memory({ scenario } = {}) {
  const names = scenario === undefined ? bundledNames() : [scenario];
  return names.map((name) => {
    const text = execFileSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), name]);
    return JSON.parse(text.toString());
  });
}

async function measure(name) {
  const [{ scenario }] = loadScenarios([name], { catalogues: registries, set: [], vary: [], variants: 'all' });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const samples = [];
  const session = createSession([{ scenario, seeds: [1, 2] }], { workers: WORKERS, out: null });
  const timer = setInterval(() => {
    session.drain();
    samples.push({ rss: process.memoryUsage().rss, step: Math.min(...session.runs.map(({ step }) => step)) });
  }, 25);
  await session.done;
  clearInterval(timer);
  const { step: end } = samples.at(-1) ?? { step: 0 };
  const peak = Math.max(...samples.map(({ rss }) => rss));
  const within = (from, to) =>
    samples.filter(({ step }) => step > from * end && step <= to * end).map(({ rss }) => rss);
  const [middle, late] = [within(0.3, 0.6), within(0.7, 1)].map((list) => Math.max(...list));
  await session.close();
  return {
    scenario: name,
    'MB per worker at the peak': Number(((peak - before) / WORKERS / MB).toFixed(1)),
    'growth from the middle to the end, MB': Number(((late - middle) / WORKERS / MB).toFixed(1)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await measure(process.argv[2])));
