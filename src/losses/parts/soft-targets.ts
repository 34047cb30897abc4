import { number } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import {
  add,
  argmaxRows,
  exp,
  fillAt,
  fillWhere,
  log1p,
  logSoftmaxRows,
  mul,
  mulColumn,
  neg,
  scale,
  shift,
  softplus,
} from '../../tensor/ops/index.js';
import { trueLogit, where } from '../kit/numerics.js';
import { distributed } from './distributions.js';

export const classSmoothingParam = number(0, 'Share of the target spread evenly over all classes.', { min: 0, max: 1 });

/** The targets of each row as a distribution [N,C], after smoothing: q (1-s) + s/C. A constant. */
export function softTargets(
  logits: Tensor,
  { targets, targetProbs }: { readonly targets?: Indices | undefined; readonly targetProbs?: Tensor | undefined },
  labelSmoothing: number,
): Tensor {
  const { engine, shape } = logits;
  return engine.constant(() => {
    const q = targetProbs === undefined ? fillAt(engine.filled(shape, 0), targets!, 1) : distributed(targetProbs);
    return labelSmoothing === 0 ? q : shift(scale(q, 1 - labelSmoothing), labelSmoothing / shape[1]!);
  });
}

/**
 * -log p_k and log(1 - p_k) of every class [N,C]. The most probable class, whose 1 - p_k would cancel, goes by its log-odds.
 * Where `q` is 0 both are constants, so that a logit of -Infinity may stand there.
 */
export function surprises(logits: Tensor, q: Tensor): { readonly surprise: Tensor; readonly rest: Tensor } {
  const { engine } = logits;
  const top = engine.constant(() => argmaxRows(logits));
  const isTop = engine.constant(() => fillAt(engine.filled(logits.shape, 0), top, 1));
  const isOther = shift(neg(isTop), 1);
  const odds = trueLogit(logits, top);
  const logs = fillWhere(
    fillAt(logSoftmaxRows(logits), top, -1),
    where(q, (x) => x === 0),
    -1,
  );
  const joined = (ofTop: Tensor, ofOthers: Tensor) => add(mulColumn(isTop, ofTop), mul(isOther, ofOthers));
  return {
    surprise: joined(softplus(neg(odds)), neg(logs)),
    rest: joined(neg(softplus(odds)), log1p(neg(exp(logs)))),
  };
}
