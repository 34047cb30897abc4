import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { Engine } from '../../src/tensor/engine.js';
import { kaimingUniform } from '../../src/tensor/nn/init.js';
import { mlp } from '../../src/tensor/nn/mlp.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { mean, square, sub } from '../../src/tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../../src/tensor/optim/index.js';

/** A small regression that can be trained step by step. */
function regression(optimizer: 'sgd' | 'momentum' | 'adam' | 'adamw', lr: number) {
  const engine = new Engine('f32');
  const stream = Stream.from(1, 'init');
  const params = new ParameterSet(engine);
  const net = mlp(params, 'net', [2, 8, 1], { activation: 'tanh', init: kaimingUniform(stream) });
  params.seal();
  const optimiser = createOptimizer(params, resolveParams(optimizerParams, { optimizer, lr, clip: 5 }));
  const x = Float32Array.from({ length: 16 }, () => stream.between(-1, 1));
  const y = Float32Array.from({ length: 8 }, (_, i) => x[2 * i]! * x[2 * i + 1]!);
  const step = () => {
    engine.reset();
    const loss = mean(square(sub(net(engine.tensor([8, 2], x)), engine.tensor([8, 1], y))));
    optimiser.descend(loss, 0);
    return loss.item();
  };
  return { engine, params, step };
}

test.each([
  ['sgd', 0.2],
  ['momentum', 0.05],
  ['adam', 0.01],
  ['adamw', 0.01],
] as const)('%s learns a product of two numbers', (optimizer, lr) => {
  const { step } = regression(optimizer, lr);
  const first = step();
  for (let i = 0; i < 3000; i++) step();
  expect(step()).toBeLessThan(first / 20);
});

/** Weights after 200 steps. A change of formulas or of the order of sums changes it on purpose. */
const digest = 'e7bf29c51b46df38';

test('the same seed gives the same bits, on every machine and Node version', () => {
  for (let again = 0; again < 2; again++) {
    const { params, step } = regression('adam', 0.01);
    for (let i = 0; i < 200; i++) step();
    const bytes = new Uint8Array(Float32Array.from(params.values).buffer);
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(digest);
  }
});

test('100,000 steps grow neither the wasm memory nor the heap', () => {
  const { engine, step } = regression('adam', 1e-3);
  for (let i = 0; i < 2000; i++) step();
  const memory = engine.memory.buffer.byteLength;
  const used = engine.used;
  const heap = process.memoryUsage().heapUsed;
  for (let i = 0; i < 100_000; i++) step();
  expect(engine.memory.buffer.byteLength).toBe(memory);
  expect(engine.used).toBe(used);
  // Garbage that is not collected yet stands in the young generation, which has a fixed size.
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(48 * 1024 * 1024);
});
