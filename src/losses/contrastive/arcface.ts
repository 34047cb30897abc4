import { choice, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import {
  addColumn,
  clamp,
  clampMin,
  crossEntropyRows,
  div,
  fillAt,
  fillWhere,
  gatherColumns,
  gatherRows,
  matmulNT,
  mulColumn,
  normalizeRows,
  rowDot,
  scale,
  select,
  shift,
  sqrt,
  sub,
  withSlopes,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { reduce, reductionParam } from '../kit/reduction.js';

/** How near to 1 a cosine may come: at 1 the slope of its angle is infinite. */
const GAP = 1e-7;

export const arcface = defineLoss({
  name: 'arcface',
  family: 'classification',
  summary: 'Softmax over cosines in which the true class must win with its angle enlarged by a margin.',
  formula: 'cross-entropy of s phi(c_y) at the true class and s c_k elsewhere; c_k = cos(x, W_k), phi = cos(theta + m)',
  gradient:
    's (P_k - delta_ky) (dphi/dc at k = y, else 1) to each cosine; dphi/dc = cos m + sin m c / sqrt(1 - c^2), 1 in the linear part',
  source: 'Deng et al. 2019',
  aliases: ['AAM softmax', 'additive angular margin'],
  elsewhere: [
    'pytorch-metric-learning ArcFaceLoss: margin in degrees (28.6), weights as [D,C], no clamp of the cosine (NaN).',
    'insightface: the same boundary rule, easy as easy_margin.',
    'CosFace and AM-Softmax take the margin off the cosine instead of adding it to the angle: not here.',
  ],
  traps: [
    'The margin is in radians.',
    'scale 64 is for thousands of classes and long training; on small data take 8 to 16, or the gradient saturates.',
    'margin 0 is a plain softmax over normalised embeddings and weights.',
  ],
  relatives: ['sphereface', 'cross-entropy', 'center'],
  fits: ['class-prototypes'],
  inputs: {
    embeddings: learned('[N,D]', 'Rows to classify; their length does not matter.'),
    weights: learned('[C,D]', 'One learned row per class; their length does not matter.'),
    targets: index('[N]', 'The true class of each row.', { below: 'C' }),
  },
  params: {
    margin: number(0.5, 'What is added to the angle to the true class, in radians.', { min: 0, below: Math.PI }),
    scale: number(64, 'Factor of all cosines; 8 to 16 on small data.', { above: 0 }),
    boundary: choice(
      'linear',
      ['linear', 'easy', 'none'],
      'Where angle + margin passes pi: linear goes on as c - m sin m, easy has the margin only where c > 0, none turns back.',
    ),
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
    params: { scale: 8 },
    family: { param: 'margin', values: [0, 0.25, 0.5, 1] },
  },
  compute({ embeddings, weights, targets }, { margin, scale: s, boundary, reduction }) {
    const { engine } = embeddings;
    const cosM = maths.cos(margin);
    const sinM = maths.sin(margin);
    const [rows, classes] = [normalizeRows(embeddings), normalizeRows(weights)];
    const cosines = matmulNT(rows, classes);
    const c = clamp(gatherColumns(cosines, targets), GAP - 1, 1 - GAP);
    // 1 - c^2 has no digits left in f32 where c is near 1. What is left of the row beside its class's has.
    const { moved, slope } = engine.constant(() => {
      const beside = sub(rows, mulColumn(gatherRows(classes, targets), gatherColumns(cosines, targets)));
      // A zero vector stands at a right angle to everything.
      const zero = where(rowDot(rows, rows), (length) => length < 0.5);
      const sine = sqrt(clampMin(fillWhere(rowDot(beside, beside), zero, 1), GAP * (2 - GAP)));
      return {
        moved: sub(scale(c, cosM), scale(sine, sinM)),
        slope: shift(scale(div(c, sine), sinM), cosM),
      };
    });
    let phi = withSlopes(moved, { by: c, slope });
    if (boundary === 'linear') {
      const passed = where(c, (value) => value < -cosM);
      phi = select(passed, shift(c, -margin * sinM), phi);
    } else if (boundary === 'easy') {
      phi = select(
        where(c, (value) => value > 0),
        phi,
        c,
      );
    }
    const everywhere = addColumn(engine.filled(cosines.shape, 0), phi);
    const isTarget = fillAt(engine.filled(cosines.shape, 0), targets, 1);
    const logits = scale(select(isTarget, everywhere, cosines), s);
    return { value: reduce(crossEntropyRows(logits, targets), reduction) };
  },
});
