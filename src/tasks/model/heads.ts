import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Fit } from '../../losses/kit/supervision.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { logSoftmaxRows, reshape, sigmoid } from '../../tensor/ops/index.js';
import { bindLoss, chooseFit } from './fit-loss.js';

/** How a binary classifier's outputs [N, columns] and its labels 0 and 1 meet one kind of loss. */
interface Adapter {
  readonly columns: 1 | 2;
  /** What the loss takes for the outputs: [N] for one column, [N,2] for two. */
  predict(outputs: Tensor): Tensor;
  /** What the loss takes for a label: one number, or one per class. */
  target(label: number): readonly number[];
}

const scores = (x: Tensor): Tensor => reshape(x, [x.shape[0]!]);
const columns = (x: Tensor): Tensor => x;
const asIs = (label: number): readonly number[] => [label];
const signed = (label: number): readonly number[] => [2 * label - 1];

const adapters = {
  'binary-logits': { columns: 1, predict: scores, target: asIs },
  'class-logits': { columns: 2, predict: columns, target: asIs },
  'binary-scores': { columns: 1, predict: scores, target: signed },
  'class-scores': { columns: 2, predict: columns, target: asIs },
  'class-log-probs': { columns: 2, predict: logSoftmaxRows, target: asIs },
  // Not quite 0 and 1, since the reverse Kullback-Leibler divergence is infinite at 0.
  'class-distributions': {
    columns: 2,
    predict: columns,
    target: (label) => (label === 1 ? [0.01, 0.99] : [0.99, 0.01]),
  },
  /** Regression on the probability: a squared error here is the Brier score. */
  regression: { columns: 1, predict: (x) => sigmoid(scores(x)), target: asIs },
  /** Pairs within the batch: a positive should score above a negative. */
  'graded-scores': { columns: 1, predict: scores, target: asIs },
  'signed-scores': { columns: 1, predict: scores, target: signed },
} as const satisfies Partial<Record<Fit, Adapter>>;

export const headKinds = Object.keys(adapters) as readonly (keyof typeof adapters)[];

/** The end of a binary classifier: which outputs the model needs, their loss, and what they say about a row. */
export interface Head {
  readonly columns: 1 | 2;
  /** Outputs [N, columns], labels 0 or 1 -> the batch's loss. */
  loss(outputs: Tensor, labels: ArrayLike<number>): Tensor;
  /** Of each row's outputs, a score whose sigmoid is the probability of a positive, as far as the loss makes it one. */
  logOdds(outputs: ArrayLike<number>): Float64Array;
  /** Of a loss's gradient by the outputs, each row's derivative by its log-odds. */
  pull(gradient: ArrayLike<number>): Float64Array;
}

/** The head that suits a loss; throws a UserError when none does. */
export function createHead(engine: Engine, loss: LossDefinition, params: Readonly<Record<string, unknown>>): Head {
  const fit = chooseFit(loss, params, headKinds);
  const adapter: Adapter = adapters[fit];
  const bound = bindLoss(engine, loss, params, fit);
  const targets = [adapter.target(0), adapter.target(1)] as const;
  const width = targets[0].length;
  let data = new Float64Array(0);
  return {
    columns: adapter.columns,
    loss(outputs, labels) {
      const rows = labels.length;
      if (data.length !== rows * width) data = new Float64Array(rows * width);
      for (let i = 0; i < rows; i++) {
        const values = targets[labels[i] as 0 | 1];
        for (let k = 0; k < width; k++) data[i * width + k] = values[k]!;
      }
      const target = { shape: width === 1 ? [rows] : [rows, width], data };
      // The two roles have one name or the other, by kind.
      return bound({ prediction: adapter.predict(outputs), target, labels: target });
    },
    logOdds: (outputs) =>
      adapter.columns === 1
        ? Float64Array.from(outputs)
        : Float64Array.from({ length: outputs.length / 2 }, (_, i) => outputs[2 * i + 1]! - outputs[2 * i]!),
    // Log-odds grow by one when one output rises by a half and the other falls as far.
    pull: (gradient) =>
      adapter.columns === 1
        ? Float64Array.from(gradient)
        : Float64Array.from({ length: gradient.length / 2 }, (_, i) => (gradient[2 * i + 1]! - gradient[2 * i]!) / 2),
  };
}
