import type { Recorder } from '../../../core/learner.js';
import type { Tensor } from '../../../tensor/engine.js';
import { reshape, softmaxRows } from '../../../tensor/ops/index.js';
import { withoutForbidden } from '../masks.js';
import { argmax } from '../networks/policy-network.js';
import type { ReturnDistribution } from '../networks/q-network.js';
import type { ValueBatch } from '../value-loss.js';
import { rlMetrics } from './rl-metrics.js';

/** Updates between two looks. */
const OFTEN = 16;
/** Part of the distance of two atoms that is no more than rounding. */
const SLACK = 0.01;

type Batch = Omit<ValueBatch, 'outputs' | 'actions' | 'weights'>;

/** Tells how much of the returns that a distribution on atoms learns lies where it has none. */
export class SupportWatch {
  readonly #distribution: ReturnDistribution;
  readonly #gamma: number;
  readonly #record: (share: number) => void;

  constructor(recorder: Recorder, distribution: ReturnDistribution, gamma: number) {
    this.#distribution = distribution;
    this.#gamma = gamma;
    this.#record = rlMetrics.outsideSupport(recorder);
  }

  /** Looks at some of the updates. */
  look(update: number, batch: Batch): void {
    if (update % OFTEN === 0) this.#record(massOutside(this.#distribution, batch, this.#gamma));
  }
}

/**
 * Share of the mass of a batch of targets, r + discount z of the best next action's atoms z, that is outside vMin..vMax
 * before it is put on the atoms; 0 for quantiles, which go anywhere.
 */
export function massOutside(
  { support, size, mean }: ReturnDistribution,
  { next, nextOnline, nextMasks, rewards, terminated, discounts }: Batch,
  gamma: number,
): number {
  if (support === null) return 0;
  return next.engine.constant(() => {
    const n = rewards.size;
    const width = next.size / n / size;
    const rowsOf = (x: Tensor) => reshape(x, [n * width, size]);
    const p = softmaxRows(rowsOf(next)).view();
    const q = withoutForbidden(reshape(mean(rowsOf(nextOnline ?? next)), [n, width]), nextMasks).view();
    const [r, ends, factors] = [rewards.view(), terminated.view(), discounts?.view()];
    const step = (support.vMax - support.vMin) / (size - 1);
    const isOutside = (z: number) => z < support.vMin - SLACK * step || z > support.vMax + SLACK * step;
    let outside = 0;
    for (let i = 0; i < n; i++) {
      if (ends[i] === 1) {
        if (isOutside(r[i]!)) outside++;
        continue;
      }
      const from = (i * width + argmax(q, i * width, width)) * size;
      const discount = gamma * (factors?.[i] ?? 1);
      for (let k = 0; k < size; k++)
        if (isOutside(r[i]! + discount * (support.vMin + k * step))) outside += p[from + k]!;
    }
    return outside / n;
  });
}
