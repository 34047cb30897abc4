import { histogramAround0 } from '../../../core/histogram.js';
import type { Recorder } from '../../../core/learner.js';
import type { Histogram } from '../../../core/scope.js';
import type { Tensor } from '../../../tensor/engine.js';
import type { UnitWatch } from '../../../tensor/nn/unit-watch.js';
import type { QNetwork } from '../networks/q-network.js';
import { meanOf } from './evaluation.js';
import { rlMetrics } from './rl-metrics.js';

/** Updates between two looks at the batch, and between two close looks that also cost time. */
const OFTEN = 16;
const SELDOM = 256;

interface Subject {
  readonly recorder: Recorder;
  readonly online: QNetwork;
  readonly target: QNetwork;
  readonly rewardScale: number;
  readonly gamma: number;
  /** The largest Q* of a finite env, else null. */
  readonly largest: number | null;
}

/** One update as it was computed. */
interface Update {
  /** [N, A] before the step. */
  readonly qValues: Tensor;
  readonly targets: Tensor;
  readonly tdErrors: Tensor;
  readonly gradNorm: number;
}

/** What an agent with a Q-network tells about its learning besides the loss. It looks at some updates and changes none. */
export class QDiagnosis {
  readonly #of: Subject;
  readonly #record;
  readonly #units: UnitWatch;
  #watching = false;
  /** TD errors of the last batch that was looked at closely; for the picture alone, so no checkpoint holds them. */
  #errors: ArrayLike<number> = [];

  constructor(subject: Subject) {
    this.#of = subject;
    this.#units = subject.online.parameters.units;
    const { recorder } = subject;
    this.#record = {
      gradNorm: rlMetrics.gradNorm(recorder),
      mean: rlMetrics.qMean(recorder),
      max: rlMetrics.qMax(recorder),
      limit: rlMetrics.qLimit(recorder, subject.largest !== null),
      tdError: rlMetrics.tdError(recorder),
      tdMedian: rlMetrics.tdErrorMedian(recorder),
      tdHigh: rlMetrics.tdErrorHigh(recorder),
      lag: rlMetrics.targetLag(recorder),
      dead: this.#units.size > 0 ? rlMetrics.deadUnits(recorder) : null,
    };
  }

  /** Before the forward pass of the n-th update, from 0, on its batch. */
  before(update: number): void {
    this.#watching = update % SELDOM === 0;
    if (this.#watching) this.#units.start();
  }

  /** After that forward pass. */
  after(): void {
    if (!this.#watching) return;
    this.#watching = false;
    const dead = this.#units.share();
    this.#record.dead?.(dead);
  }

  /** After the step. */
  look(update: number, of: Update): void {
    if (update % OFTEN !== 0) return;
    const scale = this.#of.rewardScale;
    const tdErrors = of.tdErrors.view();
    this.#record.gradNorm(of.gradNorm);
    this.#record.mean((meanOf(of.targets.view()) - meanOf(tdErrors)) / scale);
    this.#record.max(largestOf(of.qValues.view()) / scale);
    let sizes = 0;
    for (let i = 0; i < tdErrors.length; i++) sizes += Math.abs(tdErrors[i]!);
    this.#record.tdError(sizes / tdErrors.length / scale);
    if (update % SELDOM !== 0) return;
    this.#errors = tdErrors.map((error) => error / scale);
    const sorted = tdErrors.map((error) => Math.abs(error) / scale).sort();
    this.#record.tdMedian(quantile(sorted, 0.5));
    this.#record.tdHigh(quantile(sorted, 0.9));
    this.#record.lag(this.#lag());
  }

  /** TD errors in the env's own reward units; null before the first close look. */
  histogram(): Histogram | null {
    return histogramAround0('TD errors of a batch', this.#errors);
  }

  /** At an evaluation: what no Q should exceed, given the largest reward so far. */
  limit(rewardMax: number): void {
    const { largest, gamma } = this.#of;
    // A reward below 0 comes at least once, one above 0 at most at every step for ever.
    const limit = largest ?? (rewardMax < 0 ? rewardMax : rewardMax / (1 - gamma));
    if (Number.isFinite(limit)) this.#record.limit(limit);
  }

  #lag(): number {
    const online = this.#of.online.parameters.values;
    const target = this.#of.target.parameters.values;
    let apart = 0;
    let length = 0;
    for (let i = 0; i < online.length; i++) {
      apart += (online[i]! - target[i]!) * (online[i]! - target[i]!);
      length += online[i]! * online[i]!;
    }
    return Math.sqrt(apart / length);
  }
}

function largestOf(values: Float32Array | Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  // Math.max keeps a NaN, which a comparison would lose.
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
  return largest;
}

/** The value below which the share `q` of sorted values lies, of those that are there. */
function quantile(sorted: Float32Array | Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
