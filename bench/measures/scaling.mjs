// Worker threads: four equal runs on two workers against one run, and how busy two workers keep two cores over a hundred
// short runs. Through the product's own session.
import { performance } from 'node:perf_hooks';
import { loadScenarios } from '../../dist/scenario/loader.js';
import { createSession } from '../../dist/session/session.js';
import { registries } from '../../dist/train/registries.js';

function scenarioOf(name, set) {
  return loadScenarios([name], { catalogues: registries, set, vary: [], variants: 'all' })[0].scenario;
}

async function timed(scenario, runs, workers) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const seeds = Array.from({ length: runs }, (_, i) => i);
  const session = createSession([{ scenario, seeds }], { workers, out: null });
  const timer = setInterval(() => session.drain(), 200);
  await session.done;
  clearInterval(timer);
  const used = process.cpuUsage(cpu);
  await session.close();
  const broken = session.results().filter(({ status }) => status !== 'done');
  if (broken.length > 0) throw new Error(`${broken[0].id}: ${broken[0].reason}`);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, cores: (used.user + used.system) / 1e6 / seconds };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const digits = (value) => Number(value.toFixed(3));

export async function scaling({ repeats = 3 } = {}) {
  const one = scenarioOf('imbalanced-focal', ['steps=16000']);
  const pairs = [];
  for (let i = 0; i < repeats; i++) pairs.push([await timed(one, 1, 1), await timed(one, 4, 2)]);
  const [single, four] = [0, 1].map((i) => median(pairs.map((pair) => pair[i].seconds)));
  const short = scenarioOf('cartpole-reinforce', ['steps=50000']);
  const sweep = await timed(short, 100, 2);
  return [
    { what: 'one run, s', value: digits(single) },
    { what: 'four equal runs on two workers, s', value: digits(four) },
    { what: 'ratio (at most 2.1)', value: digits(four / single) },
    { what: 'a hundred runs on two workers, s', value: digits(sweep.seconds) },
    { what: 'idle share of two cores meanwhile (under 0.05)', value: digits(1 - sweep.cores / 2) },
  ];
}
