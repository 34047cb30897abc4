import type { Stream } from '../../../core/random.js';
import { maths } from '../../../kernels/kernels.js';
import type { Tensor } from '../../../tensor/engine.js';
import { addRow, exp, mulRow, neg, scale, shift, square, sub, sum, sumRows } from '../../../tensor/ops/index.js';
import type { BoxSpace } from '../box-space.js';

const HALF_LOG_2PI = 0.5 * maths.log(2 * Math.PI);

/**
 * What the outputs of a Gaussian policy mean: the means of the components of an action, whose deviations are the same
 * everywhere. What is drawn goes to the env cut off at -1 and 1, or squashed by tanh; densities are those of what was drawn,
 * as a change of variables that no weight is part of cancels in ratios and gradients.
 */
export class GaussianHead {
  readonly space: BoxSpace;
  readonly #logDeviations: Tensor;
  readonly #squashed: boolean;
  readonly #bounded: Float64Array;

  constructor(space: BoxSpace, logDeviations: Tensor, bounds: 'clip' | 'squash') {
    this.space = space;
    this.#logDeviations = logDeviations;
    this.#squashed = bounds === 'squash';
    this.#bounded = new Float64Array(space.size);
  }

  /** Draws an action around the means of a row into `into`; returns its log-density. */
  draw(means: ArrayLike<number>, row: number, random: Stream, into: Float64Array): number {
    const size = this.space.size;
    const logs = this.#logDeviations.view();
    let logp = 0;
    for (let i = 0; i < size; i++) {
      const noise = random.normal(maths.log);
      into[i] = means[row * size + i]! + maths.exp(logs[i]!) * noise;
      logp -= 0.5 * noise * noise + logs[i]! + HALF_LOG_2PI;
    }
    return logp;
  }

  /** Writes what was drawn (or the means of a row) in the env's units. */
  write(drawn: ArrayLike<number>, into: Float64Array, from = 0): void {
    for (let i = 0; i < this.space.size; i++) {
      const value = drawn[from + i]!;
      this.#bounded[i] = this.#squashed ? tanh(value) : Math.max(-1, Math.min(1, value));
    }
    this.space.write(this.#bounded, into);
  }

  /** Log-densities [N] of drawn actions [N,A] (constants) around means [N,A]. */
  logps(means: Tensor, actions: Tensor): Tensor {
    const logs = this.#logDeviations;
    const off = mulRow(sub(actions, means), exp(neg(logs)));
    return sumRows(shift(addRow(scale(square(off), -0.5), neg(logs)), -HALF_LOG_2PI));
  }

  /** Entropy of the policy before cutting off or squashing, in nats: the same in every state. */
  entropy(): Tensor {
    return shift(sum(this.#logDeviations), this.space.size * (0.5 + HALF_LOG_2PI));
  }
}

function tanh(x: number): number {
  const t = maths.expm1(2 * Math.max(-20, Math.min(20, x)));
  return t / (t + 2);
}
