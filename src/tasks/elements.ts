import type { LossDefinition } from '../losses/define.js';
import type { Fit } from '../losses/fits.js';
import type { Engine } from '../tensor/engine.js';
import { reshape } from '../tensor/ops/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { bindLoss, chooseFit } from './fit-loss.js';

/** Kinds of loss on a yes or no for every element of a matrix; those that see whole rows first. */
const kinds = ['multi-label', 'mask', 'binary-logits', 'binary-scores'] as const satisfies readonly Fit[];

export type ElementKind = (typeof kinds)[number];

/** The kinds that suit a task, in the order in which it asks for them. */
export const labelKinds = kinds;
export const maskKinds = ['mask', 'binary-logits', 'binary-scores'] as const satisfies readonly ElementKind[];

/**
 * The loss of logits [N,C] against as many targets of 0 and 1, row-major. Losses on single rows get the elements as N*C
 * rows. Throws a UserError when the loss takes none of `among`.
 */
export function elementLoss(
  engine: Engine,
  loss: LossDefinition,
  lossParams: Readonly<Record<string, unknown>>,
  among: readonly ElementKind[],
): (logits: Tensor, targets: ArrayLike<number>) => Tensor {
  const fit = chooseFit(loss, lossParams, among);
  const bound = bindLoss(engine, loss, lossParams, fit);
  const whole = fit === 'multi-label' || fit === 'mask';
  const signed = fit === 'binary-scores';
  return (logits, targets) => {
    const shape = whole ? logits.shape : [logits.size];
    const data = signed ? Float64Array.from(targets, (target) => 2 * target - 1) : targets;
    return bound({ prediction: reshape(logits, shape), target: { shape, data } });
  };
}
