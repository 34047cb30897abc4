import { choice, list, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, addColumn, mulRow, neg, relu, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionReduction } from '../parts/regression-inputs.js';

/** [N,Q]: the constant of a list on every row. */
const columns = (x: Tensor, of: readonly number[]) => (part: Tensor) => mulRow(part, x.engine.tensor([of.length], of));

export const quantile = defineLoss({
  name: 'quantile',
  family: 'regression',
  summary: 'Absolute error with a price of its own for either side, whose best constant is a quantile.',
  formula: 'tau [u]+ + (1-tau) [-u]+, u = target - pred',
  gradient: '-tau for u > 0, 1-tau for u < 0, 0 at 0',
  source: 'Koenker, Bassett 1978',
  aliases: ['pinball loss', 'quantile regression', 'check loss'],
  elsewhere: ['scikit-learn mean_pinball_loss, LightGBM objective quantile. None in PyTorch, Keras, Optax.'],
  traps: ['Several quantiles may cross.', 'tau 0.5 is half of mae.'],
  relatives: ['mae', 'expectile', 'quantile-td'],
  fits: ['regression'],
  inputs: {
    pred: learned('any', 'Predictions: of any shape, or one per quantile [N,Q].'),
    target: given('any', 'What should have been predicted: like pred, or [N].'),
  },
  params: {
    form: choice('single', ['single', 'several'], 'One quantile of every element, or several of every row.'),
    tau: number(0.5, 'For single: which quantile.', { above: 0, below: 1 }),
    taus: list([0.1, 0.5, 0.9], 'For several: which quantiles.', number(0.5, 'Quantile.', { above: 0, below: 1 }), {
      minLength: 1,
    }),
    reduction: regressionReduction,
  },
  variants: { default: { form: 'single' }, several: { form: 'several' } },
  forms: {
    default: { needs: ['pred', 'target'] },
    several: { needs: ['pred', 'target'], shapes: { pred: ['N', 'Q'], target: ['N'] } },
  },
  plot: { ...byResidual, family: { param: 'tau', values: [0.1, 0.5, 0.9] } },
  validate({ pred, target }, { form, taus }) {
    if (form === 'several') {
      const quantiles = pred.shape[1]!;
      return quantiles === taus.length
        ? []
        : [
            {
              path: 'params.taus',
              message: 'must have one per column of pred',
              given: `${taus.length}`,
              allowed: `${quantiles}`,
            },
          ];
    }
    const same = pred.shape.length === target.shape.length && pred.shape.every((n, i) => n === target.shape[i]);
    return same
      ? []
      : [
          {
            path: 'inputs.target',
            message: 'must have the shape of pred',
            given: `shape [${target.shape}]`,
            allowed: `[${pred.shape}], or [N] with form several`,
          },
        ];
  },
  compute({ pred, target }, { form, tau, taus, reduction }) {
    const several = form === 'several';
    const u = several ? addColumn(neg(pred), target) : sub(target, pred);
    const [above, below] = [relu(u), relu(neg(u))];
    const rows = several
      ? add(
          columns(pred, taus)(above),
          columns(
            pred,
            taus.map((t) => 1 - t),
          )(below),
        )
      : add(scale(above, tau), scale(below, 1 - tau));
    return { value: reduce(rows, reduction) };
  },
});
