// node bench/envs.mjs [--steps N] [--episodes N] [ENV...]
// Steps a second of processor time (user and system, one thread) under uniformly random actions, and for MinAtar's games the
// mean return of the uniform policy with the full set of actions beside that of the original (test/golden/envs2.json).
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { resolveParams } from '../dist/core/params.js';
import { Stream } from '../dist/core/random.js';
import { RandomActor } from '../dist/env/kit/actions.js';
import { envs } from '../dist/env/registry.js';

const { values, positionals } = parseArgs({
  options: { steps: { type: 'string', default: '1000000' }, episodes: { type: 'string', default: '1000' } },
  allowPositionals: true,
});
const games = ['breakout', 'asterix', 'freeway', 'seaquest', 'space-invaders'];
const names = positionals.length > 0 ? positionals : ['pendulum', 'mountain-car-continuous', ...games];

const create = (name, params = {}) => {
  const definition = envs.get(name);
  return definition.create(resolveParams(definition.params, params, 'env'));
};

for (const name of names) {
  const env = create(name);
  const isBox = env.actions?.kind === 'box';
  const count = env.actionNames.length;
  const random = Stream.from(1, 'env');
  // Actions drawn beforehand, so that stepping alone is timed.
  const draws = Stream.from(2, 'explore');
  const actions = Array.from({ length: 4096 }, () => (isBox ? [draws.between(-1, 1)] : draws.below(count)));
  const walk = (steps) => {
    env.reset(random);
    for (let i = 0; i < steps; i++) {
      if (env.terminated || env.truncated) env.reset(random);
      if (isBox) env.apply(actions[i & 4095]);
      else env.step(actions[i & 4095]);
    }
  };
  walk(200_000);
  const before = process.cpuUsage();
  const steps = Number(values.steps);
  walk(steps);
  const { user, system } = process.cpuUsage(before);
  console.log(`${name}: ${((steps / (user + system)) * 1).toFixed(2)} M steps per second of processor time`);
}

const golden = JSON.parse(readFileSync(new URL('../test/golden/envs2.json', import.meta.url), 'utf8'));
for (const name of names.filter((one) => games.includes(one))) {
  const original = golden.environments[`minatar-${name}`].uniform_policy_sticky_01;
  const env = create(name, { actions: 'full', maxSteps: 1e9 });
  const actor = new RandomActor(env);
  const random = Stream.from(3, 'env');
  const draws = Stream.from(3, 'explore');
  const episodes = name === 'freeway' ? Math.min(200, Number(values.episodes)) : Number(values.episodes);
  const returns = Array.from({ length: episodes }, () => {
    let sum = 0;
    env.reset(random);
    while (!env.terminated && !env.truncated) {
      actor.step(draws);
      sum += env.reward;
    }
    return sum;
  });
  const mean = returns.reduce((a, b) => a + b, 0) / episodes;
  const error = Math.sqrt(returns.reduce((a, b) => a + (b - mean) ** 2, 0) / (episodes - 1) / episodes);
  const both = Math.hypot(error, original.standard_error);
  const off = (mean - original.mean) / both;
  console.log(
    `${name}: mean ${mean.toFixed(3)} +- ${error.toFixed(3)} (n ${episodes}), original ${original.mean} +- ${original.standard_error}: ${off.toFixed(1)} standard errors apart`,
  );
}
