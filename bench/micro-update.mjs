// Whole gradient updates per second, kernels and JavaScript together. Build first, then: node bench/micro-update.mjs
import { resolveParams } from '../dist/core/params.js';
import { Stream } from '../dist/core/random.js';
import { Engine } from '../dist/tensor/engine.js';
import { kaimingUniform } from '../dist/tensor/nn/init.js';
import { mlp } from '../dist/tensor/nn/mlp.js';
import { ParameterSet } from '../dist/tensor/nn/parameters.js';
import * as ops from '../dist/tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../dist/tensor/optim/index.js';

const seconds = Number(process.argv[2] ?? 3);

function network(engine, sizes, stream) {
  const parameters = new ParameterSet(engine);
  const forward = mlp(parameters, 'net', sizes, { activation: 'relu', init: kaimingUniform(stream) });
  parameters.seal();
  return { parameters, forward };
}

const uniform = (stream, n) => Float32Array.from({ length: n }, () => stream.between(-1, 1));

/** DQN: batch 64 through 4-64-64-2 twice, squared TD error of the chosen action, backward pass, Adam. */
function dqn() {
  const engine = new Engine('f32');
  const stream = Stream.from(1, 'init');
  const online = network(engine, [4, 64, 64, 2], stream);
  const target = network(engine, [4, 64, 64, 2], stream);
  const optimizer = createOptimizer(online.parameters, resolveParams(optimizerParams));
  const states = uniform(stream, 64 * 4);
  const next = uniform(stream, 64 * 4);
  const rewards = uniform(stream, 64);
  const going = Float32Array.from({ length: 64 }, () => (stream.uniform() < 0.9 ? 1 : 0));
  const actions = Int32Array.from({ length: 64 }, () => stream.below(2));
  return () => {
    engine.reset();
    const targets = engine.constant(() => {
      const best = ops.maxRows(target.forward(engine.tensor([64, 4], next)));
      return ops.add(engine.tensor([64], rewards), ops.scale(ops.mul(best, engine.tensor([64], going)), 0.99));
    });
    const q = ops.gatherColumns(online.forward(engine.tensor([64, 4], states)), engine.indices(actions));
    optimizer.descend(ops.mean(ops.square(ops.sub(targets, q))), 0);
  };
}

/** Binary focal loss: batch 256 through 20-64-64-1, backward pass, Adam. */
function focal() {
  const engine = new Engine('f32');
  const stream = Stream.from(1, 'init');
  const net = network(engine, [20, 64, 64, 1], stream);
  const optimizer = createOptimizer(net.parameters, resolveParams(optimizerParams));
  const inputs = uniform(stream, 256 * 20);
  const signs = Float32Array.from({ length: 256 }, () => (stream.uniform() < 0.1 ? 1 : -1));
  return () => {
    engine.reset();
    const z = ops.reshape(net.forward(engine.tensor([256, 20], inputs)), [256]);
    const towards = ops.mul(engine.tensor([256], signs), z);
    const miss = ops.softplus(towards);
    const loss = ops.softplus(ops.neg(towards));
    optimizer.descend(ops.mean(ops.mul(ops.exp(ops.scale(miss, -2)), loss)), 0);
  };
}

/** Acting: one observation through 4-64-64-2 without a tape. */
function act() {
  const engine = new Engine('f32');
  const net = network(engine, [4, 64, 64, 2], Stream.from(1, 'init'));
  const observation = [0.1, -0.2, 0.3, 0.4];
  return () => engine.untracked(() => net.forward(engine.tensor([1, 4], observation)).view()[0]);
}

/** Best time of a call, in microseconds, over short samples: other work on the machine spoils most of a long one. */
function best(run) {
  for (let i = 0; i < 2000; i++) run();
  let shortest = Number.POSITIVE_INFINITY;
  let sum = 0;
  let samples = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; samples++) {
    const start = performance.now();
    for (let i = 0; i < 10; i++) run();
    const time = (performance.now() - start) / 10;
    shortest = Math.min(shortest, time);
    sum += time;
  }
  return { best: shortest * 1000, mean: (sum / samples) * 1000 };
}

const rows = [];
for (const [name, run, goal] of [
  ['dqn update', dqn(), 85],
  ['focal update', focal(), 200],
  ['act', act(), 2],
]) {
  const time = best(run);
  rows.push({
    what: name,
    'best us': Number(time.best.toFixed(2)),
    'best per s': Math.round(1e6 / time.best),
    'mean us': Number(time.mean.toFixed(2)),
    'goal us': goal,
  });
}
console.table(rows);
