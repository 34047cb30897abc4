import { choice, number } from '../../core/params.js';
import type { Env } from '../../env/kit/env.js';
import { maths } from '../../kernels/kernels.js';
import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import {
  add,
  expm1,
  gatherColumns,
  logSoftmaxRows,
  matmul,
  neg,
  reshape,
  scale,
  square,
  sub,
  sum,
} from '../../tensor/ops/index.js';

/** How an agent is held to the reference policy of its env. */
export const divergenceParams = {
  kl: choice(
    'reward',
    ['reward', 'k2', 'k3', 'k1', 'none'],
    'in envs with a reference policy: the term of divergence: in the reward, r - beta (log pi - log ref); or as a loss of x = log ref - log pi, k2 x^2 / 2, k3 exp(x) - 1 - x, k1 -x',
  ),
  beta: number(0.5, 'in envs with a reference policy: price of a nat of divergence', { above: 0, max: 1000 }),
} as const;

export interface DivergenceParams {
  readonly kl: 'reward' | 'k2' | 'k3' | 'k1' | 'none';
  readonly beta: number;
}

/** Largest exponent of k3: e^20 is finite in single precision. */
const MOST = 20;

/** The reference policy of an env, action by action. */
export class Reference {
  readonly #logps: Float64Array;
  readonly #actions: number;
  readonly #p: DivergenceParams;

  private constructor(logps: Float64Array, actions: number, p: DivergenceParams) {
    this.#logps = logps;
    this.#actions = actions;
    this.#p = p;
  }

  /** Null in an env without one. */
  static of({ world }: Env, p: DivergenceParams): Reference | null {
    if (world === undefined) return null;
    const { vocabulary: v } = world.tree;
    const logps = new Float64Array(world.logits.length);
    for (let from = 0; from < logps.length; from += v) {
      let total = 0;
      for (let token = 0; token < v; token++) total += maths.exp(world.logits[from + token]!);
      for (let token = 0; token < v; token++) logps[from + token] = world.logits[from + token]! - maths.log(total);
    }
    return new Reference(logps, v, p);
  }

  /** log pi_ref of an action in a state. */
  logp(state: number, action: number): number {
    return this.#logps[state * this.#actions + action]!;
  }

  /** What is taken from the reward of an action that had this probability. */
  cost(state: number, action: number, probability: number): number {
    if (this.#p.kl !== 'reward') return 0;
    return this.#p.beta * (maths.log(probability) - this.logp(state, action));
  }

  /**
   * The term of divergence as a loss, or null where it is none: beta times k of x = log ref - log pi, x of a whole answer
   * where `ends` tells after which rows answers end, else of each row; over the number of rows, as a mean over them.
   */
  loss(logits: Tensor, actions: Indices, reference: Float64Array, ends: readonly number[] | null): Tensor | null {
    const { kl, beta } = this.#p;
    if (kl === 'none' || kl === 'reward') return null;
    const { engine } = logits;
    const rows = reference.length;
    const logps = gatherColumns(logSoftmaxRows(logits), actions);
    const each = sub(engine.tensor([rows], reference), logps);
    const x = ends === null ? each : sumsOf(engine, each, ends);
    return scale(sum(terms[kl](x)), beta / rows);
  }
}

const terms: Readonly<Record<'k1' | 'k2' | 'k3', (x: Tensor) => Tensor>> = {
  k1: neg,
  k2: (x) => scale(square(x), 0.5),
  k3: (x) => sub(expm1(limited(x)), x),
};

/** x, without a gradient where it would overflow. */
function limited(x: Tensor): Tensor {
  const { engine } = x;
  const excess = Float64Array.from(x.view(), (value) => Math.min(0, MOST - value));
  return add(x, engine.tensor(x.shape, excess));
}

/** Sums of stretches of a vector. */
function sumsOf(engine: Engine, x: Tensor, ends: readonly number[]): Tensor {
  const belongs = new Float32Array(ends.length * x.size);
  let from = 0;
  ends.forEach((end, i) => {
    belongs.fill(1, i * x.size + from, i * x.size + end);
    from = end;
  });
  const sums = matmul(engine.tensor([ends.length, x.size], belongs), reshape(x, [x.size, 1]));
  return reshape(sums, [ends.length]);
}
