// How cost grows: of one update with the batch and with the width of the network (classification through the product's own
// task), of a convolution with its filters and its batch, and of PPO's env step with the envs that play in lockstep.
import { performance } from 'node:perf_hooks';
import { agents } from '../../dist/agents/registry.js';
import { resolveParams } from '../../dist/core/params.js';
import { Stream } from '../../dist/core/random.js';
import { envs } from '../../dist/env/registry.js';
import { losses } from '../../dist/losses/registry.js';
import { tasks } from '../../dist/tasks/registry.js';
import { Engine } from '../../dist/tensor/engine.js';
import { conv2d, sum } from '../../dist/tensor/ops/index.js';

/** What every learner here is made with, on seed 1, with nobody recording. */
const context = (loss) => ({
  loss,
  lossParams: resolveParams(loss.params, {}),
  engine: new Engine('f32'),
  stream: (purpose, index = 0) => Stream.from(1, purpose, index),
  recorder: { define: () => () => {} },
  steps: 1e6,
});

/** Microseconds of a call: the least of five repeats of so many. */
function best(calls, run) {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < 5; repeat++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) run();
    least = Math.min(least, (1000 * (performance.now() - start)) / calls);
  }
  return least;
}

/** An update of a classifier with two hidden layers. */
function update({ batch, width }) {
  const definition = tasks.get('classification');
  const settings = { samples: 4096, features: 32, positives: 0.2, hidden: [width, width], batch, lr: 1e-3 };
  const learner = definition.create({
    ...context(losses.get('focal')),
    params: resolveParams(definition.params, settings),
  });
  return best(Math.max(20, Math.round(1.5e9 / (batch * width * width * 6))), () => learner.advance());
}

/** One convolution of 3 x 3 over pictures of 10 x 10 with 16 channels, forward and all gradients. */
function convolution({ filters, batch }) {
  const [side, channels] = [10, 16];
  const engine = new Engine('f32');
  const stream = Stream.from(1, 'data');
  const numbers = (n) => Float32Array.from({ length: n }, () => stream.uniform() - 0.5);
  const pictures = numbers(batch * side * side * channels);
  const weights = numbers(9 * channels * filters);
  const image = { rows: side, columns: side, channels };
  return best(Math.max(20, Math.round(2e8 / (batch * filters * 9 * channels * 64))), () => {
    engine.reset();
    const x = engine.leaf([batch, side * side * channels], pictures);
    const w = engine.leaf([9 * channels, filters], weights);
    const b = engine.leaf([filters], new Float32Array(filters));
    engine.backward(sum(conv2d(x, w, b, image, { kernel: 3, stride: 1, activation: 'relu' })));
  });
}

/** An env step of PPO on CartPole while it plays: so many envs at once, no update. */
function envStep({ count }) {
  const env = envs.get('cartpole');
  const agent = agents.get('ppo');
  const learner = agent.create({
    ...context(losses.get('ppo-clip')),
    params: resolveParams(agent.params, { envs: count, horizon: 2 ** 19, hidden: [64, 64] }),
    makeEnv: () => env.create(resolveParams(env.params, {})),
  });
  return best(8192, () => learner.advance());
}

function series(name, sizes, measured, unit) {
  let before = null;
  return sizes.map((size) => {
    const us = measured(size);
    const row = { what: `${name} ${size}`, [unit]: Number(us.toFixed(1)), 'times the last': null };
    if (before !== null) row['times the last'] = Number((us / before).toFixed(2));
    before = us;
    return row;
  });
}

export function growth() {
  const sizes = [32, 64, 128, 256, 512, 1024];
  return [
    ...series('batch', [...sizes, 2048], (batch) => update({ batch, width: 64 }), 'us an update'),
    ...series('width', sizes, (width) => update({ batch: 128, width }), 'us an update'),
    ...series('filters', [8, 16, 32, 64, 128], (filters) => convolution({ filters, batch: 32 }), 'us a convolution'),
    ...series('pictures', [8, 16, 32, 64, 128], (batch) => convolution({ filters: 16, batch }), 'us a convolution'),
    ...series('envs', [1, 2, 4, 8, 16, 32, 64], (count) => envStep({ count }), 'us an env step'),
  ];
}
