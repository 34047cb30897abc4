import { UserError } from '../../core/errors.js';
import { picked, pickedIntegers } from '../../core/picked.js';
import { maths } from '../../kernels/kernels.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { clippedRatio, logRatio } from '../../losses/parts/log-ratio.js';
import type { Tensor } from '../../tensor/engine.js';
import { entropyRows, mean, mul, neg, scale, sub } from '../../tensor/ops/index.js';
import { meanOf } from './judging/evaluation.js';
import { withoutForbidden } from './masks.js';
import type { Rollout } from './memory/rollout.js';
import type { GaussianHead } from './networks/gaussian-head.js';
import { softmaxInto } from './networks/policy-network.js';
import { PolicyLoss } from './policy-loss.js';

/** The losses whose formula needs log-probabilities alone, and so serves densities as well. */
const ON_DENSITIES = ['ppo-clip', 'policy-gradient'];

interface Settings {
  readonly entropyCoef?: number;
  readonly clipRange?: number;
  readonly dualClip?: number | null;
}

/**
 * The loss of a policy at rows of a stretch of play: of logits by any loss of policies, of Gaussian actions by the formula of
 * ppo-clip or policy-gradient with log-densities in place of log-probabilities.
 */
export class ActionLoss {
  /** Whether it takes the probabilities of before and clips their ratio itself. */
  readonly onRatio: boolean;
  readonly #loss: PolicyLoss;
  readonly #settings: Settings;
  readonly #rollout: Rollout;
  readonly #gaussian: GaussianHead | null;

  constructor(
    loss: LossDefinition,
    settings: Readonly<Record<string, unknown>>,
    rollout: Rollout,
    gaussian: GaussianHead | null,
  ) {
    this.#loss = new PolicyLoss(loss, settings);
    this.onRatio = this.#loss.onRatio;
    this.#settings = settings as Settings;
    this.#rollout = rollout;
    this.#gaussian = gaussian;
    if (gaussian !== null && !ON_DENSITIES.includes(loss.name)) {
      throw new UserError({
        path: 'loss',
        message: 'takes logits of actions to choose from, and the actions here are a box',
        given: loss.name,
        allowed: ON_DENSITIES.join(', '),
      });
    }
  }

  /** The loss of the network's outputs at these rows; `entropy` of the answer is the mean entropy of the policy there. */
  compute(
    outputs: Tensor,
    rows: Int32Array,
    advantage: Float64Array,
    entropyFactor: number,
  ): { readonly value: Tensor; readonly entropy: () => number } {
    const { engine } = outputs;
    const column = (data: Float64Array) => engine.tensor([data.length], data);
    if (this.#gaussian !== null)
      return this.#densities(this.#gaussian, outputs, rows, column(advantage), entropyFactor);
    const rollout = this.#rollout;
    const logits = this.logits(outputs, rows);
    const old = () => column(this.#logps(rows));
    const { value } = this.#loss.compute(
      {
        logits,
        actions: engine.indices(pickedIntegers(rollout.actions, rows)),
        advantages: () => column(advantage),
        ...(this.onRatio && { old }),
      },
      entropyFactor,
    );
    return { value, entropy: () => meanOf(engine.constant(() => entropyRows(logits)).view()) };
  }

  /** Logits without those of actions that did not exist. */
  logits(outputs: Tensor, rows: Int32Array): Tensor {
    const { masks } = this.#rollout;
    if (masks.length === 0) return outputs;
    const [n, actions] = outputs.shape as readonly [number, number];
    const data = new Float32Array(n * actions);
    for (let i = 0; i < n; i++) data.set(masks.subarray(rows[i]! * actions, (rows[i]! + 1) * actions), i * actions);
    return withoutForbidden(outputs, outputs.engine.tensor([n, actions], data));
  }

  /** How likely the action of each row is now, over how likely it was when it was taken. */
  ratios(outputs: Tensor, rows: Int32Array): Float64Array {
    const { engine } = outputs;
    const rollout = this.#rollout;
    if (this.#gaussian !== null) {
      const gaussian = this.#gaussian;
      const now = engine.constant(() => gaussian.logps(outputs, this.#drawn(outputs, rows))).view();
      return Float64Array.from(rows, (row, i) => maths.exp(now[i]! - rollout.logps[row]!));
    }
    const logits = engine.constant(() => this.logits(outputs, rows));
    const actions = logits.shape[1]!;
    const probabilities = new Float64Array(actions);
    const view = logits.view();
    const ratios = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const now = softmaxInto(view, i * actions, probabilities)[rollout.actions[row]!]!;
      ratios[i] = now / rollout.probabilities[row]!;
    }
    return ratios;
  }

  /** How likely the actions of these rows were when they were taken. */
  #logps(rows: Int32Array): Float64Array {
    const logps = picked(this.#rollout.probabilities, rows);
    for (let i = 0; i < logps.length; i++) logps[i] = maths.log(logps[i]!);
    return logps;
  }

  #densities(gaussian: GaussianHead, means: Tensor, rows: Int32Array, advantage: Tensor, entropyFactor: number) {
    const { engine } = means;
    const { entropyCoef = 0, clipRange = 0.2, dualClip } = this.#settings;
    const logps = gaussian.logps(means, this.#drawn(means, rows));
    const gain = () => {
      if (!this.onRatio) return mul(logps, advantage);
      const old = engine.tensor([rows.length], picked(this.#rollout.logps, rows));
      const clip = { low: 1 - clipRange, high: 1 + clipRange, most: dualClip ?? Number.POSITIVE_INFINITY };
      return mul(clippedRatio(logRatio(logps, old), advantage, clip), advantage);
    };
    const entropy = gaussian.entropy();
    const value = sub(neg(mean(gain())), scale(entropy, entropyCoef * entropyFactor));
    return { value, entropy: () => entropy.item() };
  }

  /** What was drawn in these rows [N,A]. */
  #drawn(means: Tensor, rows: Int32Array): Tensor {
    const [n, size] = means.shape as readonly [number, number];
    const { numbers } = this.#rollout;
    const data = new Float32Array(n * size);
    for (let i = 0; i < n; i++) data.set(numbers.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
    return means.engine.tensor([n, size], data);
  }
}
