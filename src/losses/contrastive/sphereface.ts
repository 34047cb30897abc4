import { integer, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  addColumn,
  crossEntropyRows,
  fillAt,
  gatherColumns,
  matmulNT,
  mul,
  mulColumn,
  normalizeRows,
  rowDistance,
  scale,
  select,
  sub,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

/** (-1)^k cos(m theta) - 2k, k = floor(m theta / pi): falls from 1 to 1 - 2m as theta goes from 0 to pi. */
function psi(c: Tensor, m: number): Tensor {
  const { engine } = c;
  let previous = engine.filled(c.shape, 1);
  let chebyshev = c;
  for (let n = 1; n < m; n++) {
    const next = sub(scale(mul(c, chebyshev), 2), previous);
    previous = chebyshev;
    chebyshev = next;
  }
  // The angle passes j pi / m where its cosine falls to cos(j pi / m); counting these needs no arc cosine.
  const bounds = Array.from({ length: m - 1 }, (_, j) => maths.cos(((j + 1) * Math.PI) / m));
  const pieces = Array.from(c.view(), (value) => bounds.filter((bound) => value <= bound).length);
  const signs = engine.tensor(
    c.shape,
    pieces.map((k) => (k % 2 === 0 ? 1 : -1)),
  );
  const offsets = engine.tensor(
    c.shape,
    pieces.map((k) => 2 * k),
  );
  return sub(mul(signs, chebyshev), offsets);
}

export const sphereface = defineLoss({
  name: 'sphereface',
  family: 'classification',
  summary: 'Softmax over lengths times cosines in which the true class must win with its angle multiplied.',
  formula:
    'cross-entropy of s |x| psi(theta_y) at the true class and s |x| cos theta_k elsewhere; psi = (-1)^k cos(m theta) - 2k, k = floor(m theta / pi)',
  gradient:
    's (P_k - delta_ky) to each logit; d psi/dc = (-1)^k m U_{m-1}(c), U the Chebyshev polynomial of the second kind',
  source: 'Liu et al. 2017',
  aliases: ['A-Softmax', 'angular softmax'],
  elsewhere: ['pytorch-metric-learning SphereFaceLoss, without annealing.'],
  traps: [
    'Only the weights are normalised: long embeddings make large logits.',
    'margin 4 from the start seldom trains; the paper anneals lambda from 1000 towards 5.',
  ],
  relatives: ['arcface', 'cross-entropy'],
  fits: ['class-prototypes'],
  inputs: {
    embeddings: learned('[N,D]', 'Rows to classify.'),
    weights: learned('[C,D]', 'One learned row per class; their length does not matter.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    margin: integer(4, 'What the angle to the true class is multiplied by; 1 means no margin.', { min: 1, max: 64 }),
    scale: number(1, 'Factor of all logits.', { above: 0 }),
    lambda: number(0, 'Annealing: the true class gets (lambda cos + psi) / (1 + lambda).', { min: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  variants: { default: {} },
  plot: {
    variable: 'angle to the true class, in radians; to the other class it is a right angle',
    symbol: 'theta',
    from: 0,
    to: 3.14,
    examples: {
      'one row': (theta) => ({
        embeddings: [[maths.cos(theta), maths.sin(theta), 0]],
        weights: [
          [1, 0, 0],
          [0, 0, 1],
        ],
        targets: [0],
      }),
    },
    slope: 'variable',
    params: { scale: 2 },
    family: { param: 'margin', values: [1, 2, 3, 4] },
  },
  compute({ embeddings, weights, targets }, { margin, scale: s, lambda, reduction }) {
    const { engine } = embeddings;
    const lengths = rowDistance(embeddings, engine.filled(embeddings.shape, 0), 'euclidean');
    const cosines = matmulNT(normalizeRows(embeddings), normalizeRows(weights));
    const c = gatherColumns(cosines, targets);
    const enlarged = psi(c, margin);
    const own = lambda === 0 ? enlarged : scale(add(scale(c, lambda), enlarged), 1 / (1 + lambda));
    const everywhere = addColumn(engine.filled(cosines.shape, 0), own);
    const isTarget = fillAt(engine.filled(cosines.shape, 0), targets, 1);
    const logits = scale(mulColumn(select(isTarget, everywhere, cosines), lengths), s);
    return { value: reduce(crossEntropyRows(logits, targets), reduction) };
  },
});
