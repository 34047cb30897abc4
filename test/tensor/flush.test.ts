import { expect, test } from 'vitest';
import { Engine } from '../../src/tensor/engine.js';
import { linear, mul, sum } from '../../src/tensor/ops/index.js';

test('gradients so small that products with them are subnormal count as 0 behind the last layer, others keep every bit', () => {
  const engine = new Engine('f32');
  const x = engine.leaf([1, 2], [1, 2]);
  const w = engine.leaf([2, 4], new Array(8).fill(0.5));
  const scale = engine.tensor([1, 4], [9e-31, -9e-31, 2e-30, -3]);
  engine.backward(sum(mul(linear(x, w, null, 'none'), scale)));
  expect([...w.gradView()].slice(0, 4)).toEqual([0, 0, Math.fround(2e-30), -3]);
  expect([...w.gradView()].slice(4)).toEqual([0, 0, 2 * Math.fround(2e-30), -6]);
});
