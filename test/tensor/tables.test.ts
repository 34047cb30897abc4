import { describe, expect, test } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import type { Precision } from '../../src/kernels/kernels.js';
import { Engine } from '../../src/tensor/engine.js';
import { normal } from '../../src/tensor/nn/init.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { add, embeddingBag, gatherRows, matmulNT, mean, mul, sum } from '../../src/tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../../src/tensor/optim/index.js';

const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'adamw', 'sparse-adam'] as const;

/** Weights, averages and lengths of gradients of a few steps over rows by index and, at times, over everything. */
function train(precision: Precision, optimizerName: (typeof OPTIMIZERS)[number], columns: number, asTable: boolean) {
  const engine = new Engine(precision);
  const stream = Stream.from(3, 'init');
  const draw = Stream.from(4, 'data');
  const parameters = new ParameterSet(engine);
  const matrix = (name: string, rows: number) =>
    asTable
      ? parameters.addTable(name, [rows, columns], normal(stream, 1))
      : parameters.add(name, [rows, columns], normal(stream, 1));
  const words = matrix('words', 50);
  const scale = parameters.add('scale', [columns], normal(stream, 1));
  const items = matrix('items', 21);
  parameters.seal();
  const optimizer = createOptimizer(
    parameters,
    resolveParams(optimizerParams, { optimizer: optimizerName, lr: 0.1, clip: 2 }),
  );
  const norms: number[] = [];
  for (let step = 0; step < 12; step++) {
    engine.reset();
    const tokens = Int32Array.from({ length: 9 }, () => draw.below(50));
    const bag = embeddingBag(words, engine.indices(tokens), engine.indices([0, 2, 2, 9]), 'mean');
    const rows = gatherRows(items, engine.indices([draw.below(21), draw.below(21), draw.below(21)]));
    let loss = add(mean(mul(bag, rows)), sum(mul(scale, scale)));
    // What reads a table as a whole writes its whole gradient.
    if (step % 5 === 3) loss = add(loss, mean(mul(words, words)));
    if (step % 5 === 1) loss = add(loss, mean(matmulNT(rows, words)));
    norms.push(optimizer.descend(loss, 0));
  }
  return { norms, weights: [...parameters.values], grads: [...parameters.grads] };
}

describe.each(['f32', 'f64'] as const)('tables in %s', (precision) => {
  describe.each(OPTIMIZERS)('%s', (optimizer) => {
    test.each([1, 3, 16, 20, 64])('of %i columns train to the bits of whole matrices', (columns) => {
      expect(train(precision, optimizer, columns, true)).toEqual(train(precision, optimizer, columns, false));
    });
  });

  test('have gradients in the rows of the last step alone', () => {
    const engine = new Engine(precision);
    const parameters = new ParameterSet(engine);
    const table = parameters.addTable('words', [40, 16], normal(Stream.from(1, 'init'), 1));
    parameters.seal();
    const touched = (index: number) => {
      engine.reset();
      parameters.zeroGrad();
      engine.backward(sum(gatherRows(table, engine.indices([index]))));
      return [...table.gradView()].flatMap((g, i) => (g === 0 ? [] : [Math.floor(i / 16)]));
    };
    expect(new Set(touched(7))).toEqual(new Set([7]));
    expect(new Set(touched(39))).toEqual(new Set([39]));
    expect(new Set(touched(0))).toEqual(new Set([0]));
  });
});
