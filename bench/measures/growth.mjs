// How the cost of one update grows with the batch and with the width of the network: classification through the product's
// own task, microseconds an update.
import { performance } from 'node:perf_hooks';
import { resolveParams } from '../../dist/core/params.js';
import { Stream } from '../../dist/core/random.js';
import { losses } from '../../dist/losses/registry.js';
import { tasks } from '../../dist/tasks/registry.js';
import { Engine } from '../../dist/tensor/engine.js';

function microseconds({ batch, width }) {
  const definition = tasks.get('classification');
  const loss = losses.get('focal');
  const settings = { samples: 4096, features: 32, positives: 0.2, hidden: [width, width], batch, lr: 1e-3 };
  const learner = definition.create({
    params: resolveParams(definition.params, settings),
    loss,
    lossParams: resolveParams(loss.params, {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(1, purpose, index),
    recorder: { define: () => () => {} },
    steps: 1e6,
  });
  const updates = Math.max(20, Math.round(1.5e9 / (batch * width * width * 6)));
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < 5; repeat++) {
    const start = performance.now();
    for (let i = 0; i < updates; i++) learner.advance();
    best = Math.min(best, (1000 * (performance.now() - start)) / updates);
  }
  return best;
}

function series(name, sizes, settings) {
  let before = null;
  return sizes.map((size) => {
    const us = microseconds(settings(size));
    const row = { what: `${name} ${size}`, 'us an update': Number(us.toFixed(1)), 'times the last': null };
    if (before !== null) row['times the last'] = Number((us / before).toFixed(2));
    before = us;
    return row;
  });
}

export function growth() {
  return [
    ...series('batch', [32, 64, 128, 256, 512, 1024, 2048], (batch) => ({ batch, width: 64 })),
    ...series('width', [32, 64, 128, 256, 512, 1024], (width) => ({ batch: 128, width })),
  ];
}
