import { pickedIntegers } from '../../core/picked.js';
import type { Stream } from '../../core/random.js';
import { Engine } from '../../tensor/engine.js';
import { kaimingUniform } from '../../tensor/nn/init.js';
import { mlp } from '../../tensor/nn/mlp.js';
import { ParameterSet } from '../../tensor/nn/parameters.js';
import { crossEntropyRows, mean, softmaxRows } from '../../tensor/ops/index.js';
import { createOptimizer, type OptimizerValues } from '../../tensor/optim/index.js';
import type { Clusters } from '../generators/clusters.js';
import { Minibatches } from '../splits/minibatches.js';

const HIDDEN = 64;
const STEPS = 800;
const BATCH = 64;
const optimizer: OptimizerValues = {
  optimizer: 'adam',
  lr: 1e-2,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  weightDecay: 0,
  clip: 0,
  schedule: 'linear',
  warmup: 0,
  finalLr: 0,
};

/**
 * Trains a network of one hidden layer on rows of its own, by cross-entropy, in an engine of its own. Returns what turns
 * rows [N, features] into its probabilities [N, classes].
 */
export function trainTeacher(
  { values, labels }: Pick<Clusters, 'values' | 'labels'>,
  features: number,
  classes: number,
  init: Stream,
  draw: Stream,
): (rows: Float32Array) => Float64Array {
  const engine = new Engine('f32');
  const parameters = new ParameterSet(engine);
  const model = mlp(parameters, 'teacher', [features, HIDDEN, classes], {
    activation: 'relu',
    init: kaimingUniform(init),
  });
  parameters.seal();
  const descent = createOptimizer(parameters, optimizer);
  const batches = new Minibatches(
    Int32Array.from(labels, (_, row) => row),
    BATCH,
    draw,
  );
  for (let step = 0; step < STEPS; step++) {
    engine.reset();
    const rows = batches.next();
    const inputs = new Float32Array(rows.length * features);
    rows.forEach((row, i) => {
      inputs.set(values.subarray(row * features, (row + 1) * features), i * features);
    });
    const targets = engine.indices(pickedIntegers(labels, rows));
    const logits = model(engine.tensor([rows.length, features], inputs));
    descent.descend(mean(crossEntropyRows(logits, targets)), step / STEPS);
  }
  engine.reset();
  return (rows) =>
    engine.untracked(() =>
      Float64Array.from(softmaxRows(model(engine.tensor([rows.length / features, features], rows))).view()),
    );
}
