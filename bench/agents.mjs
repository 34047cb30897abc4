// npm run build && node bench/agents.mjs [--only NAME]... [--seeds 0-9] [--steps N] [--list]
// Trains agents on seeds that no setting was tuned on and prints one JSON line for each: the last evaluation of every seed,
// their mean, and how many meet the claim. Minutes to hours; never part of the tests.
import { parseArgs } from 'node:util';
import { parseScenario } from '../dist/scenario/loader.js';
import { registries } from '../dist/train/registries.js';
import { train } from '../dist/train/training.js';

/** What is trained, for how long, and what the greedy return (or another metric) is to reach. */
const claims = {
  'pendulum-sac': { env: 'pendulum', agent: '{name: sac}', steps: 20_000, least: -180, hold: 8 },
  'pendulum-td3': { env: 'pendulum', agent: '{name: td3}', steps: 20_000, least: -180, hold: 8 },
  'pendulum-ppo': { env: 'pendulum', agent: '{name: ppo, preset: pendulum}', steps: 100_000, least: -180, hold: 8 },
  'mountain-car-continuous-sac': {
    env: 'mountain-car-continuous',
    agent: '{name: sac, preset: mountain-car-continuous}',
    steps: 50_000,
    least: 90,
    hold: 8,
  },
  'acrobot-dqn': { env: 'acrobot', agent: '{name: dqn}', steps: 100_000, least: -82, hold: 8 },
  'acrobot-qr-dqn': { env: 'acrobot', agent: '{name: dqn}', loss: 'quantile-td', steps: 100_000, least: -75, hold: 8 },
  'mountain-car-qr-dqn': {
    env: 'mountain-car',
    agent: '{name: dqn, preset: mountain-car}',
    loss: 'quantile-td',
    steps: 120_000,
    least: -110,
    hold: 8,
  },
  'cartpole-rainbow': {
    env: 'cartpole',
    agent: '{name: dqn, preset: rainbow-cartpole}',
    steps: 50_000,
    least: 475,
    hold: 8,
  },
  'breakout-dqn': {
    env: 'breakout',
    agent: '{name: dqn, preset: minatar}',
    steps: 1_000_000,
    metric: 'online_return',
    least: 6,
    hold: 8,
  },
  'space-invaders-dqn': {
    env: 'space-invaders',
    agent: '{name: dqn, preset: minatar}',
    steps: 1_000_000,
    metric: 'online_return',
    least: 20,
    hold: 8,
  },
  'memory-gru': {
    env: '{name: memory, length: 10}',
    agent: '{name: ppo, preset: memory, recurrentUnits: 32, hidden: [32]}',
    steps: 100_000,
    least: 0.9,
    hold: 8,
  },
  'memory-plain': {
    env: '{name: memory, length: 10}',
    agent: '{name: ppo, preset: memory, recurrent: none, hidden: [32]}',
    steps: 100_000,
    most: 0.3,
    hold: 8,
  },
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    seeds: { type: 'string', default: '0-9' },
    steps: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const names = values.only ?? Object.keys(claims);
const unknown = names.filter((name) => claims[name] === undefined);
if (unknown.length > 0) {
  console.error(`there is no claim ${unknown.join(', ')}; there are ${Object.keys(claims).join(', ')}`);
  process.exit(2);
}
if (values.list) {
  for (const name of names) console.log(name);
  process.exit(0);
}

/** The last values of the metrics of one run, and its processor time in seconds. */
function lastOf(scenario, seed) {
  const start = process.cpuUsage();
  const run = train(scenario, seed, { registries, sink() {} });
  for (let next = run.next(0); next.done !== true; next = run.next(100_000)) {
    const event = next.value;
    if (event.kind !== 'done' && event.kind !== 'diverged') continue;
    const { user, system } = process.cpuUsage(start);
    return { final: event.kind === 'done' ? event.final : {}, cpu: (user + system) / 1e6 };
  }
  throw new Error('the run did not come to its end');
}

for (const name of names) {
  const { env, agent, loss, steps, metric = 'greedy_return', least = -Infinity, most = Infinity, hold } = claims[name];
  const budget = Number(values.steps ?? steps);
  const text = [
    ...[`env: ${env}`, `agent: ${agent}`, `steps: ${budget}`, `evaluateEvery: ${budget}`, `seeds: ${values.seeds}`],
    ...(loss === undefined ? [] : [`loss: ${loss}`]),
  ].join('\n');
  const { scenario } = parseScenario(`${text}\n`, `${name}.yaml`, { catalogues: registries });
  const runs = scenario.seeds.map((seed) => ({ seed, ...lastOf(scenario, seed) }));
  const reached = runs.map(({ final }) => final[metric] ?? Number.NaN);
  console.log(
    JSON.stringify({
      name,
      steps: budget,
      metric,
      n: runs.length,
      mean: reached.reduce((a, b) => a + b, 0) / reached.length,
      values: reached,
      met: reached.filter((value) => value >= least && value <= most).length,
      claim: `${least > -Infinity ? `>= ${least}` : `<= ${most}`} in ${hold} of 10`,
      cpuSeconds: runs.map(({ cpu }) => Math.round(cpu)),
    }),
  );
}
