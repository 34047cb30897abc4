import { maths } from '../../kernels/kernels.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Fit } from '../../losses/kit/supervision.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { reshape } from '../../tensor/ops/index.js';
import { softmaxOf } from '../records/class-record.js';
import { bindLoss, chooseFit } from './fit-loss.js';

/** Kinds of loss on a yes or no for every element of a matrix; those that see whole rows first. */
const kinds = ['multi-label', 'mask', 'binary-logits', 'binary-scores', 'class-distributions'] as const;

export type ElementKind = (typeof kinds)[number] & Fit;

/** The kinds that suit a task, in the order in which it asks for them. */
export const labelKinds = kinds;
export const maskKinds = ['mask', 'binary-logits', 'binary-scores'] as const satisfies readonly ElementKind[];

/** How logits [N,C] and as many targets of 0 and 1, row-major, meet one kind of loss. */
interface Adapter {
  /** Whether the loss sees rows, or the elements as N*C rows of their own. */
  readonly whole: boolean;
  targets(given: ArrayLike<number>, columns: number): ArrayLike<number>;
  /** Log-odds of every element. */
  logOdds(logits: Float64Array, columns: number): Float64Array;
}

const asIs = (given: ArrayLike<number>) => given;
const same = (logits: Float64Array) => logits;
const elements: Adapter = { whole: false, targets: asIs, logOdds: same };

const adapters: Readonly<Record<ElementKind, Adapter>> = {
  'multi-label': { ...elements, whole: true },
  mask: { ...elements, whole: true },
  'binary-logits': elements,
  'binary-scores': { ...elements, targets: (given) => Float64Array.from(given, (target) => 2 * target - 1) },
  // A row's labels share its whole probability, and so do all labels of a row without any.
  'class-distributions': { whole: true, targets: shared, logOdds: competing },
};

function shared(given: ArrayLike<number>, columns: number): Float64Array {
  const shares = new Float64Array(given.length);
  for (let from = 0; from < given.length; from += columns) {
    let carried = 0;
    for (let k = 0; k < columns; k++) carried += given[from + k]!;
    for (let k = 0; k < columns; k++) shares[from + k] = carried === 0 ? 1 / columns : given[from + k]! / carried;
  }
  return shares;
}

function competing(logits: Float64Array, columns: number): Float64Array {
  // Kept from 0 and 1, so that log-odds are finite.
  return softmaxOf(logits, columns).map((p) => maths.log((p + 1e-12) / (1 - p + 1e-12)));
}

/** The end of a model that says yes or no to every element of a matrix. */
export interface ElementHead {
  /** The loss of logits [N,C] against as many targets of 0 and 1, row-major. */
  loss(logits: Tensor, targets: ArrayLike<number>): Tensor;
  /** Whether a row's labels share one probability. */
  readonly competing: boolean;
  /** Of logits with so many columns, the log-odds of a yes, as far as the loss makes them such. */
  logOdds(logits: Float64Array, columns: number): Float64Array;
}

/** The end that suits a loss. Throws a UserError when the loss takes none of `among`. */
export function elementHead(
  engine: Engine,
  loss: LossDefinition,
  lossParams: Readonly<Record<string, unknown>>,
  among: readonly ElementKind[],
): ElementHead {
  const fit = chooseFit(loss, lossParams, among);
  const bound = bindLoss(engine, loss, lossParams, fit);
  const { whole, targets, logOdds } = adapters[fit];
  return {
    loss(logits, given) {
      const shape = whole ? logits.shape : [logits.size];
      const data = targets(given, logits.shape[1]!);
      return bound({ prediction: reshape(logits, shape), target: { shape, data } });
    },
    competing: logOdds === competing,
    logOdds,
  };
}
