// Losses over pairs and triplets: processor milliseconds of a value with its gradient in f32, and how they grow with N. The work is
// N^2, so that twice the rows may cost four times as much; N^3 for all triplets with a soft margin.
import { Stream } from '../../dist/core/random.js';
import { maths } from '../../dist/kernels/kernels.js';
import { resolveLoss } from '../../dist/losses/kit/resolved-loss.js';
import { losses as registry } from '../../dist/losses/registry.js';
import { Engine } from '../../dist/tensor/engine.js';

const WIDTH = 32;

const reals = (n, index) => {
  const stream = Stream.from(1, 'data', index);
  return Array.from({ length: n }, () => stream.normal(maths.log));
};
const labelled = (classes) => (engine, n) => ({
  embeddings: engine.leaf([n, WIDTH], reals(n * WIDTH, 1)),
  labels: engine.indices(Array.from({ length: n }, (_, i) => i % classes)),
});
const ranked = (engine, n) => ({
  scores: engine.leaf([n], reals(n, 2)),
  labels: engine.tensor(
    [n],
    Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1)),
  ),
});
const graded = (engine, n) => ({
  scores: engine.leaf([n], reals(n, 7)),
  labels: engine.tensor(
    [n],
    Array.from({ length: n }, (_, i) => (i * 7) % 5),
  ),
});
const two = (engine, n) => ({ positive: engine.leaf([n], reals(n, 3)), negative: engine.leaf([n], reals(n, 4)) });
const rows = (a, b) => (engine, n) => ({
  [a]: engine.leaf([n, WIDTH], reals(n * WIDTH, 5)),
  [b]: engine.leaf([n, WIDTH], reals(n * WIDTH, 6)),
});

const cases = [
  ['soft-pairwise', 'default', {}, ranked],
  ['pairwise-logistic', 'default', {}, ranked],
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
  ['triplet', 'batch-semi-hard', {}, labelled(10)],
  ['triplet', 'batch-all', {}, labelled(10)],
  ['triplet', 'batch-all', { softMargin: true }, labelled(10)],
];

/** The best of several runs: the machine is at its quietest then. */
function milliseconds([name, variant, params, make], n) {
  const engine = new Engine('f32');
  const loss = registry.get(name);
  const resolved = resolveLoss(loss, { params, variant });
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 7; i++) {
    engine.reset();
    const inputs = make(engine, n);
    const start = process.cpuUsage();
    engine.backward(loss.compute(inputs, resolved.params).value);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

export function losses() {
  return cases.map((one) => {
    const [small, middle, large] = [512, 1024, 2048].map((n) => milliseconds(one, n));
    const [name, variant, params] = one;
    return {
      loss: [name, variant === 'default' ? '' : variant, ...Object.keys(params)].filter(Boolean).join(' '),
      'N = 512, ms': Number(small.toFixed(2)),
      'N = 1024, ms': Number(middle.toFixed(2)),
      'N = 2048, ms': Number(large.toFixed(2)),
      '1024 / 512': Number((middle / small).toFixed(2)),
      '2048 / 1024': Number((large / middle).toFixed(2)),
    };
  });
}
