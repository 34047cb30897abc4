// What saving costs at the default interval: whole runs with a run folder and without one, in turn.
// node bench/saving.mjs [pairs] [scenario...]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenarios } from '../dist/scenario/loader.js';
import { createSession } from '../dist/session/session.js';
import { registries } from '../dist/train/registries.js';

/** Long enough for several checkpoints of the default interval of 10 s, by the speed that each has on one core. */
const STEPS = { 'cartpole-reinforce': 2_000_000, 'gridworld-dqn': 150_000, 'retrieval-mnr': 12_000 };

const [pairs = '10', ...names] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'losscope-saving-'));

/** Wall and processor seconds of one whole run in its thread. */
async function timeOf(scenario, out) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const session = createSession([{ scenario, seeds: [0] }], { workers: 1, out });
  const draining = setInterval(() => session.drain(), 100);
  await session.done;
  clearInterval(draining);
  const { user, system } = process.cpuUsage(cpu);
  const [{ status, reason }] = session.results();
  if (status !== 'done') throw new Error(`${status}: ${reason}`);
  return { wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const percent = (ratio) => `${(100 * (ratio - 1)).toFixed(2)} %`;

try {
  for (const name of names.length > 0 ? names : Object.keys(STEPS)) {
    const set = [`steps=${STEPS[name] ?? 100_000}`];
    const [{ scenario }] = loadScenarios([name], { catalogues: registries, set });
    await timeOf(scenario, null);
    const ratios = { wall: [], cpu: [] };
    const seconds = [];
    for (let i = 0; i < Number(pairs); i++) {
      // Each goes first as often as the other.
      const order = i % 2 === 0 ? [folder, null] : [null, folder];
      const times = new Map();
      for (const out of order) times.set(out, await timeOf(scenario, out));
      seconds.push(times.get(null).wall);
      for (const kind of ['wall', 'cpu']) ratios[kind].push(times.get(folder)[kind] / times.get(null)[kind]);
    }
    const told = Object.entries(ratios).map(([kind, all]) => {
      return `${kind} ${percent(median(all))} (${percent(Math.min(...all))} to ${percent(Math.max(...all))})`;
    });
    console.log(`${name}: ${pairs} pairs of ${median(seconds).toFixed(1)} s; saving costs ${told.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
