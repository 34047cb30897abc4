import { UserError } from '../../core/errors.js';
import type { InputTensors, LossDefinition } from '../../losses/kit/definition.js';
import type { InputSpecs } from '../../losses/kit/input-spec.js';
import { supply } from '../../losses/kit/supervision.js';
import { tdErrors as tdErrorsOf } from '../../losses/parts/td-error.js';
import { type Indices, Tensor } from '../../tensor/engine.js';
import {
  gatherColumns,
  matmulNT,
  mulColumn,
  reshape,
  scale,
  softmaxRows,
  sub,
  sumRows,
} from '../../tensor/ops/index.js';
import { withoutForbidden } from './masks.js';
import type { ReturnDistribution } from './networks/q-network.js';

/** A batch of transitions with what networks give for it; outputs [N,A], or [N, A K] with a distribution. */
export interface ValueBatch {
  readonly outputs: Tensor;
  readonly next: Tensor;
  /** Of the online network, where it chooses the next action. */
  readonly nextOnline: Tensor | undefined;
  readonly actions: Indices;
  readonly rewards: Tensor;
  readonly terminated: Tensor;
  /** gamma^(n-1), the factor on the bootstrap value besides one gamma; undefined where all of them are 1. */
  readonly discounts: Tensor | undefined;
  /** [N,A]: 1 for the actions that exist in the next state; null where all do. */
  readonly nextMasks: Tensor | null;
  /** Importance weights; undefined where all are 1. */
  readonly weights: Tensor | undefined;
}

interface Settings {
  readonly gamma: number;
  readonly double: boolean;
  readonly nStep: number;
  readonly prioritized: boolean;
}

/** A loss of values or of distributions of returns, of the program or of a plug-in, by its kind of supervision. */
export class ValueLoss {
  readonly #distribution: ReturnDistribution | null;
  readonly #loss: LossDefinition;
  readonly #params: Parameters<LossDefinition['compute']>[1];
  readonly #settings: Settings;

  constructor(
    loss: LossDefinition,
    params: Readonly<Record<string, unknown>>,
    settings: Settings,
    distribution: ReturnDistribution | null,
  ) {
    const { gamma, double, nStep, prioritized } = settings;
    this.#loss = loss;
    this.#settings = settings;
    this.#params = { ...params, gamma, double } as Parameters<LossDefinition['compute']>[1];
    this.#distribution = distribution;
    const takes = (input: string) => Object.hasOwn(loss.inputs, input);
    if (prioritized && !takes('weights')) {
      throw new UserError({
        path: 'agent.prioritized',
        message: 'needs a loss that takes weights, to make up for what is replayed more often',
        given: loss.name,
      });
    }
    if (this.#distribution !== null && nStep > 1 && !takes('discounts')) {
      throw new UserError({
        path: 'agent.nStep',
        message: 'needs a loss that takes discounts, since each transition may span another number of steps',
        given: loss.name,
      });
    }
  }

  /** The loss with the targets [N] and TD errors [N] of the values, which of distributions are their means. */
  compute(batch: ValueBatch): { readonly value: Tensor; readonly targets: Tensor; readonly tdErrors: Tensor } {
    return this.#distribution === null ? this.#values(batch) : this.#distributions(batch, this.#distribution);
  }

  #values({ outputs, next, nextOnline, nextMasks, actions, rewards, terminated, discounts, weights }: ValueBatch) {
    const { engine } = outputs;
    const bootstrap = (q: Tensor) => (discounts === undefined ? q : engine.constant(() => mulColumn(q, discounts)));
    const transitions = {
      qValues: outputs,
      actions,
      rewards,
      dones: terminated,
      nextQ: withoutForbidden(bootstrap(next), nextMasks),
      nextQOnline: nextOnline && withoutForbidden(bootstrap(nextOnline), nextMasks),
    };
    const { value, extra } = this.#loss.compute({ ...transitions, weights } as InputTensors<InputSpecs>, this.#params);
    // A loss of a plug-in need not tell them.
    if (extra?.targets instanceof Tensor && extra.tdErrors instanceof Tensor) {
      return { value, targets: extra.targets, tdErrors: extra.tdErrors };
    }
    const { gamma, double } = this.#settings;
    return { value, ...engine.constant(() => tdErrorsOf(transitions, gamma, double)) };
  }

  #distributions(batch: ValueBatch, { size, mean, meanOfTargets, least }: ReturnDistribution) {
    const { outputs, next, nextOnline, actions, rewards, terminated, discounts, nextMasks, weights } = batch;
    const { engine } = outputs;
    const n = outputs.shape[0]!;
    const rows = outputs.size / size;
    const count = rows / n;
    const split = (x: Tensor) => reshape(x, [n, count, size]);
    const allowed = (x: Tensor) => split(withoutForbidden(x, forbidding(nextMasks, count, size, least)));
    const names = supply(this.#loss, 'value-distribution')!;
    const { value, extra } = this.#loss.compute(
      {
        [names.prediction]: split(outputs),
        [names.actions]: actions,
        [names.rewards]: rewards,
        [names.next]: allowed(next),
        [names.dones]: terminated,
        ...(names.nextOnline !== undefined && nextOnline !== undefined && { [names.nextOnline]: allowed(nextOnline) }),
        ...(discounts !== undefined && { discounts: engine.constant(() => scale(discounts, this.#settings.gamma)) }),
        weights,
      } as InputTensors<InputSpecs>,
      this.#params,
    );
    return engine.constant(() => {
      const all = reshape(mean(reshape(outputs, [rows, size])), [n, count]);
      const taken = gatherColumns(all, actions);
      const given = extra?.targets;
      const targets = given instanceof Tensor && given.size === n * size ? meanOfTargets(given) : taken;
      return { value, targets, tdErrors: sub(targets, taken) };
    });
  }
}

/**
 * Masks [N,A] for outputs [N, A K]. A distribution has the least mean where all of its quantiles are low, or where all of its
 * atoms but the first are.
 */
function forbidding(
  masks: Tensor | null,
  actions: number,
  size: number,
  least: ReturnDistribution['least'],
): Tensor | null {
  if (masks === null) return null;
  const { engine } = masks;
  const [n] = masks.shape as readonly [number, number];
  const given = masks.view();
  const data = new Float32Array(n * actions * size).fill(1);
  for (let i = 0; i < n * actions; i++) {
    if (given[i] === 0) data.fill(0, i * size + (least === 'all' ? 0 : 1), (i + 1) * size);
  }
  return engine.tensor([n, actions * size], data);
}

/**
 * What the outputs of a network, `size` for each action, mean to a loss: logits of evenly spaced returns, or quantiles; null
 * where the loss is one of plain values.
 */
export function returnDistribution(
  loss: LossDefinition,
  params: Readonly<Record<string, unknown>>,
  size: number,
): ReturnDistribution | null {
  const names = supply(loss, 'value-distribution');
  if (names === undefined) return null;
  if (names.prediction === 'quantiles') {
    const mean = (rows: Tensor) => scale(sumRows(rows), 1 / size);
    return { size, support: null, mean, meanOfTargets: mean, least: 'all' };
  }
  const { vMin = -10, vMax = 10 } = params as { readonly vMin?: number; readonly vMax?: number };
  if (size < 2) {
    throw new UserError({ path: 'agent.atoms', message: `must be at least 2 with ${loss.name}`, given: String(size) });
  }
  if (!(vMax > vMin)) {
    throw new UserError({
      path: 'loss.vMax',
      message: 'must be above vMin',
      given: `${vMax}`,
      allowed: `above ${vMin}`,
    });
  }
  const atoms = Array.from({ length: size }, (_, i) => vMin + (i * (vMax - vMin)) / (size - 1));
  const meanOfTargets = (probabilities: Tensor) => {
    const support = probabilities.engine.tensor([1, size], atoms);
    return reshape(matmulNT(probabilities, support), [probabilities.shape[0]!]);
  };
  return {
    size,
    support: { vMin, vMax },
    mean: (logits) => meanOfTargets(softmaxRows(logits)),
    meanOfTargets,
    least: 'but the first',
  };
}
