import { describe, expect, test } from 'vitest';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { resolveLoss } from '../../src/losses/kit/resolved-loss.js';
import { type Loss, losses } from '../../src/losses/registry.js';
import type { Indices, Tensor } from '../../src/tensor/engine.js';
import { Engine } from '../../src/tensor/engine.js';
import { Draw } from './random-calls.js';

const N = 1024;
const D = 32;

/** Processor milliseconds of a value with its gradient in f32, the best of three. Other processes do not count. */
function milliseconds(
  loss: Loss,
  params: object,
  variant: string,
  make: (engine: Engine) => Record<string, Tensor | Indices>,
) {
  const engine = new Engine('f32');
  const resolved = resolveLoss(loss as LossDefinition, { params: { ...params }, variant });
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    engine.reset();
    const inputs = make(engine);
    const start = process.cpuUsage();
    engine.backward(loss.compute(inputs, resolved.params).value);
    best = Math.min(best, process.cpuUsage(start).user / 1000);
  }
  return best;
}

const labelled = (classes: number) => (engine: Engine) => ({
  embeddings: engine.leaf([N, D], new Draw(1).reals(N * D)),
  labels: engine.indices(Array.from({ length: N }, (_, i) => i % classes)),
});
const ranked = (engine: Engine) => ({
  scores: engine.leaf([N], new Draw(2).reals(N)),
  labels: engine.tensor(
    [N],
    Array.from({ length: N }, (_, i) => (i % 2 === 0 ? 1 : -1)),
  ),
});
const graded = (engine: Engine) => ({
  scores: engine.leaf([N], new Draw(7).reals(N)),
  labels: engine.tensor(
    [N],
    Array.from({ length: N }, (_, i) => (i * 7) % 5),
  ),
});
const two = (engine: Engine) => ({
  positive: engine.leaf([N], new Draw(3).reals(N)),
  negative: engine.leaf([N], new Draw(4).reals(N)),
});
const rows = (a: string, b: string) => (engine: Engine) => ({
  [a]: engine.leaf([N, D], new Draw(5).reals(N * D)),
  [b]: engine.leaf([N, D], new Draw(6).reals(N * D)),
});

// Well under a second on any machine; a loop over triplets would take minutes.
describe('1024 rows cost less than a second, value and gradient', () => {
  test.each([
    ['soft-pairwise', 'default', {}, ranked],
    ['pairwise-logistic', 'default', {}, ranked],
    ['pairwise-logistic', 'literal', {}, ranked],
    ['pairwise-ranking', 'default', {}, ranked],
    ['margin-ranking', 'all-pairs', {}, two],
    ['listnet', 'softmax', {}, graded],
    ['list-mle', 'plain', {}, graded],
    ['approx-ndcg', 'default', {}, graded],
    ['lambda-rank', 'lambda-rank', {}, graded],
    ['lambda-rank', 'ndcg-loss2pp', {}, graded],
    ['sup-con', 'out', {}, labelled(10)],
    ['circle', 'default', {}, labelled(10)],
    ['multi-similarity', 'mined', {}, labelled(10)],
    ['mnr', 'symmetric', {}, rows('anchors', 'positives')],
    ['info-nce', 'nt-xent', {}, rows('queries', 'keys')],
    ['triplet', 'batch-hard', {}, labelled(10)],
    ['triplet', 'batch-semi-hard', {}, labelled(2)],
    ['triplet', 'batch-all', {}, labelled(10)],
    ['triplet', 'batch-all', {}, labelled(2)],
    ['triplet', 'batch-all', { softMargin: true }, labelled(10)],
    ['triplet', 'batch-all', { softMargin: true }, labelled(2)],
  ] as const)('%s %s %j', (name, variant, params, make) => {
    const ms = milliseconds(losses.get(name) as Loss, params, variant, make);
    if (process.env.SHOW_COST) console.log(`${name} ${variant} ${JSON.stringify(params)}: ${ms.toFixed(1)} ms`);
    expect(ms).toBeLessThan(1000);
  });
});
